/** Why something about a task could not be done, and what can be done instead. */
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import type { Gate } from '../domain/task/gate.ts';
import { ENDED_TASKS } from '../domain/task/states.ts';
import { formatDate } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { roleName } from '../notices/named-seat.ts';
import { namesOf } from '../notices/recipients.ts';
import { planText } from '../notices/task-words.ts';
import { whyButton } from '../notices/why.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { CreateForManyRefusal } from '../usecases/task/create.ts';
import type { AskExtensionRefusal, DecideExtensionRefusal } from '../usecases/task/extension.ts';
import type { EvidenceRefusal, TransferRefusal } from '../usecases/task/steps.ts';
import type { TitleRefusal } from '../usecases/task/title.ts';
import { choice } from './answers.ts';
import { say, type Turn } from './turn.ts';

export type TaskRefusal =
  | NotPermitted
  | TransferRefusal
  | EvidenceRefusal
  | AskExtensionRefusal
  | DecideExtensionRefusal
  | CreateForManyRefusal
  | TitleRefusal;

export const taskState = (language: Language, state: string): string =>
  lookUp(language, `task.state.${state}`) ?? state;

/** Which rules a refusal applied, for whoever asks why. */
function rulesBehind({ kind }: TaskRefusal): readonly RuleKey[] {
  switch (kind) {
    case 'extension_too_long':
      return ['task.extension.share'];
    case 'extension_used_up':
      return ['task.extension.max'];
    case 'too_many_files':
      return ['task.attachment.max'];
    case 'text_too_long':
      return ['task.text.max'];
    default:
      return [];
  }
}

/** @param taskId the task that can be looked at instead */
export async function sayTaskRefusal(turn: Turn, refusal: TaskRefusal, taskId?: string): Promise<void> {
  const rules = rulesBehind(refusal);
  const text =
    refusal.kind === 'with_her_already'
      ? phrase(turn.language, 'task.refused.with-her', {
          name: listed(turn.language, await namesOf(turn.uow, [refusal.personId])),
        })
      : taskRefusalText(turn.language, refusal);
  const applied = { communityId: turn.community?.id, at: turn.uow.now };
  say(turn, `refused.${refusal.kind}`, {
    text: [text],
    choices: [
      ...instead(turn, refusal, taskId),
      ...(rules.length > 0 ? [whyButton(turn.language, applied, ...rules)] : []),
    ],
  });
}

/** The way on from here. */
function instead(turn: Turn, refusal: TaskRefusal, taskId: string | undefined): BoundChoice[] {
  const { kind } = refusal;
  const list = choice(turn, 'task.button.list', { do: 'tasks', page: 0 });
  if (taskId === undefined || kind === 'task_not_found' || kind === 'not_permitted') return [list];
  const on = (act: 'show' | 'hand-in' | 'return' | 'extend' | 'transfer') => ({ do: 'task', taskId, act }) as const;
  if (refusal.kind === 'evidence_missing' && refusal.action === 'verify')
    return [choice(turn, 'task.button.return', on('return'), 'primary'), choice(turn, 'task.button.show', on('show'))];
  switch (kind) {
    case 'evidence_missing':
    case 'nothing_handed_in':
      return [choice(turn, 'task.button.hand-in', on('hand-in'), 'primary'), list];
    case 'extension_too_late':
    case 'extension_used_up':
      return [choice(turn, 'task.button.hand-in', on('hand-in')), list];
    case 'extension_too_long':
    case 'extension_not_later':
      return [choice(turn, 'task.button.extend', on('extend'), 'primary'), list];
    case 'person_not_here':
      return [choice(turn, 'task.button.transfer', on('transfer')), list];
    default:
      return [choice(turn, 'task.button.show', on('show')), list];
  }
}

/** As many as a person reads at a glance. */
const TO_COME_NAMED = 5;

function gateText(language: Language, { stages, toCome }: Gate): string {
  const named = (titles: Gate['stages']) =>
    listed(
      language,
      titles.map((title) => planText(language, title)),
    );
  const shut = phrase(language, 'task.refused.stage-open', { stages: named(stages) });
  if (toCome.length === 0) return shut;
  const items = `${named(toCome.slice(0, TO_COME_NAMED))}${toCome.length > TO_COME_NAMED ? '…' : ''}`;
  return `${shut}\n${phrase(language, 'task.refused.stage-to-come', { count: toCome.length, items })}`;
}

