/** Breaking JSON in one place, for suites that show that reading never throws. */
import fc from 'fast-check';

export const nasty: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, 9e15, '', '\0', '\ud800', '👨‍👩‍👧', '../..', '__proto__', [], {}, [
    [],
  ]),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.string({ maxLength: 20 }).map((text) => text.repeat(500)),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Follows `path` as far as it leads and puts `value` there; an empty path replaces the whole. */
export function replaceSomewhere(json: unknown, path: readonly number[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof json !== 'object' || json === null) return value;
  const keys = Object.keys(json);
  if (keys.length === 0) return value;
  const key = keys[step % keys.length] ?? '';
  const changed = replaceSomewhere((json as Record<string, unknown>)[key], rest, value);
  if (Array.isArray(json)) return json.map((item: unknown, index) => (String(index) === key ? changed : item));
  return { ...json, [key]: changed };
}
