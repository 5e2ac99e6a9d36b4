/** Options are told apart by what is seen of them. */
import { expect, test } from 'vitest';
import { looksAlike } from './same-label.ts';

test.each([
  ['周六', '周\u200B六'],
  ['周六', '\u202E周六\u202C'],
  ['方案A', '方案Ａ'],
  ['方案a', '方案 A'],
  ['王芳', '王\uFEFF芳'],
])('%s and %s are one option', (one, other) => expect(looksAlike(one, other)).toBe(true));

test.each([
  ['3.5万', '35万'],
  ['方案A', '方案A+'],
  ['周六', '周日'],
])('%s and %s are two', (one, other) => expect(looksAlike(one, other)).toBe(false));
