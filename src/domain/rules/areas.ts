/** The rules by what they are about, as people look for them. */
import { RULE_KEYS, type RuleKey } from './keys.ts';

export const RULE_AREAS = [
  'demand',
  'meeting',
  'ballot',
  'people',
  'project',
  'task',
  'hotline',
  'appraisal',
  'disclosure',
  'joining',
  'time',
] as const;
export type RuleArea = (typeof RULE_AREAS)[number];

/** The first word of a key decides. */
type Head = RuleKey extends infer K ? (K extends `${infer H}.${string}` ? H : never) : never;

const AREA_OF: { readonly [H in Head]: RuleArea } = {
  calendar: 'time',
  quiet: 'time',
  community: 'people',
  committee: 'people',
  representatives: 'people',
  supervision: 'people',
  grid: 'people',
  volunteers: 'people',
  training: 'people',
  duty: 'people',
  invitation: 'joining',
  rebinding: 'joining',
  choice: 'joining',
  demand: 'demand',
  topic: 'project',
  project: 'project',
  meeting: 'meeting',
  ballot: 'ballot',
  poll: 'ballot',
  reminder: 'task',
  task: 'task',
  plan: 'task',
  hotline: 'hotline',
  overload: 'hotline',
  petition: 'hotline',
  appraisal: 'appraisal',
  disclosure: 'disclosure',
  fund: 'disclosure',
};

export const areaOf = (key: RuleKey): RuleArea => AREA_OF[key.slice(0, key.indexOf('.')) as Head];
export const rulesIn = (area: RuleArea): readonly RuleKey[] => RULE_KEYS.filter((key) => areaOf(key) === area);
