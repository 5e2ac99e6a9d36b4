import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMoment, readOrder, readOrderHeading } from './work-orders.ts';

const ZONE = 'Asia/Shanghai';
const moment = (written: string, edge: 'start' | 'end' = 'start') => readMoment(written, ZONE, edge)?.toString();

describe('work orders of the hotline', () => {
  test('columns are known by the names cities give them', () => {
    const header = readOrderHeading([
      '序号',
      '工单编号 ',
      '受理时间',
      '诉求内容(必填)',
      '地址',
      '诉求人',
      '联系电话',
      '办理时限',
    ]);
    expect(Object.fromEntries(header ?? [])).toEqual({
      number: 1,
      received: 2,
      text: 3,
      place: 4,
      name: 5,
      phone: 6,
      due: 7,
    });
    expect(readOrderHeading(['12345热线工单', '', ''])).toBeUndefined();
    expect(readOrderHeading(['姓名', '电话'])).toBeUndefined();
  });

  test('moments are read however they are written; a deadline without a time ends with its day', () => {
    for (const written of ['2026-11-20 09:30:00', '2026/11/20 9:30', '2026年11月20日9时30分', '2026-11-20T09:30'])
      expect(moment(written), written).toBe('2026-11-20T01:30:00Z');
    expect(moment('2026.11.20', 'end')).toBe('2026-11-20T16:00:00Z');
    expect(moment('46346')).toBe('2026-11-19T16:00:00Z');
    for (const written of ['2026-02-30', '2026-13-01', '下周五', '5个工作日', '2026-11-20 25:00'])
      expect(moment(written), written).toBeUndefined();
  });

  test('a row says all that is wrong with it', () => {
    const header = readOrderHeading(['工单编号', '诉求内容', '办理时限']) ?? new Map();
    expect(readOrder(['', '', '下周'], header, ZONE, 100)).toEqual({
      ok: false,
      error: ['number_missing', 'text_missing', 'due_not_understood'],
    });
    expect(readOrder(['A1', '字'.repeat(101), ''], header, ZONE, 100)).toEqual({ ok: false, error: ['text_too_long'] });
  });

  test('nothing that may stand in a cell throws', () => {
    fc.assert(fc.property(fc.string(), (written) => void readMoment(written, ZONE, 'end')));
  });
});
