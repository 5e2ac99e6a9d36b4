/** One entry of a chat: whose it is, what it says in the dress of the chosen platform, and when. */
import { h } from './element.js';
import { drawLine } from './line.js';
import { drawPlain } from './plain.js';
import { wiresOf } from './previews.js';
import { drawTelegram } from './telegram.js';
import { formatTime, t } from './texts.js';

/**
 * @param {{ row: object, versions: number }} entry
 * @param {{ mode: string, zone: string, last: boolean, name?: string, hand: object }} view `name` where several people speak
 * @returns {HTMLElement | undefined} undefined while the platform's own objects are still on their way
 */
export function drawEntry({ row, versions }, { mode, zone, last, name, hand }) {
  const body = row.from === 'bot' ? fromBot(row, mode, last, hand) : fromPerson(row);
  if (!body) return undefined;
  const time = formatTime(row.atMs, zone, 'time');
  return h(
    `article.message.${row.from}`,
    { 'data-seq': row.seq, 'data-message': row.message },
    name !== undefined && h('p.name', {}, name),
    body,
    h(
      'p.when',
      {},
      h('time', { dateTime: new Date(row.atMs).toISOString() }, time),
      versions > 1 && ` · ${t('replaced')}`,
    ),
  );
}

function fromBot(row, mode, last, hand) {
  if (mode === 'plain') return drawPlain(row, hand);
  const wires = wiresOf(mode, row.seq);
  if (!wires) return undefined;
  return mode === 'line' ? drawLine(row, wires, hand, last) : drawTelegram(row, wires, hand);
}

function fromPerson({ content }) {
  switch (content.kind) {
    case 'said':
      // What a link carries is for the bot; Telegram, too, shows the command alone.
      return h('p.bubble.own', {}, content.text.replace(/^(\/start) \S+$/, '$1'));
    case 'pressed':
      return h('p.bubble.own', {}, content.says);
    case 'located': {
      const place = `${content.latitude}, ${content.longitude}`;
      return h('p.bubble.own', {}, t('place.shown', { name: content.label ? `${content.label} (${place})` : place }));
    }
    case 'attached':
      return h('div.bubble.own', {}, attached(content.file), content.caption && h('p.words', {}, content.caption));
    default:
      return undefined;
  }
}

function attached({ ref, kind, name, mime = '' }) {
  const href = `/sandbox/file/${encodeURIComponent(ref)}`;
  const shown = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'].includes(mime);
  if (kind === 'photo' && shown) return h('img.picture', { src: href, alt: name ?? t('picture'), loading: 'lazy' });
  return h('a', { href, download: name ?? '' }, t('file.shown', { name: name ?? t('file.unnamed') }));
}
