/** Why something about a case could not be done, and what to do instead. Whoever must not know of it hears that there is none. */
import type { Language } from '../channel.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import { phrase } from '../locales/translate.ts';
import { caseStateName } from '../notices/case-facts.ts';
import { whyButton } from '../notices/why.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { CaseCommandRefusal } from '../usecases/hotline/commands.ts';
import type { ConvertRefusal, LinkRefusal, MediationRefusal } from '../usecases/hotline/convert.ts';
import type { DispatchRefusal } from '../usecases/hotline/dispatch.ts';
import type { EnterCaseRefusal } from '../usecases/hotline/enter.ts';
import type { JointActionRefusal } from '../usecases/hotline/joint-action.ts';
import type { CallBackForRefusal } from '../usecases/hotline/oversee.ts';
import type { CodeRefusal, DropRefusal, OwnRefusal } from '../usecases/hotline/report.ts';
import type { AskRevealRefusal, DecideRevealRefusal } from '../usecases/hotline/reveal.ts';
import type { CategoryRefusal, JoinRefusal } from '../usecases/hotline/screen.ts';
import type { StrikeRefusal } from '../usecases/hotline/strike.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import { FLOW, say, type Turn } from './turn.ts';

export type CaseRefusalSaid =
  | NotPermitted
  | CaseCommandRefusal
  | DispatchRefusal
  | EnterCaseRefusal
  | CallBackForRefusal
  | CodeRefusal
  | DropRefusal
  | OwnRefusal
  | AskRevealRefusal
  | DecideRevealRefusal
  | CategoryRefusal
  | JoinRefusal
  | LinkRefusal
  | JointActionRefusal
  | StrikeRefusal
  | AboutCase<ConvertRefusal | MediationRefusal>;

/** Those of what a case becomes that are about the case, not about the demand or the meeting. */
export type AboutCase<R extends { readonly kind: string }> = Extract<R, { readonly kind: `case_${string}` }>;
export const isAboutCase = <R extends { readonly kind: string }>(refusal: R): refusal is AboutCase<R> =>
  refusal.kind.startsWith('case_');

function rulesBehind(refusal: CaseRefusalSaid): readonly RuleKey[] {
  switch (refusal.kind) {
    case 'too_many':
      return [refusal.rule];
    case 'text_too_long':
      return ['hotline.text.max'];
    case 'case_returned_before':
      return ['hotline.returns.max'];
    case 'reveal_own':
      return ['hotline.reveal'];
    default:
      return [];
  }
}

/** The row it is sent as does not say that it is about a case. */
export function sayCaseRefusal(turn: Turn, refusal: CaseRefusalSaid): void {
  const rules = rulesBehind(refusal);
  const applied = { communityId: turn.community?.id, at: turn.uow.now };
  say(turn, FLOW, {
    text: [caseRefusalText(turn.language, refusal)],
    ...(rules.length > 0 && { choices: [whyButton(turn.language, applied, ...rules)] }),
  });
}

function caseRefusalText(language: Language, refusal: CaseRefusalSaid): string {
  switch (refusal.kind) {
    case 'case_not_found':
    case 'reveal_not_found':
      return phrase(language, 'case.refused.not-found');
    case 'report_not_found':
      return phrase(language, 'case.refused.not-yours');
    case 'not_permitted':
      return phrase(language, 'refused.not-permitted');
    case 'case_not_your_desk':
      return phrase(language, 'case.refused.desk', { desk: phrase(language, `case.tier.${refusal.tier}`) });
    case 'case_not_your_unit':
      return phrase(language, 'case.refused.unit');
    case 'case_not_now':
    case 'case_already':
      return phrase(language, 'case.refused.not-now', { state: caseStateName(language, refusal) });
    case 'case_words_missing':
      return phrase(language, 'case.refused.words', { what: phrase(language, `case.missing.${refusal.what}`) });
    case 'case_returned_before':
      return phrase(language, 'case.refused.returned');
    case 'case_callback_outdated':
      return phrase(language, 'case.refused.outdated');
    case 'case_claim_not_of_family':
      return phrase(language, 'case.refused.corrected');
    case 'case_complex_not_asked':
      return phrase(language, 'case.refused.complex-not-asked');
    case 'case_complex_already':
      return phrase(language, 'case.refused.complex-already');
    case 'case_supervised_already':
      return phrase(language, 'refused.already-supervised');
    case 'case_at_the_top':
      return phrase(language, 'case.refused.top');
    case 'case_no_lead':
      return phrase(language, 'case.refused.no-lead');
    case 'case_unit_excluded':
      return phrase(language, 'case.refused.excluded');
    case 'body_not_found':
      return phrase(language, 'refused.body-not-found');
    case 'case_reporter_in_chat':
      return phrase(language, 'case.refused.in-chat');
    case 'case_own_work':
      return phrase(language, 'case.refused.own-work');
    case 'case_nobody_to_reveal':
      return phrase(language, 'case.refused.nobody');
    case 'reveal_asked_already':
      return phrase(language, 'case.refused.asked-already');
    case 'reveal_decided':
      return phrase(language, 'case.refused.decided');
    case 'reveal_own':
      return phrase(language, 'case.refused.reveal-own');
    case 'case_other_not_found':
      return phrase(language, 'case.refused.other');
    case 'case_other_over':
      return phrase(language, 'case.refused.other-over');
    case 'case_same':
      return phrase(language, 'case.refused.same');
    case 'case_ring':
    case 'case_linked_already':
      return phrase(language, 'case.refused.linked');
    case 'case_of_burden':
      return phrase(language, 'case.refused.burden');
    case 'case_with_left_out':
      return phrase(language, 'case.refused.left-out');
    case 'case_parties_missing':
      return phrase(language, 'case.refused.parties');
    case 'case_party_excluded':
      return phrase(language, 'case.refused.party-excluded');
    case 'joint_action_too_few':
      return phrase(language, 'case.refused.joint-few');
    case 'joint_action_apart':
      return phrase(language, 'case.refused.joint-apart');
    case 'case_strike_short':
      return phrase(language, 'case.refused.strike-short');
    case 'case_strike_not_there':
      return phrase(language, 'case.refused.strike-none', { word: refusal.word });
    case 'category_not_found':
    case 'category_of_other_family':
      return phrase(language, 'case.refused.category');
    case 'code_unknown':
      return phrase(language, 'case.refused.code');
    case 'case_anonymous_named':
      return phrase(language, 'case.refused.anonymous-named');
    case 'case_name_missing':
      return phrase(language, 'case.refused.name-missing');
    case 'community_not_found':
      return phrase(language, 'refused.community-not-found');
    case 'place_not_found':
      return phrase(language, 'refused.place-not-found');
    case 'text_missing':
      return phrase(language, 'refused.words-missing');
    case 'text_too_long':
      return phrase(language, 'refused.text-too-long', { limit: refusal.limit });
    case 'too_many':
      return phrase(
        language,
        refusal.rule === 'hotline.code.attempts' ? 'case.refused.too-many-codes' : 'case.refused.too-many',
        {
          limit: refusal.rate.count,
          hours: Math.ceil(elapsedMinutes(refusal.rate.within) / 60),
        },
      );
  }
}