const dayOf = (language: Language, day: string | Temporal.PlainDate): string => formatDate(language, day.toString());

function taskRefusalText(
  language: Language,
  refusal: Exclude<TaskRefusal, { readonly kind: 'with_her_already' }>,
): string {
  switch (refusal.kind) {
    case 'task_not_found':
      return phrase(language, 'task.refused.not-found');
    case 'not_permitted':
      return phrase(language, 'task.refused.not-yours');
    case 'task_not_now':
      return phrase(language, ENDED_TASKS.has(refusal.state) ? 'task.refused.already' : 'task.refused.not-now', {
        state: taskState(language, refusal.state),
      });
    case 'task_already':
      return phrase(language, 'task.refused.already', { state: taskState(language, refusal.state) });
    case 'task_reason_missing':
      return phrase(language, 'task.refused.reason-missing');
    case 'evidence_missing':
      return phrase(
        language,
        refusal.action === 'verify' ? 'task.refused.evidence-not-here' : 'task.refused.evidence-missing',
      );
    case 'nothing_handed_in':
      return phrase(language, 'task.refused.evidence-missing');
    case 'stage_open':
      return gateText(language, refusal);
    case 'figure_lacking':
      return phrase(language, 'task.refused.figure-lacking', {
        figure: lookUp(language, `task.figure.${refusal.figure}`) ?? refusal.figure,
        is: refusal.is,
        needed: refusal.needed,
      });
    case 'task_supervised_already':
      return phrase(language, 'refused.already-supervised');
    case 'task_not_supervised':
      return phrase(language, 'refused.not-supervised');
    case 'not_verifier':
      return phrase(language, 'task.refused.not-verifier');
    case 'own_work':
      return phrase(language, 'task.refused.own-work');
    case 'text_too_long':
      return phrase(language, 'refused.text-too-long', { limit: refusal.limit });
    case 'person_not_here':
      return phrase(language, 'task.refused.person-not-here');
    case 'too_many_files':
      return phrase(language, 'task.refused.too-many-files', { limit: refusal.limit });
    case 'extension_too_late':
      return phrase(language, 'task.refused.extension-too-late', { day: dayOf(language, refusal.dueOn) });
    case 'extension_pending':
      return phrase(language, 'task.refused.extension-pending');
    case 'extension_used_up':
      return phrase(language, 'task.refused.extension-used-up', { most: refusal.most });
    case 'extension_too_long':
      return phrase(language, 'task.refused.extension-too-long', { latest: dayOf(language, refusal.latest) });
    case 'extension_not_later':
      return phrase(language, 'task.refused.extension-not-later', { due: dayOf(language, refusal.dueOn) });
    case 'extension_past':
      return phrase(language, 'task.refused.extension-past', { until: dayOf(language, refusal.until) });
    case 'extension_not_found':
    case 'extension_decided':
      return phrase(language, 'task.refused.extension-decided');
    case 'community_not_found':
    case 'no_communities':
      return phrase(language, 'refused.community-not-found');
    case 'body_not_here':
      return phrase(language, 'refused.body-not-found');
    case 'own_deadline':
      return phrase(language, 'task.refused.own-deadline');
    case 'ordered_above':
      return phrase(language, 'task.refused.ordered-above');
    case 'task_pressed_above':
      return phrase(language, 'task.refused.pressed-above');
    case 'owner_above':
      return phrase(language, 'task.refused.owner-above', { role: roleName(language, refusal.owner) });
    case 'date_in_past':
      return phrase(language, 'task.refused.date-in-past', { day: dayOf(language, refusal.dueOn) });
    case 'date_too_far':
      return phrase(language, 'task.refused.date-too-far', { latest: dayOf(language, refusal.latest) });
    case 'due_in_past':
      return phrase(language, 'task.refused.due-in-past', { day: dayOf(language, refusal.dueOn) });
    case 'title_of_plan':
      return phrase(language, 'task.refused.title-of-plan');
    case 'title_public_already':
      return phrase(language, 'task.refused.title-public');
    case 'title_not_public':
      return phrase(language, 'task.refused.title-not-public');
    case 'title_not_yours':
      return phrase(language, 'task.refused.title-not-yours');
    case 'title_missing':
      return phrase(language, 'task.refused.title-missing');
  }
}
