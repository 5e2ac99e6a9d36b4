/** Which reports are told of another address, and which are not. */
import { describe, expect, it } from 'vitest';
import { elsewhereOf } from './elsewhere.ts';

describe('what belongs elsewhere', () => {
  it.each([
    ['我要起诉物业，法院判了还不执行', 'court'],
    ['科长收红包', 'discipline'],
    ['老闆拖欠工資三個月了', 'labour'],
    ['他們對訴願結果不服', 'reconsideration'],
    ['小店买到假货不认账', 'consumer'],
    ['They asked for a bribe', 'discipline'],
    ['接到诈骗电话', 'fraud'],
  ] as const)('%s', (text, kind) => {
    expect(elsewhereOf(text)).toBe(kind);
  });

  it.each(['楼上半夜打麻将', '街道要我们再建一套台账', 'The lift is broken', '', '工资表要我们居委会来填'])(
    'not %s',
    (text) => {
      expect(elsewhereOf(text)).toBeUndefined();
    },
  );
});
