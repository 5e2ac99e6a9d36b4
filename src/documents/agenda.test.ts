/** The printed notice of a meeting as it comes out of a printer, in three languages, however long its agenda is. */
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { services, unlessMissing } from '../../test/services.ts';
import { wordsOn } from '../../test/stories/paper.ts';
import { type AgendaPaper, agendaPdf } from './agenda.ts';

const paper: AgendaPaper = {
  language: 'zh-Hans',
  zone: 'Asia/Shanghai',
  community: '幸福里社区',
  kind: 'representatives',
  title: '加装门禁',
  startsAt: Temporal.Instant.from('2026-11-20T11:00:00Z'),
  venue: '活动室',
  chair: '陈主任',
  digest: undefined,
  items: [
    { title: '加装门禁', text: '费用由公益金出' },
    { title: '停车管理', text: null },
  ],
};

const available = unlessMissing(await services(), 'poppler', 'the printed notice of a meeting');
describe.skipIf(available.skip)(available.name, () => {
  test('says what, when, where, who chairs it, and its agenda', async () => {
    const [page = '', ...others] = wordsOn(await agendaPdf(paper));
    expect(others).toEqual([]);
    for (const words of [
      '幸福里社区居民代表会议通知',
      '会议名称：加装门禁',
      '时间：11月20日周五 19:00',
      '地点：活动室',
      '主持人：陈主任',
      '1. 加装门禁',
      '费用由公益金出',
      '2. 停车管理',
    ])
      expect(page).toContain(words);
    const [grid = ''] = wordsOn(await agendaPdf({ ...paper, kind: 'grid', digest: '新增3件，解决1件。' }));
    expect(grid).toContain('社情民意梳理');
    expect(grid).toContain('新增3件，解决1件。');
    expect(page).not.toContain('社情民意');
    const [open = ''] = wordsOn(await agendaPdf({ ...paper, venue: null, chair: undefined }));
    expect(open).toContain('地点另行通知');
    expect(open).not.toContain('主持人');
  });

  test('in the other two languages', async () => {
    expect(wordsOn(await agendaPdf({ ...paper, language: 'zh-Hant' }))[0]).toContain('居民代表會議通知');
    expect(wordsOn(await agendaPdf({ ...paper, language: 'en' }))[0]).toContain('Meeting: 加装门禁');
  });

  test('goes on to another page where it must, and loses no line', async () => {
    const items = Array.from({ length: 60 }, (_one, at) => ({ title: `第${at}项`, text: '说明' }));
    const pages = wordsOn(await agendaPdf({ ...paper, items }));
    expect(pages.length).toBeGreaterThan(1);
    for (const { title } of items) expect(pages.join('\n')).toContain(title);
  });
});
