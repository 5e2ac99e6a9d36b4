/**
 * Rules in plain Chinese, for the printed rule book and the line under a result ("按规则…"). The sentence is the
 * pack's, the value is put in here, so a community that changes a value never shows the old one.
 */
import type { Duration } from '../calendar/duration.ts';
import { RULE_KINDS } from './keys.ts';
import type { Rule } from './pack.ts';
import type { Ratio } from './ratio.ts';
import type { AnyValue, IntegerUnit, Rate, ValueKind } from './value-kinds.ts';

const DURATION_WORDS = {
  working_days: '个工作日',
  days: '日',
  months: '个月',
  hours: '小时',
  minutes: '分钟',
  seconds: '秒',
} as const satisfies Record<Duration['unit'], string>;

const UNIT_WORDS = {
  people: '人',
  households: '户',
  times: '次',
  items: '件',
  days: '日',
  bytes: '字节',
  pixels: '像素',
  characters: '字',
  percent: '%',
  fen: '分',
} as const satisfies Record<IntegerUnit, string>;

const CHOICE_WORDS: Readonly<Record<string, string>> = {
  none: '无',
  statutory_holidays: '顺延到法定节假日结束后的第一天',
  rest_days: '顺延到休息日结束后的第一个工作日',
  end_of_day: '当天24时',
  closing_time: '当天下班时间',
  majority: '多数决',
  opinion_recorded: '记录各方意见，不作表决决定',
  all_parties: '各方当事人一致同意',
  grade_share: '得票最多的等次',
  consensus: '多数同意或协商一致',
  record_only: '只作记录',
  open: '公开表决',
  secret: '无记名投票',
  open_secret_for_people: '公开表决，涉及人事的用无记名投票',
  binding: '有约束力',
  advisory: '供决策参考，决策方须答复',
  agreement: '达成协议，谈不拢的向上反映',
  score: '公布评议结果',
  recommendation: '形成建议',
  internal: '内部分工落实',
  record: '存档备查',
  present: '到会人数',
  cast: '投票人数',
  roll: '应到人数',
};

/** The rule as a sentence a resident understands. */
export function plainSentence(rule: Rule): string {
  return rule.plain.replaceAll('{value}', plainValue(RULE_KINDS[rule.key], rule.value));
}

export function plainValue(kind: ValueKind, value: AnyValue): string {
  switch (kind.kind) {
    case 'integer':
      return kind.unit === 'fen' ? yuan(value as number) : sized(value as number, kind.unit);
    case 'integers':
      return `${(value as readonly number[]).join('、')}${UNIT_WORDS[kind.unit]}`;
    case 'duration':
      return plainDuration(value as Duration);
    case 'ratio':
      return plainRatio(value as Ratio);
    case 'rate': {
      const { count, within } = value as Rate;
      return `${plainDuration(within)}内${count}次`;
    }
    case 'time':
      return value as string;
    case 'month_day': {
      const { month, day } = value as { month: number; day: number };
      return `${month}月${day}日`;
    }
    case 'boolean':
      return value ? '是' : '否';
    case 'choice':
      return CHOICE_WORDS[value as string] ?? (value as string);
  }
}

function sized(value: number, unit: IntegerUnit): string {
  return unit === 'bytes' && value % 1_000_000 === 0 ? `${value / 1_000_000}MB` : `${value}${UNIT_WORDS[unit]}`;
}

function yuan(fen: number): string {
  const tenThousands = fen / 1_000_000;
  return Number.isInteger(tenThousands) ? `${tenThousands}万元` : `${(fen / 100).toFixed(2)}元`;
}

export function plainDuration({ value, unit }: Duration): string {
  return unit === 'months' && value % 12 === 0 ? `${value / 12}年` : `${value}${DURATION_WORDS[unit]}`;
}

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

/** 过半数 is more than half; 以上 includes the number itself (Civil Code art. 1259). */
export function plainRatio({ numerator, denominator, strict }: Ratio): string {
  if (numerator === denominator) return '全体';
  if (strict && numerator * 2 === denominator) return '过半数';
  const top = DIGITS[numerator];
  const bottom = DIGITS[denominator];
  const share =
    100 % denominator === 0 && denominator > 5
      ? `${(numerator * 100) / denominator}%`
      : top && bottom
        ? `${bottom}分之${top}`
        : `${numerator}/${denominator}`;
  return strict ? `超过${share}` : `${share}以上`;
}
