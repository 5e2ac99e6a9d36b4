/**
 * 便民手册 (mechanism 132): finds the entry that answers a question asked in other words, by the pairs of characters the
 * two share. Being wrong costs more than being silent: a demand must not be answered away.
 */
import { fold, isHan } from '../demand/understanding/fold.ts';

/** What every question has and no answer depends on. */
const EMPTY_WORDS =
  /请问|請問|您好|你好|我想问|我想問|想问一下|想問一下|问一下|問一下|麻烦|麻煩|谢谢|謝謝|一下|怎么样|怎麼樣|怎么办(?!理)|怎麼辦(?!理)|怎么|怎麼|怎样|怎樣|如何|是不是|能不能|可不可以|可以|吗|嗎|呢|啊|呀|吧|的|了|我|你|您|咱|们|們|\b(?:please|how|do|does|can|could|i|we|you|the|a|an|is|are|to|of|my|our|what|when|where)\b/g;

/** Words that ask: in the wrong entry they would match everything. */
const ASKING =
  /[?？]|吗|嗎|呢|怎么|怎麼|怎样|怎樣|如何|哪里|哪裡|哪儿|哪兒|哪个|哪個|几点|幾點|几号|幾號|多少|什么|什麼|啥|是不是|能不能|可不可以|有没有|有沒有|\b(?:how|what|when|where|which|who|can i|may i|do i)\b/i;

export const asks = (text: string): boolean => ASKING.test(text);

/** Pairs of neighbouring characters of Chinese, whole words of anything else. */
export function gramsOf(text: string): readonly string[] {
  const plain = fold(text).text.replace(EMPTY_WORDS, ' ');
  const grams = new Set<string>();
  for (const part of plain.split(/[^\p{L}\p{N}]+/u)) {
    const points = [...part];
    if (points.length === 0) continue;
    if (!points.some((point) => isHan(point.codePointAt(0) ?? 0))) {
      grams.add(part);
      continue;
    }
    if (points.length === 1) grams.add(part);
    for (let at = 0; at + 1 < points.length; at += 1) grams.add(`${points[at]}${points[at + 1]}`);
  }
  return [...grams].sort();
}

export interface Entry {
  readonly grams: readonly string[];
}

/** Of what the two say together, how much they share (Dice): 0 to 1. */
export function likeness(question: readonly string[], entry: readonly string[]): number {
  if (question.length === 0 || entry.length === 0) return 0;
  const known = new Set(entry);
  const shared = question.filter((gram) => known.has(gram)).length;
  return (2 * shared) / (question.length + entry.length);
}

/** Measured in `match.test.ts`: below it entries answer what was not asked, above it they stay silent too often. */
export const ALIKE = 0.4;

/** The entry most alike; none when it is not alike enough, or when two are alike and nothing tells them apart. */
export function bestEntry<E extends Entry>(question: string, entries: readonly E[]): E | undefined {
  const grams = gramsOf(question);
  let best: { readonly entry: E; readonly score: number } | undefined;
  let second = 0;
  for (const entry of entries) {
    const score = likeness(grams, entry.grams);
    if (!best || score > best.score) {
      second = best?.score ?? 0;
      best = { entry, score };
    } else second = Math.max(second, score);
  }
  return best && best.score >= ALIKE && best.score > second ? best.entry : undefined;
}
