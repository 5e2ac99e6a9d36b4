/** Where a person writes, and sends files and places. Nothing typed is lost when sending fails. */
import { h, icon } from './element.js';
import { openPlaceForm } from './place-form.js';
import { t } from './texts.js';

/**
 * @param {{ text(text: string): Promise<void>, file(file: File, caption: string): Promise<void>, place(point: object): Promise<void> }} send
 */
export function createComposer(name, placeholder, send) {
  const label = `${t('write')} · ${name}`;
  const input = h('textarea', {
    rows: 1,
    maxLength: 5000,
    placeholder,
    enterKeyHint: 'send',
    'aria-label': label,
    oninput: grow,
    onkeydown: onKey,
  });
  const chooser = h('input', { type: 'file', hidden: true, 'aria-hidden': 'true', tabIndex: -1, onchange: onFile });
  const progress = h('p.sending', { role: 'status' });
  const form = h(
    'form.composer',
    { onsubmit: onSubmit },
    h(
      'button.tool',
      { type: 'button', title: t('file'), 'aria-label': `${t('file')} · ${name}`, onclick: () => chooser.click() },
      icon('file'),
    ),
    h(
      'button.tool',
      { type: 'button', title: t('place'), 'aria-label': `${t('place')} · ${name}`, onclick: onPlace },
      icon('place'),
    ),
    input,
    chooser,
    h('button.send', { type: 'submit', title: t('send'), 'aria-label': `${t('send')} · ${name}` }, icon('send')),
    progress,
  );
  return form;

  function grow() {
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 120)}px`;
  }

  /** While an input method is composing, Enter chooses a word. */
  function onKey(event) {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  }

  async function onSubmit(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (text === '') return;
    await busy(async () => {
      await send.text(text);
      input.value = '';
      grow();
    });
  }

  async function onFile() {
    const [file] = chooser.files ?? [];
    chooser.value = '';
    if (!file) return;
    const caption = input.value.trim();
    progress.textContent = t('file.sending', { name: file.name });
    await busy(async () => {
      await send.file(file, caption);
      input.value = '';
      grow();
    });
    progress.textContent = '';
  }

  async function onPlace() {
    const point = await openPlaceForm();
    if (point) await busy(() => send.place(point));
  }

  /** Failures have been told where they happened; what was typed stays for another try. */
  async function busy(work) {
    if (form.ariaBusy === 'true') return;
    form.ariaBusy = 'true';
    await work().catch(() => undefined);
    form.ariaBusy = null;
    input.focus({ preventScroll: true });
  }
}
