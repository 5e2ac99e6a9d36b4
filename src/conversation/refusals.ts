/** Why something could not be done, in the person's words: what happened, what was kept, what to do next. */
import type { Language } from '../channel.ts';
import type { Rate } from '../domain/rules/value-kinds.ts';
import { phrase } from '../locales/translate.ts';
import { stateName } from '../notices/demand-facts.ts';
import type { BindRefusal } from '../usecases/account/bind.ts';
import type { AccountRefusal } from '../usecases/account/settings.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { AttachRefusal } from '../usecases/demand/attach.ts';
import type { DemandCommandRefusal } from '../usecases/demand/change.ts';
import type { SubmitRefusal } from '../usecases/demand/submit.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import type { SubstituteRefusal } from '../usecases/registry/substitute.ts';

export type Refusal =
  | AttachRefusal
  | NotPermitted
  | DemandCommandRefusal
  | SubmitRefusal
  | BindRefusal
  | AccountRefusal
  | SubstituteRefusal;

const hours = ({ within }: Rate): number => Math.ceil(elapsedMinutes(within) / 60);

export function refusalText(language: Language, refusal: Refusal): string {
  switch (refusal.kind) {
    case 'not_permitted':
      return phrase(language, 'refused.not-permitted');
    case 'too_many_files':
      return phrase(language, 'refused.too-many-files', { limit: refusal.limit });
    case 'demand_not_found':
      return phrase(language, 'refused.demand-not-found');
    case 'not_now':
      return phrase(language, 'refused.not-now', { state: stateName(language, refusal.state) });
    case 'already':
      return phrase(language, 'refused.already', { state: stateName(language, refusal.state) });
    case 'outdated':
      return phrase(language, 'refused.outdated');
    case 'reopened_too_often':
      return phrase(language, 'refused.reopened-too-often', { limit: refusal.limit });
    case 'words_missing':
      return phrase(language, 'refused.words-missing');
    case 'community_not_found':
      return phrase(language, 'refused.community-not-found');
    case 'place_not_found':
      return phrase(language, 'refused.place-not-found');
    case 'text_too_long':
      return phrase(language, 'refused.text-too-long', { limit: refusal.limit });
    case 'text_missing':
      return phrase(language, 'refused.words-missing');
    case 'too_many':
      return phrase(language, 'refused.too-many', { limit: refusal.rate.count, hours: hours(refusal.rate) });
    case 'code_not_valid':
      return phrase(language, 'refused.code-not-valid');
    case 'bound_to_other':
      return phrase(language, 'refused.bound-to-other');
    case 'already_bound':
      return phrase(language, 'refused.already-bound');
    case 'seat_not_found':
      return phrase(language, 'refused.seat-not-found');
    case 'nobody_in_line':
      return phrase(language, 'refused.nobody-in-line');
    case 'already_seated':
      return phrase(language, 'refused.already-seated');
    case 'already_substituted':
      return phrase(language, 'refused.already-substituted');
    case 'account_not_found':
      return phrase(language, 'refused.not-permitted');
  }
}
