/** What has been said in every chat, and how each platform would have kept it. */

/** @type {Map<string, object[]>} rows of a chat, oldest first */
const chats = new Map();
const known = new Set();
export let seen = 0;
/** Whether anybody but the bot has said anything yet. */
export let spoken = false;

/** @returns {boolean} whether it was new */
export function add(row) {
  seen = Math.max(seen, row.seq);
  spoken ||= row.from === 'person';
  if (known.has(row.seq)) return false;
  known.add(row.seq);
  const rows = chats.get(row.chat) ?? [];
  chats.set(row.chat, rows);
  rows.push(row);
  if (rows.at(-2)?.seq > row.seq) rows.sort((a, b) => a.seq - b.seq);
  return true;
}

export const rowsOf = (chat) => chats.get(chat) ?? [];
export const lastFromBot = (chat) => rowsOf(chat).findLast((row) => row.from === 'bot')?.seq ?? 0;

/**
 * The entries to show, in order.
 *
 * Telegram edits: a message stands where it first stood, as it is now; a press leaves no words. LINE cannot edit: what
 * would replace a message is a new one when it answers a press, and is not sent when it only brings a card up to date.
 *
 * @param {'plain' | 'line' | 'telegram'} mode
 * @returns {{ key: string, row: object, versions: number }[]}
 */
export function timeline(chat, mode) {
  const entries = new Map();
  let pressed;
  for (const row of rowsOf(chat)) {
    if (row.from === 'person') {
      pressed = row.content.kind === 'pressed' ? row.content.message : undefined;
      if (mode === 'telegram' && row.content.kind === 'pressed') continue;
    }
    const before = entries.get(row.message);
    if (!before) entries.set(row.message, { key: row.message, row, versions: 1 });
    else if (mode !== 'line') entries.set(row.message, { ...before, row, versions: before.versions + 1 });
    else if (pressed === row.message)
      entries.set(`${row.message} ${row.seq}`, { key: `${row.message} ${row.seq}`, row, versions: 1 });
    if (row.from === 'bot' && pressed === row.message) pressed = undefined;
  }
  return [...entries.values()];
}
