/** Slips as they come out of a printer: every code can be read as words and from the squares, whatever the name is. */
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { services, unlessMissing } from '../../test/services.ts';
import { squaresOn, wordsOn } from '../../test/stories/paper.ts';
import { type InvitationSlip, slipsPdf } from './slips.ts';

const SHEET = { community: '幸福里社区', zone: 'Asia/Shanghai', language: 'zh-Hans' } as const;
const expiresAt = Temporal.Instant.from('2026-12-02T10:00:00Z');
const line = (code: string) => `https://line.me/R/oaMessage/%40123abcde/?${encodeURIComponent(`/start i_${code}`)}`;
const telegram = (code: string) => `https://t.me/XingfuliBot?start=i_${code}`;
const slip = (name: string, code: string, more: Partial<InvitationSlip> = {}): InvitationSlip => ({
  name,
  language: 'zh-Hans',
  code,
  expiresAt,
  links: [
    { platform: 'line', url: line(code) },
    { platform: 'telegram', url: telegram(code) },
  ],
  ...more,
});

const available = unlessMissing(await services(), 'poppler', 'slips');
describe.skipIf(available.skip)(available.name, () => {
  test('say whose they are, what to type, and until when, in the language of the person', async () => {
    const pdf = await slipsPdf(SHEET, [
      slip('王秀英', '7KQ4-M2XP', { address: '3号楼 502室' }),
      slip('李建國', 'ABCD-0001', { language: 'zh-Hant' }),
      slip('Alexandra Konstantinopoulou-Featherstonehaugh', 'ABCD-0002', { language: 'en' }),
      slip('欧阳𠮷野', 'ABCD-0003'),
      slip('买买提·阿不都热合曼', 'ABCD-0004', { links: [] }),
    ]);
    const [first = '', second = '', ...others] = wordsOn(pdf);
    expect(others).toEqual([]);
    for (const words of [
      '王秀英，您好',
      '3号楼 502室',
      '绑定 7KQ4-M2XP',
      '12月2日',
      '李建國，您好',
      '綁定 ABCD-0001',
      '請在12月2日',
      'bind ABCD-0002',
      'Featherstonehaugh',
    ])
      expect(first).toContain(words);
    expect(first).toContain('沿虚线剪开');
    expect(wordsOn(await slipsPdf(SHEET, [slip('Alex', 'ABCD-0005', { language: 'en' })]))[0]).toContain('Cut along');
    // A character the typeface does not have leaves a mark to be written over, never a gap.
    expect(first).toContain('欧阳〓野');
    expect(second).toContain('绑定 ABCD-0004');
    expect(second).toContain('请楼组长或居委会帮您');
    // Only the characters that are used are in it: the typeface itself has twenty megabytes.
    expect(pdf.length).toBeLessThan(150_000);
  });

  test('squares lead a phone to the chat with the code, on each platform', async () => {
    const codes = ['7KQ4-M2XP', 'ABCD-0001', 'ABCD-0002', 'ABCD-0003'];
    const pdf = await slipsPdf(
      SHEET,
      codes.map((code) => slip('王秀英', code)),
    );
    expect(await squaresOn(pdf, 1)).toEqual(codes.flatMap((code) => [line(code), telegram(code)]));
  });
});
