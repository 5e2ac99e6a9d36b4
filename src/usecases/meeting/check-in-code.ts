/**
 * The code 签到码 that is shown in the room and typed by those who are there. It changes every half minute, so that one
 * passed on to somebody at home is soon worth nothing; the one before it still counts, for those who type slowly.
 */
import { createHmac, randomBytes } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import type { FieldKeys } from '../../../db/sealed.ts';
import type { MeetingRow } from './read.ts';

const PURPOSE = 'meeting.check_in';
export const CODE_SECONDS = 30;
const DIGITS = 6;

export const newCheckInSecret = (keys: FieldKeys): Uint8Array => keys.seal(PURPOSE, randomBytes(32).toString('base64'));

type Secret = Pick<MeetingRow, 'checkInSealed'>;

export function checkInCode(keys: FieldKeys, { checkInSealed }: Secret, at: Temporal.Instant): string {
  return codeOf(keys.openText(PURPOSE, checkInSealed), windowOf(at));
}

export function isCheckInCode(
  keys: FieldKeys,
  { checkInSealed }: Secret,
  at: Temporal.Instant,
  typed: string,
): boolean {
  const secret = keys.openText(PURPOSE, checkInSealed);
  return [windowOf(at), windowOf(at) - 1].some((window) => codeOf(secret, window) === typed);
}

const windowOf = (at: Temporal.Instant): number => Math.floor(at.epochMilliseconds / (CODE_SECONDS * 1000));

/** RFC 4226's dynamic truncation. */
function codeOf(secret: string, window: number): string {
  const mac = createHmac('sha256', Buffer.from(secret, 'base64')).update(String(window)).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, '0');
}
