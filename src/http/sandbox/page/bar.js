/** The bar on top: what this is, the clock, which platform's dress the messages wear, and the page's language. */
import { h } from './element.js';
import { LANGUAGES, language, t } from './texts.js';

export const MODES = ['plain', 'line', 'telegram'];

/** @param {{ mode: string, clock: HTMLElement, onMode(mode: string): void, onLanguage(code: string): void }} parts */
export function barParts({ mode, clock, onMode, onLanguage }) {
  const modes = MODES.map((name) =>
    h(
      'label.mode',
      {},
      h('input', { type: 'radio', name: 'mode', value: name, checked: name === mode, onchange: () => onMode(name) }),
      h('span', {}, t(`show.${name}`)),
    ),
  );
  const languages = LANGUAGES.map(({ code, name }) =>
    h('option', { value: code, selected: code === language, lang: code }, name),
  );
  return [
    h('h1', {}, t('title')),
    clock,
    h('fieldset.modes', {}, h('legend', {}, t('show')), ...modes),
    h(
      'select.language',
      { 'aria-label': t('language'), onchange: (event) => onLanguage(event.target.value) },
      ...languages,
    ),
  ];
}

/** @param {{ role: string }[]} columns */
export function tabParts(columns, active, isUnread, onPick) {
  return columns.map((column) => {
    const unread = column !== active && isUnread(column);
    return h(
      `button.tab${unread ? '.unread' : ''}`,
      { type: 'button', 'aria-pressed': String(column === active), onclick: () => onPick(column) },
      t(`tab.${column.role}`),
      unread && h('span.hidden-text', {}, ` (${t('tab.unread')})`),
    );
  });
}
