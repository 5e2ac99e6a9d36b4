/**
 * Whether a body is as large, and as composed, as the rules ask. What the documents only recommend warns; what they
 * demand blocks (mechanisms 8, 22, 24, 27). A waiver with a reason turns a block into a warning; the finding stays to be seen.
 */
import type { RuleKey, RuleValue } from '../rules/keys.ts';
import { type Ratio, reaches } from '../rules/ratio.ts';
import type { BodyKind } from './bodies.ts';
import type { SeatPosition } from './seats.ts';

export interface SeatFacts {
  readonly position: SeatPosition | null;
  /** Undefined when the registry does not know. */
  readonly woman: boolean | undefined;
}

export interface BodyFacts {
  readonly kind: BodyKind;
  /** Seats held now, without the reserve. */
  readonly seats: readonly SeatFacts[];
  readonly waived: boolean;
}

export type FindingKind =
  | 'too_few'
  | 'too_many'
  | 'no_chair'
  | 'too_many_chairs'
  | 'too_few_women'
  | 'too_few_officers'
  | 'too_many_officers'
  | 'no_committee';

export interface SizeFinding {
  readonly kind: FindingKind;
  readonly level: 'warn' | 'block';
  readonly rule: RuleKey;
  /** What there is, and what the rule asks for. */
  readonly count: number;
  readonly limit: number;
  readonly waived: boolean;
}

/** The part of a rule book that is asked here. */
export interface SizeRules {
  value<K extends RuleKey>(key: K): RuleValue<K>;
}

type SizeKey =
  | 'committee.size.min'
  | 'committee.size.max'
  | 'supervision.size.min'
  | 'supervision.size.max'
  | 'supervision.chairs'
  | 'supervision.women.min'
  | 'representatives.min'
  | 'grid.officers.min'
  | 'grid.officers.max';

export function bodyFindings(body: BodyFacts, rules: SizeRules): readonly SizeFinding[] {
  const found: SizeFinding[] = [];
  const { seats, waived } = body;
  const check = (kind: FindingKind, asked: 'warn' | 'block', rule: SizeKey, count: number): void => {
    const limit = rules.value(rule);
    const broken = kind.startsWith('too_many') ? count > limit : count < limit;
    if (broken) found.push({ kind, level: waived ? 'warn' : asked, rule, count, limit, waived });
  };
  switch (body.kind) {
    case 'committee':
      check('too_few', 'warn', 'committee.size.min', seats.length);
      check('too_many', 'warn', 'committee.size.max', seats.length);
      return found;
    case 'supervision': {
      const chairs = seats.filter(({ position }) => position === 'chair').length;
      check('too_few', 'block', 'supervision.size.min', seats.length);
      check('too_many', 'block', 'supervision.size.max', seats.length);
      check('no_chair', 'block', 'supervision.chairs', chairs);
      check('too_many_chairs', 'block', 'supervision.chairs', chairs);
      check('too_few_women', 'block', 'supervision.women.min', seats.filter(({ woman }) => woman === true).length);
      return found;
    }
    case 'representatives':
      check('too_few', 'block', 'representatives.min', seats.length);
      return found;
    default:
      return found;
  }
}

/** Each grid is to have one or two officers (written for rural communities; urban use is an extension). */
export function gridFindings(officers: number, rules: SizeRules): readonly SizeFinding[] {
  const found: SizeFinding[] = [];
  const min = rules.value('grid.officers.min');
  const max = rules.value('grid.officers.max');
  const common = { level: 'warn', count: officers, waived: false } as const;
  if (officers < min) found.push({ ...common, kind: 'too_few_officers', rule: 'grid.officers.min', limit: min });
  if (officers > max) found.push({ ...common, kind: 'too_many_officers', rule: 'grid.officers.max', limit: max });
  return found;
}

/** 入住率达到50%: a committee is due; before, a neighbouring one takes care (mechanism 9). */
export function committeeDue(
  occupancyPercent: number | null,
  committees: number,
  rules: SizeRules,
): readonly SizeFinding[] {
  if (occupancyPercent === null || committees > 0) return [];
  const rule = 'community.committee_due_at_occupancy';
  const due: Ratio = rules.value(rule);
  if (!reaches(occupancyPercent, 100, due)) return [];
  return [{ kind: 'no_committee', level: 'warn', rule, count: committees, limit: 1, waived: false }];
}
