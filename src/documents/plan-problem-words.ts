/** What is wrong in a plan's file, in the reader's words. */
import type { Language } from '../channel.ts';
import type { PlanPath } from '../domain/task/plan-reading.ts';
import { type MessageKey, phrase } from '../locales/translate.ts';
import type { PlanFileProblem } from './plan-problems.ts';

const SAID: { readonly [K in Exclude<PlanFileProblem['kind'], 'file'>]: MessageKey } = {
  missing: 'plan.problem.missing',
  wrong: 'plan.problem.wrong',
  not_one_of: 'plan.problem.not_one_of',
  unknown_field: 'plan.problem.unknown_field',
  unknown_rule: 'plan.problem.unknown_rule',
  rule_misfit: 'plan.problem.rule_misfit',
  twice: 'plan.problem.twice',
  unknown_stage: 'plan.problem.unknown_stage',
  unknown_item: 'plan.problem.unknown_item',
  circle: 'plan.problem.circle',
  item_circle: 'plan.problem.item_circle',
  syntax: 'plan.problem.syntax',
  unknown_row: 'plan.problem.unknown_row',
  heading_missing: 'plan.problem.heading_missing',
};

/** Without its line, which stands beside it. */
export function planProblemText(language: Language, problem: PlanFileProblem): string {
  const path = 'path' in problem ? problem.path : [];
  if (problem.kind === 'file') {
    if (problem.problem === 'empty') return phrase(language, 'plan.problem.empty');
    if (problem.problem === 'too_large') return phrase(language, 'plan.problem.too_large');
    return phrase(language, `roster.file.${problem.problem}`);
  }
  return phrase(language, SAID[problem.kind], {
    at: written(path),
    expected: 'expected' in problem ? phrase(language, `plan.expected.${problem.expected}`) : '',
    given: 'given' in problem ? problem.given : '',
    of: 'of' in problem ? problem.of.join(', ') : '',
    keys: 'keys' in problem ? problem.keys.join(' → ') : '',
  });
}

/** `items[2].due.on`, as in the file; the plan itself is `plan`. */
const written = (path: PlanPath): string =>
  path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step + 1}]` : text === '' ? step : `${text}.${step}`),
    '',
  ) || 'plan';
