/** Why something could not be done, in the person's words: what happened, what was kept, what to do next. */
import type { Language } from '../channel.ts';
import { giverFor, type Standing } from '../domain/registry/rebinding.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import type { Rate } from '../domain/rules/value-kinds.ts';
import { phrase } from '../locales/translate.ts';
import { deciderName } from '../notices/deciders.ts';
import { stateName } from '../notices/demand-facts.ts';
import { whyButton } from '../notices/why.ts';
import type { BindRefusal } from '../usecases/account/bind.ts';
import type { RebindRefusal } from '../usecases/account/rebind.ts';
import type { AccountRefusal } from '../usecases/account/settings.ts';
import type { UnbindRefusal } from '../usecases/account/unbind.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { BindChatRefusal } from '../usecases/conversation/bind-chat.ts';
import type { AddToCosignedRefusal } from '../usecases/demand/add-to-cosigned.ts';
import type { AttachRefusal } from '../usecases/demand/attach.ts';
import type { BundleRefusal } from '../usecases/demand/bundle.ts';
import type { DemandCommandRefusal } from '../usecases/demand/change.ts';
import type { TakeBackRefusal } from '../usecases/demand/cosign.ts';
import type { EnterRefusal } from '../usecases/demand/enter.ts';
import type { MergeRefusal } from '../usecases/demand/merge.ts';
import type { OnWordRefusal } from '../usecases/demand/on-word.ts';
import type { ReferRefusal } from '../usecases/demand/refer.ts';
import type { SubmitRefusal } from '../usecases/demand/submit.ts';
import type { LiftRefusal } from '../usecases/demand/supervise.ts';
import type { AskRefusal } from '../usecases/duty/ask.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import type { HandoverRefusal } from '../usecases/registry/handover.ts';
import type { SubstituteRefusal } from '../usecases/registry/substitute.ts';
import { say, type Turn } from './turn.ts';

export type Refusal =
  | EnterRefusal
  | OnWordRefusal
  | MergeRefusal
  | ReferRefusal
  | LiftRefusal
  | BundleRefusal
  | TakeBackRefusal
  | AddToCosignedRefusal
  | AttachRefusal
  | NotPermitted
  | DemandCommandRefusal
  | SubmitRefusal
  | BindRefusal
  | AccountRefusal
  | SubstituteRefusal
  | RebindRefusal
  | UnbindRefusal
  | BindChatRefusal
  | AskRefusal
  | HandoverRefusal;

/** Which rules a refusal applied, for whoever asks why. */
function rulesBehind(refusal: Refusal): readonly RuleKey[] {
  switch (refusal.kind) {
    case 'too_many':
      return [refusal.rule];
    case 'too_many_files':
      return ['demand.attachment.max'];
    case 'text_too_long':
      return ['demand.text.max'];
    case 'code_not_valid':
      return ['invitation.validity'];
    default:
      return [];
  }
}

const hours = ({ within }: Rate): number => Math.ceil(elapsedMinutes(within) / 60);

export function sayRefusal(turn: Turn, refusal: Refusal): void {
  const rules = rulesBehind(refusal);
  const applied = { communityId: turn.community?.id, at: turn.uow.now };
  say(turn, `refused.${refusal.kind}`, {
    text: [refusalText(turn.language, refusal)],
    ...(rules.length > 0 && { choices: [whyButton(turn.language, applied, ...rules)] }),
  });
}

function aboveApprover(language: Language, standing: Standing): string {
  switch (standing) {
    case 'committee_head':
      return phrase(language, 'refused.above-approver.committee_head');
    case 'supervisor':
      return phrase(language, 'refused.above-approver.supervisor');
    case 'subdistrict':
      return phrase(language, 'refused.above-approver.subdistrict');
    case 'other':
      return phrase(language, 'refused.above-approver.other');
  }
}

