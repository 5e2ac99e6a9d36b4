import { expect, test } from 'vitest';
import type { Choice, RenderContext } from '../../src/channel.ts';
import { validateLineMessages } from '../../test/fakes/line.ts';
import { renderLine } from './render.ts';
import { carryLine } from './wire.ts';

const phrases = { answerWithNumber: '请回复数字：', pictureNotShown: '' };
const context: RenderContext = { scope: 'direct', language: 'zh-Hans', phrases };
const nine: Choice[] = Array.from({ length: 9 }, (_, index) => ({ label: `${index + 1}号`, token: `A.${index}` }));

function wire(texts: readonly string[], choices: readonly Choice[] = []) {
  const prompts = texts.map((text, index) => ({ text: [text], ...(index === texts.length - 1 ? { choices } : {}) }));
  const [made] = renderLine(prompts, context);
  if (made === undefined) throw new Error('nothing to send');
  return made;
}

test('a notice rides before the answer, whose quick replies stay last', () => {
  const carried = carryLine(wire(['哪一天？'], nine), wire(['明天停水']));
  expect(carried?.messages.map((message) => 'quickReply' in message)).toEqual([false, true]);
  expect(carried?.messages[0]).toEqual({ type: 'text', text: '明天停水' });
  expect(validateLineMessages(carried?.messages)).toEqual([]);
});

test('five messages fill a call', () => {
  expect(carryLine(wire(['1', '2', '3']), wire(['4', '5']))?.messages).toHaveLength(5);
  expect(carryLine(wire(['1', '2', '3']), wire(['4', '5', '6']))).toBeUndefined();
});

test('a notice with quick replies of its own travels alone', () => {
  expect(carryLine(wire(['收到']), wire(['哪一天？'], nine))).toBeUndefined();
});

test('payloads that are not ours carry nothing', () => {
  expect(carryLine({}, wire(['x']))).toBeUndefined();
  expect(carryLine(wire(['x']), { messages: [] })).toBeUndefined();
});
