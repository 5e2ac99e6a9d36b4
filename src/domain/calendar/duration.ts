/** A length of time as rules state it: a whole number and a unit. */

/**
 * `working_days`, `days` and `months` run in local dates; `hours`, `minutes` and `seconds` are elapsed time
 * (Civil Code of the PRC, arts 201–203: http://www.npc.gov.cn/npc/c2/c30834/202006/t20200602_306457.html).
 */
export type DurationUnit = 'working_days' | 'days' | 'months' | 'hours' | 'minutes' | 'seconds';

export interface Duration {
  /** A whole number, zero or more. */
  readonly value: number;
  readonly unit: DurationUnit;
}

export const DURATION_UNITS: readonly DurationUnit[] = [
  'working_days',
  'days',
  'months',
  'hours',
  'minutes',
  'seconds',
];
