/** Why a change of rules was refused, as the API says it: the sentence names what to mend. */
import type { Result } from '../../domain/result.ts';
import type { NotPermitted } from '../../usecases/command.ts';
import type { RuleRefusal } from '../../usecases/rules/change.ts';
import { ApiProblem } from './problem.ts';

type Said = readonly [status: 400 | 403 | 404 | 409, message: string];

function said(refusal: RuleRefusal | NotPermitted): Said {
  switch (refusal.kind) {
    case 'not_permitted':
      return [403, 'The operator may not do this: it needs a person bound in chat.'];
    case 'community_not_found':
      return [404, 'There is no such community.'];
    case 'reason_missing':
      return [400, 'The field "reason" must say which resolution it was, and why.'];
    case 'pack_not_found':
      return [404, `There is no such rule pack; there are: ${refusal.known.join(', ')}.`];
    case 'rule_not_found':
      return [404, `There is no rule "${refusal.key}"; GET /api/v1/rules lists them.`];
    case 'rule_value_not_valid':
      return [400, `The field "value" of ${refusal.key} must be ${refusal.expected}.`];
    case 'day_not_valid':
      return [400, 'A day must be written like 2026-12-01.'];
    case 'day_has_passed':
      return [
        409,
        `Rules do not change for days that have passed: what was promised under a rule keeps it. Today is ${refusal.today}.`,
      ];
    case 'end_before_beginning':
      return [409, `It begins on ${refusal.effectiveFrom} and must end after that.`];
    case 'adopted_that_day':
      return [409, `From that day on "${refusal.packId}" is adopted already; name another day.`];
    case 'law_in_force':
      return [
        409,
        `${refusal.key} is law in force (${refusal.source}). If the community may differ from it, say why in "againstLawBecause"; it is recorded and told to those who watch over it.`,
      ];
    case 'rules_conflict':
      return [
        409,
        `On ${refusal.onDate} "${refusal.min}" would be larger than "${refusal.max}"; change the other one first.`,
      ];
    case 'override_not_found':
      return [404, 'There is no such override.'];
    case 'override_ended':
      return [409, `It ends on ${refusal.effectiveUntil}; an end can come sooner, not later.`];
  }
}

/** @throws ApiProblem for what was refused */
export function mustRule<T>(result: Result<T, RuleRefusal | NotPermitted>): T {
  if (result.ok) return result.value;
  const [status, message] = said(result.error);
  throw new ApiProblem(status, result.error.kind, message);
}
