/**
 * Whatever the prompt, LINE takes it and nothing is lost. `FUZZ_RUNS=20000` for the long run.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Choice, Prompt, Scope, TextNode } from '../../src/channel.ts';
import { LINE_USER, validateLineMessages } from '../../test/fakes/line.ts';
import { renderLine } from './render.ts';

type Json = Record<string, unknown>;
const phrases = { answerWithNumber: '请回复数字：', pictureNotShown: '（图片请到公示栏查看）' };

/** Every object inside, in reading order. */
function parts(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(parts)];
}

const odd = fc.constantFrom(
  '\0',
  '\ud83d',
  '{',
  '}',
  '{m0}',
  '\u202e',
  '👨‍👩‍👧',
  '🇨🇳',
  'e\u0301',
  '𠀋',
  '\n\n',
  ' ',
  '。',
  'a',
  '里弄',
);
const short = fc.string({ unit: odd, maxLength: 45 });
const long = fc.oneof(
  short,
  fc.string({ unit: odd, maxLength: 400 }),
  fc.tuple(short, fc.integer({ min: 1, max: 400 })).map(([text, times]) => text.repeat(times)),
);
const url = fc.oneof(
  fc.webUrl(),
  fc.constantFrom('tel:110', 'mailto:a@b.test', 'javascript:x', '', 'https://例え.test/路'),
  long,
);
const node: fc.Arbitrary<TextNode> = fc.letrec<{ node: TextNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    long,
    fc.record({ kind: fc.constant('bold' as const), text: fc.array(tie('node'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('link' as const), text: fc.array(tie('node'), { maxLength: 2 }), url }),
    fc.record({
      kind: fc.constant('mention' as const),
      user: fc.oneof(fc.constant(LINE_USER), short),
      name: short,
    }),
  ),
})).node;
const choice: fc.Arbitrary<Choice> = fc.record(
  {
    label: fc.oneof(short, long),
    token: fc.stringMatching(/^[A-Za-z0-9.]{1,16}$/),
    says: fc.oneof(short, long),
    weight: fc.constantFrom('primary' as const, 'quiet' as const),
  },
  { requiredKeys: ['label', 'token'] },
);
const link = fc.record({ label: fc.oneof(short, long), url });
const prompt: fc.Arbitrary<Prompt> = fc.record(
  {
    title: fc.oneof(short, long),
    text: fc.array(node, { maxLength: 6 }),
    fields: fc.array(fc.record({ label: short, value: long }), { maxLength: 8 }),
    choices: fc.oneof(fc.array(choice, { maxLength: 8 }), fc.array(choice, { maxLength: 40 })),
    links: fc.array(link, { maxLength: 7 }),
    pictures: fc.array(fc.record({ id: short, url }, { requiredKeys: ['id'] }), { maxLength: 3 }),
  },
  { requiredKeys: ['text'] },
);
const context = fc.record({
  scope: fc.constantFrom<Scope>('direct', 'group'),
  language: fc.constantFrom('zh-Hans' as const, 'en' as const),
  phrases: fc.constant(phrases),
});

test('LINE takes every message, and every choice can be made', () => {
  fc.assert(
    fc.property(fc.array(prompt, { maxLength: 4 }), context, (prompts, rendered) => {
      const wires = renderLine(prompts, rendered);
      for (const wire of wires) {
        expect(validateLineMessages(wire.messages, { mentions: rendered.scope === 'group' })).toEqual([]);
      }
      const made = wires.flatMap((wire) => wire.messages);
      const pressable = new Set(parts(made).flatMap((part) => (part.type === 'postback' ? [part.data] : [])));
      const text = parts(made)
        .flatMap((part) => (typeof part.text === 'string' ? [part.text] : []))
        .join('\n');
      for (const { choices: offered = [] } of prompts) {
        offered.forEach((one, index) => {
          expect(pressable.has(one.token) || text.includes(`${index + 1}.`)).toBe(true);
        });
      }
      // What follows another message would hide its quick replies.
      expect(made.slice(0, -1).some((message) => 'quickReply' in message)).toBe(false);
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
  );
}, 600_000);
