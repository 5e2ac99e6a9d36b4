/** The words gathered so far, message by message, so that a message edited or taken back changes just its own part. */
import { z } from 'zod';

export const saidSchema = z.array(
  z.object({
    text: z.string(),
    /** The platform's id of the message; absent for words that came with a button or a link. */
    message: z.string().optional(),
  }),
);
export type Said = z.infer<typeof saidSchema>;

export const wordsOf = (said: Said): string => said.map(({ text }) => text).join('\n');

/** Longer than a demand may be told in: what comes now is not taken, and the person is told. */
export const isFull = (said: Said, max: number): boolean => Array.from(wordsOf(said)).length > max;

export const part = (text: string, message: string | undefined): Said =>
  text === '' ? [] : [{ text, ...(message !== undefined && { message }) }];

/** Undefined when none of it came with that message, or nothing would change. */
export function edited(said: Said, message: string, text: string): Said | undefined {
  if (!said.some((part) => part.message === message && part.text !== text)) return undefined;
  return said.map((part) => (part.message === message ? { ...part, text } : part));
}

/** Undefined when none of it came with that message. */
export function takenBack(said: Said, message: string): Said | undefined {
  const left = said.filter((part) => part.message !== message);
  return left.length === said.length ? undefined : left;
}
