/** A time of day as people type it: 19:00, 晚上7点半, 8 pm. */

export const CLOCK =
  /(上午|早上|中午|下午|晚上|傍晚)?\s*(\d{1,2})\s*(?:[:：](\d{2})|[点點时時](?:(\d{1,2})分?|(半))?)|\b(\d{1,2})(?::(\d{2}))?\s*(am|pm)\b/i;

/** The first time among the words, as `19:00`; undefined where there is none. */
export function timeIn(text: string): string | undefined {
  const match = CLOCK.exec(text);
  if (!match) return undefined;
  const [, part = '', hour, minute, written, half, enHour, enMinute, meridiem] = match;
  let hours = Number(hour ?? enHour);
  const minutes = half ? 30 : Number(minute ?? written ?? enMinute ?? 0);
  const late = /下午|晚上|傍晚/.test(part) || meridiem?.toLowerCase() === 'pm' || (part === '中午' && hours < 11);
  if (late && hours < 12) hours += 12;
  if (meridiem?.toLowerCase() === 'am' && hours === 12) hours = 0;
  if (hours > 23 || minutes > 59) return undefined;
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
