/**
 * Telegram's calls, drawn much as the app shows the result: text with entities, pictures, an inline keyboard beneath.
 * https://core.telegram.org/bots/api#messageentity
 */
import { h } from './element.js';
import { link, linkified, pictureUrl } from './links.js';
import { t } from './texts.js';

export function drawTelegram(row, wires, hand) {
  return h('div.telegram-calls', { lang: row.language }, ...wires.map((wire) => drawCall(wire, hand)));
}

function drawCall({ method, params }, hand) {
  const pictures =
    method === 'sendMediaGroup' ? params.media.map(({ media }) => media) : params.photo ? [params.photo] : [];
  const text = params.text ?? params.caption ?? '';
  const entities = params.entities ?? params.caption_entities ?? [];
  const rows = params.reply_markup?.inline_keyboard ?? [];
  return h(
    'div.telegram-message',
    {},
    h(
      'div.bubble.telegram',
      {},
      ...pictures.map(({ attach }) =>
        h('img.picture', { src: pictureUrl(attach), alt: t('picture'), loading: 'lazy' }),
      ),
      text !== '' && h('p.words', {}, ...styledText(text, entities, hand)),
    ),
    rows.length > 0 &&
      h('div.keyboard', {}, ...rows.map((row) => h('div.keys', {}, ...row.map((button) => key(button, hand))))),
  );
}

function key({ text, callback_data, url, style }, hand) {
  if (url) return link('a.key', url, `${text} ↗`, hand.start);
  // Telegram shows nothing of a press in the chat; the other tabs of this sandbox, which may show it, get the label.
  const made = h(
    `button.key${style ? `.${style}` : ''}`,
    { type: 'button', onclick: () => hand.press(callback_data, undefined, made) },
    text,
  );
  return made;
}

/** Entities may nest; between two borders the same ones apply. Offsets are UTF-16 units, as in JavaScript. */
function styledText(text, entities, hand) {
  const borders = [
    ...new Set([0, text.length, ...entities.flatMap(({ offset, length }) => [offset, offset + length])]),
  ].sort((a, b) => a - b);
  return borders.slice(0, -1).flatMap((from, index) => {
    const to = borders[index + 1];
    const part = text.slice(from, to);
    const around = entities.filter(({ offset, length }) => offset <= from && offset + length >= to);
    const target = around.find(({ type }) => type === 'text_link');
    const inner = target ? [link('a', target.url, part, hand.start)] : linkified(part, hand.start);
    const kind = around.some(({ type }) => type === 'bold')
      ? 'b'
      : around.some(({ type }) => type === 'text_mention')
        ? 'span.mention'
        : undefined;
    return kind ? [h(kind, {}, ...inner)] : inner;
  });
}
