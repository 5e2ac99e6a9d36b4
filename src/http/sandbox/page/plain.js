/** A prompt as it is, in no platform's dress: what the conversation says and offers. */
import { h } from './element.js';
import { link, pictureUrl } from './links.js';
import { t } from './texts.js';

/** @param {{ press(token: string, says?: string, button?: HTMLElement): void, start(payload: string): void }} hand */
export function drawPlain(row, hand) {
  const { title, text, fields = [], choices = [], links = [], pictures = [] } = row.prompt;
  const words = h('p.words', {}, ...nodes(text, hand));
  return h(
    'div.bubble.plain',
    { lang: row.language },
    title && h('p.title', {}, title),
    words.textContent !== '' && words,
    fields.length > 0 &&
      h('dl.fields', {}, ...fields.map(({ label, value }) => h('div', {}, h('dt', {}, label), h('dd', {}, value)))),
    ...pictures.map(({ id }) => h('img.picture', { src: pictureUrl(id), alt: t('picture'), loading: 'lazy' })),
    (choices.length > 0 || links.length > 0) &&
      h(
        'div.choices',
        {},
        ...choices.map((choice) => button(choice, hand)),
        ...links.map(({ label, url }) => link('a.choice', url, label, hand.start)),
      ),
  );
}

function button({ label, token, says, weight }, hand) {
  const made = h(
    `button.choice${weight ? `.${weight}` : ''}`,
    { type: 'button', onclick: () => hand.press(token, says, made) },
    label,
  );
  return made;
}

/** A number stays on one line: torn at its hyphens it is hard to read out. */
function unbroken(text) {
  return text
    .split(/(D-\d{4}-\d+)/)
    .map((part, at) => (at % 2 === 1 ? h('span.unbroken', {}, part) : document.createTextNode(part)));
}

function nodes(text, hand) {
  return text.flatMap((node) => {
    if (typeof node === 'string') return unbroken(node);
    if (node.kind === 'mention') return h('span.mention', {}, node.name.startsWith('@') ? node.name : `@${node.name}`);
    const inner = h('b', {}, ...nodes(node.text, hand));
    return node.kind === 'bold' ? inner : link('a', node.url, inner.textContent || node.url, hand.start);
  });
}