export function refusalText(language: Language, refusal: Refusal): string {
  switch (refusal.kind) {
    case 'not_permitted':
      return phrase(language, 'refused.not-permitted');
    case 'person_not_found':
      return phrase(language, 'refused.person-not-found');
    case 'name_missing':
      return phrase(language, 'refused.words-missing');
    case 'speaks_herself':
      return phrase(language, 'refused.speaks-herself');
    case 'own_work':
      return phrase(language, 'refused.own-work');
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
    case 'already_supervised':
      return phrase(language, 'refused.already-supervised');
    case 'not_supervised':
      return phrase(language, 'refused.not-supervised');
    case 'pressed_above':
      return phrase(language, 'refused.pressed-above');
    case 'too_few_cosigns':
      return phrase(language, 'refused.too-few-cosigns', { count: refusal.count, needed: refusal.needed });
    case 'target_not_found':
      return phrase(language, 'refused.target-not-found');
    case 'together_already':
      return phrase(language, 'refused.together-already');
    case 'target_over':
      return phrase(language, 'refused.target-over', { state: stateName(language, refusal.state) });
    case 'unit_not_found':
      return phrase(language, 'refused.unit-not-found');
    case 'there_already':
      return phrase(language, 'refused.there-already');
    case 'bundle_not_found':
      return phrase(language, 'refused.demand-not-found');
    case 'bundle_answered':
      return phrase(language, 'refused.bundle-answered');
    case 'bundle_waits':
      return phrase(language, 'refused.bundle-waits');
    case 'several_communities':
      return phrase(language, 'refused.several-communities');
    case 'cosign_unbound':
      return phrase(language, 'refused.cosign-unbound');
    case 'cosign_elsewhere':
      return phrase(language, 'refused.cosign-elsewhere');
    case 'cosign_own':
      return phrase(language, 'refused.cosign-own');
    case 'cosign_twice':
      return phrase(language, 'refused.cosign-twice');
    case 'cosign_none':
      return phrase(language, 'refused.cosign-none');
    case 'cosign_over':
      return phrase(language, 'refused.cosign-over', { state: stateName(language, refusal.state) });
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
    case 'code_below_seat':
      return phrase(language, 'refused.code-below-seat', { who: deciderName(language, giverFor(refusal.standing)) });
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
    case 'lot_not_drawn':
      return phrase(language, 'refused.lot-not-drawn');
    case 'seat_goes_by_rank':
      return phrase(language, 'refused.seat-by-rank');
    case 'already_substituted':
      return phrase(language, 'refused.already-substituted');
    case 'same_person':
      return phrase(language, 'refused.already-seated');
    case 'item_not_found':
      return phrase(language, 'refused.item-not-found');
    case 'not_heads_seat':
      return phrase(language, 'refused.not-heads-seat');
    case 'not_bound':
      return phrase(language, 'refused.not-bound');
    case 'nobody_matches':
      return phrase(language, 'refused.nobody-matches');
    case 'already_asked':
      return phrase(language, 'refused.already-asked');
    case 'request_not_found':
    case 'request_decided':
      return phrase(language, 'refused.request-decided');
    case 'own_request':
      return phrase(language, 'refused.own-request');
    case 'above_approver':
      return aboveApprover(language, refusal.standing);
    case 'above_head':
      return phrase(language, 'refused.above-head');
    case 'approved_already':
      return phrase(language, 'refused.approved-already');
    case 'nobody_approves':
      return phrase(language, 'refused.nobody-approves', { who: deciderName(language, giverFor(refusal.standing)) });
    case 'chat_not_found':
    case 'not_a_group':
      return phrase(language, 'group.only-there');
    case 'body_not_found':
      return phrase(language, 'refused.body-not-found');
    case 'bound_elsewhere':
    case 'bound_to_another':
      return phrase(language, 'refused.bound-elsewhere');
    case 'chat_not_bound':
      return phrase(language, 'refused.chat-not-bound');
    case 'account_not_found':
      return phrase(language, 'refused.not-permitted');
  }
}
