/** What 转办 and 合办 do: a case goes on as a demand or a topic, its parties are called together, several are ordered together. */
import { Temporal } from 'temporal-polyfill';
import type { RedactedKind } from '../domain/hotline/redact.ts';
import { listed } from '../locales/lists.ts';
import { type MessageKey, phrase, translate, type Values } from '../locales/translate.ts';
import { convertToDemand, convertToMediation } from '../usecases/hotline/convert.ts';
import { jointAction } from '../usecases/hotline/joint-action.ts';
import { unstrikeWords } from '../usecases/hotline/strike.ts';
import { findPeople } from '../usecases/registry/find-people.ts';
import { choice } from './answers.ts';
import { isAboutCase, sayCaseRefusal } from './case-refusals.ts';
import { sayCaseDone } from './case-show.ts';
import { callerIn } from './flows/caller.ts';
import type { CaseMediationState } from './flows/case-mediation.ts';
import { type CaseUnitsState, numbersOf } from './flows/case-units.ts';
import type { Outcome } from './flows/flow.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

/** What stands in the demand where something is hidden. */
const markIn =
  ({ language }: Turn) =>
  (kind: RedactedKind): string =>
    phrase(language, `case.redacted.${kind}`);

/** @param because why it is picked as a topic; left out, it stays a demand */
export async function toDemand(turn: Turn, caseId: string, because?: string): Promise<void> {
  const mark = markIn(turn);
  const done = await convertToDemand(turn.uow, {
    caseId,
    mark,
    ...(because !== undefined && { topicBecause: because }),
  });
  if (!done.ok) return isAboutCase(done.error) ? sayCaseRefusal(turn, done.error) : sayRefusal(turn, done.error);
  const demandId = done.value.row.convertedTo?.replace(/^demand:/, '') ?? '';
  const { number } = done.value.row;
  const key = because === undefined ? 'case.done.demand' : 'case.done.topic';
  say(turn, key, {
    text: translate(turn.language, key, { number }),
    choices: [choice(turn, 'registered.button.show', { do: 'show', demandId })],
  });
}

/** Names, parted like any list; behind one, digits of a telephone number tell namesakes apart. */
const partedNames = (words: string): readonly string[] =>
  words
    .split(/[,，、;；\n]|\s(?:and|和)\s/u)
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** Whom the names mean is looked up, and shown before anybody is called. */
export async function lookUpParties(
  turn: Turn,
  state: CaseMediationState,
): Promise<Outcome<CaseMediationState> | undefined> {
  if (state.parties || !turn.community) return undefined;
  const again = (because: MessageKey, values?: Values): Outcome<CaseMediationState> => ({
    kind: 'ask',
    step: 'who',
    state: { ...state, said: [] },
    because,
    ...(values && { values }),
  });
  const parties: { id: string; name: string }[] = [];
  for (const typed of partedNames(wordsOf(state.said))) {
    const found = await findPeople(turn.uow, turn.community.id, callerIn(typed));
    const [one, another] = found;
    if (!one) return again('case.mediation.nobody', { name: typed });
    if (another) return again('case.mediation.namesakes', { name: typed });
    if (!parties.some(({ id }) => id === one.id)) parties.push({ id: one.id, name: one.name });
  }
  if (parties.length < 2) return again('case.refused.parties');
  return { kind: 'ask', step: 'sure', state: { ...state, said: [], parties } };
}

export async function finishMediation(turn: Turn, state: CaseMediationState): Promise<void> {
  const { uow, policy, language } = turn;
  const { caseId, title, day = '', time = '', venue, parties = [] } = state;
  const done = await convertToMediation(uow, {
    caseId,
    title,
    startsAt: policy.calendar.instantAt(Temporal.PlainDate.from(day), Temporal.PlainTime.from(time)),
    partyIds: parties.map(({ id }) => id),
    ...(venue !== undefined && { venue }),
  });
  if (!done.ok) return isAboutCase(done.error) ? sayCaseRefusal(turn, done.error) : sayMeetingRefusal(turn, done.error);
  const meetingId = done.value.row.convertedTo?.replace(/^meeting:/, '') ?? '';
  say(turn, 'case.mediation', {
    text: translate(language, 'case.mediation.done', { number: done.value.row.number }),
    choices: [choice(turn, 'case.mediation.show', { do: 'meeting', meetingId, act: 'show' })],
  });
}

export async function finishJointAction(turn: Turn, state: CaseUnitsState): Promise<void> {
  const { lead = '', cooperating, units } = state;
  const numbers = numbersOf(state);
  const done = await jointAction(turn.uow, {
    numbers,
    leadBodyId: lead,
    cooperatingBodyIds: cooperating,
    reason: wordsOf(state.said),
  });
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  const named = (ids: readonly string[]) =>
    listed(
      turn.language,
      units.filter(({ id }) => ids.includes(id)).map(({ name }) => name),
    );
  sayText(turn, 'case.joint', 'case.done.joint', {
    numbers: listed(turn.language, numbers),
    lead: named([lead]),
    cooperating: named(cooperating),
  });
}

export async function unstrike(turn: Turn, caseId: string): Promise<void> {
  const done = await unstrikeWords(turn.uow, { caseId });
  return done.ok ? sayCaseDone(turn, caseId) : sayCaseRefusal(turn, done.error);
}
