/**
 * The building blocks of requests and answers. The same schemas validate and make the OpenAPI document; a message is the
 * end of a sentence that begins with the name of the field ("name" is missing).
 */
import { z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { isTimeZone } from '../../domain/calendar/working-calendar.ts';

const missingOr = (otherwise: string) => ({
  error: (issue: { readonly input?: unknown }) => (issue.input === undefined ? 'is missing' : otherwise),
});

/** PostgreSQL takes no NUL, and a lone surrogate has no UTF-8 form; other control characters have no business in a name. */
const PRINTABLE = /^[^\p{Cc}\p{Cs}]*$/u;

export const text = (min: number, max: number) =>
  z
    .string(missingOr('must be text'))
    .trim()
    .min(min, min === 1 ? 'must not be empty' : `must have at least ${min} characters`)
    .max(max, `must have at most ${max} characters`)
    .regex(PRINTABLE, 'must not hold control characters');

export const uuid = z
  .uuid(missingOr('must be an id, as the lists show it'))
  .openapi({ example: '019a8c1e-5b7a-7cc2-b6f0-3d1c5e9a7b42' });

export const oneOf = <const W extends readonly string[]>(words: W) =>
  z.enum(words, missingOr(`must be one of ${words.join(', ')}`));

export const position = z
  .number(missingOr('must be a number'))
  .int('must be a whole number')
  .min(0, 'must not be negative');

/** Fields nobody asked for are refused, so that a misspelled one is not silently ignored. */
export const body = <S extends z.core.$ZodLooseShape>(shape: S) => z.strictObject(shape, { error: notAnObject });
const notAnObject = (issue: { readonly code?: string }) =>
  issue.code === 'unrecognized_keys' ? undefined : 'must be an object';

export const communityRef = text(1, 64).openapi({ description: 'The code or the id of a community.', example: 'demo' });
export const communityCode = z
  .string(missingOr('must be text'))
  .regex(/^[a-z0-9][a-z0-9-]{1,31}$/, 'must be 2 to 32 of a-z, 0-9 and -, and not begin with -')
  .openapi({ example: 'xingfuli' });

/** Temporal also takes offsets (`+08:00`), which know no history and no summer time. */
export const timeZone = z
  .string(missingOr('must be text'))
  .refine(
    (zone) => /^[A-Za-z]/.test(zone) && isTimeZone(zone),
    'must be a time zone of the IANA list, like Asia/Shanghai',
  )
  .openapi({ example: 'Asia/Shanghai' });

const LIMIT = 'must be a whole number from 1 to 100';
export const PAGE = {
  limit: z.coerce.number(LIMIT).int(LIMIT).min(1, LIMIT).max(100, LIMIT).default(50),
  cursor: z
    .string()
    .max(300, 'is not one that a list gave out')
    .optional()
    .openapi({ description: 'What the page before named as `next`.' }),
};
export const query = body;

export const instant = z.string().openapi({ format: 'date-time', example: '2026-11-20T09:30:00Z' });
/** An instant, or a day, which begins at midnight in the time zone asked about. */
export const since = z
  .string()
  .refine(
    (written) => readSince(written, 'UTC') !== undefined,
    'must be a day (2026-11-01) or a time (2026-11-01T08:00:00Z)',
  )
  .optional();

/** A day of the calendar; it begins at midnight in the time zone asked about. */
export const day = z
  .string(missingOr('must be text'))
  .refine(
    (written) => /^\d{4}-\d{2}-\d{2}$/.test(written) && readSince(written, 'UTC') !== undefined,
    'must be a day, like 2026-11-01',
  )
  .openapi({ example: '2026-11-01' });

export function readSince(written: string, zone: string): Temporal.Instant | undefined {
  try {
    const at = /^\d{4}-\d{2}-\d{2}$/.test(written)
      ? Temporal.PlainDate.from(written).toZonedDateTime(zone).toInstant()
      : Temporal.Instant.from(written);
    return isStorable(at) ? at : undefined;
  } catch {
    return undefined;
  }
}

/** Times the database can hold, and anybody can mean. */
const isStorable = ({ epochMilliseconds }: Temporal.Instant): boolean =>
  epochMilliseconds >= Date.UTC(1900) && epochMilliseconds < Date.UTC(10_000);

export const timeOf = (at: Temporal.Instant): string => at.toString();
export const timeOrNull = (at: Temporal.Instant | null): string | null => (at === null ? null : at.toString());

export const byId = { params: z.object({ id: uuid.openapi({ param: { name: 'id', in: 'path' } }) }) };

/** One key per change. It is remembered with the answer, so that a request whose answer was lost can simply be sent again. */
export const writeHeaders = z.object({
  'Idempotency-Key': z
    .string(missingOr('must be text'))
    .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 visible ASCII characters without spaces; a new UUID is best')
    .openapi({ description: 'A new one for every change; the same one only to repeat the same request.' }),
});

const json = <S extends z.ZodType>(schema: S) => ({ 'application/json': { schema } });

export const Problem = z
  .object({ error: z.object({ code: z.string(), message: z.string() }) })
  .openapi('Problem', { example: { error: { code: 'not_valid', message: 'The field "name" is missing.' } } });

const problem = (description: string) => ({ description, content: json(Problem) });
export const REFUSED = {
  400: problem('Something in the request is missing or not valid; the sentence names it.'),
  401: problem('The bearer token is missing or wrong.'),
  404: problem('There is no such thing.'),
  429: problem('Too many wrong tokens from this address.'),
};
export const REFUSED_WRITE = {
  ...REFUSED,
  403: problem('This may not be done, or not in this mode.'),
  409: problem('It contradicts what is there, or the key was used for another request.'),
};

export const shown = <S extends z.ZodType>(schema: S, description: string) => ({
  200: { description, content: json(schema) },
  ...REFUSED,
});
export const changed = <S extends z.ZodType>(schema: S, description: string) => ({
  200: { description, content: json(schema) },
  ...REFUSED_WRITE,
});
export const created = <S extends z.ZodType>(schema: S, description: string) => ({
  201: { description, content: json(schema) },
  ...REFUSED_WRITE,
});

export const given = <S extends z.ZodType>(schema: S) => ({ content: json(schema), required: true });

export const listOf = <S extends z.ZodType>(item: S) =>
  z.object({
    items: z.array(item),
    next: z.string().nullable().openapi({ description: 'The cursor of the next page; null on the last.' }),
  });
