/** What a finished report does: it is dropped as a letter, or staff enter it; and what is looked up on the way there. */
import { isCaseCategory } from '../domain/hotline/categories.ts';
import type { BodyKind } from '../domain/registry/bodies.ts';
import { phrase, translate } from '../locales/translate.ts';
import { filesWaitingButPlaces } from '../usecases/demand/attach.ts';
import { enterCase } from '../usecases/hotline/enter.ts';
import { dropReport } from '../usecases/hotline/report.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import { bodiesActingIn } from '../usecases/registry/acting-bodies.ts';
import { choice } from './answers.ts';
import { sayCaseRefusal } from './case-refusals.ts';
import { ownPlace } from './enter.ts';
import { type CaseReportState, guess, modeOf, next } from './flows/case-report/state.ts';
import { caseThreadFlow } from './flows/case-thread.ts';
import type { Outcome } from './flows/flow.ts';
import { wordsOf } from './flows/said.ts';
import { enterCommunity } from './open.ts';
import { FLOW, rulesOf, say, type Turn, viewOf } from './turn.ts';

/** What a report can be about: whoever does something here, except residents among themselves. */
const NOT_REPORTED: ReadonlySet<BodyKind> = new Set(['representatives', 'group_leads']);
const FIRST: readonly BodyKind[] = ['office', 'station', 'station_department', 'utility', 'unit', 'property_firm'];

export async function prepared(turn: Turn, state: CaseReportState, communityId: string): Promise<CaseReportState> {
  if (communityId !== turn.community?.id) await enterCommunity(turn, communityId);
  return guess({ ...state, communityId, prepared: true, units: await unitsToName(turn, communityId) }, viewOf(turn));
}

export async function unitsToName(turn: Turn, communityId: string): Promise<CaseReportState['units']> {
  const rank = (kind: BodyKind) => (FIRST.includes(kind) ? FIRST.indexOf(kind) : FIRST.length);
  return (await bodiesActingIn(turn.uow.tx, communityId))
    .filter(({ kind }) => !NOT_REPORTED.has(kind))
    .toSorted((a, b) => rank(a.kind) - rank(b.kind))
    .map(({ id, name }) => ({ id, name }));
}

/** A community was just picked: its units and places are looked up, and it goes on. */
export async function prepareCaseReport(
  turn: Turn,
  state: CaseReportState,
): Promise<Outcome<CaseReportState> | undefined> {
  if (state.prepared) return undefined;
  const communityId = state.communityId ?? turn.communities[0]?.id;
  if (communityId === undefined) return undefined;
  return next(await prepared(turn, state, communityId), viewOf(turn));
}

export async function finishCaseReport(turn: Turn, state: CaseReportState): Promise<void> {
  const { communityId, category } = state;
  if (communityId === undefined || category === undefined || !isCaseCategory(category))
    return sayCaseRefusal(turn, { kind: 'community_not_found' });
  if (state.entering) return enter(turn, state, { communityId, category });
  const { uow, account, chat, actor } = turn;
  const minutes = elapsedMinutes(rulesOf(turn).value('demand.attachment.before'));
  const done = await dropReport(uow, {
    ...matterOf(state, { communityId, category }),
    fileIds: await filesWaitingButPlaces(uow, { accountId: account.id, chatId: chat.id }, minutes),
    contact: { accountId: account.id, chatId: chat.id, ...(actor.personId && { personId: actor.personId }) },
    ...(state.follows && { retaliationFor: state.follows.caseId }),
  });
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  const { caseId, number, code } = done.value;
  say(turn, FLOW, {
    text: [
      ...translate(turn.language, 'case.report.sent', { number }),
      '\n',
      ...translate(turn.language, 'case.report.code', { code }),
      '\n',
      phrase(turn.language, 'case.report.after'),
    ],
    choices: [choice(turn, 'case.own.list', { do: 'own-cases' })],
  });
  // Files that come now are part of it.
  turn.standing = {
    flow: caseThreadFlow.name,
    step: 'sent',
    version: caseThreadFlow.version,
    state: { purpose: 'sent', caseId, number, units: [], page: 0, files: 0, said: [] },
  };
}

const matterOf = (
  { said, placeId, placeText, about, ...state }: CaseReportState,
  { communityId, category }: { readonly communityId: string; readonly category: string },
) => ({
  communityId,
  category,
  mode: modeOf({ said, ...state, ...(about && { about }) }),
  words: wordsOf(said),
  ...(placeId !== undefined && { placeId }),
  ...(placeText !== undefined && { placeText }),
  ...(about?.kind === 'unit' && { accusedBodyId: about.id }),
  ...(about?.kind === 'words' && { accusedText: about.text }),
});

/** For somebody on the phone or found on a patrol: number and code are passed on to her. */
async function enter(
  turn: Turn,
  state: CaseReportState,
  what: { readonly communityId: string; readonly category: string },
): Promise<void> {
  const { source = 'phone', who } = state.entering ?? {};
  const matter = matterOf(state, what);
  const placeId = matter.placeId ?? ownPlace(turn);
  const done = await enterCase(turn.uow, {
    ...matter,
    source,
    ...(placeId !== undefined && { placeId }),
    ...(who && who.name !== '' && { name: who.name }),
    ...(who && who.phone !== '' && { phone: who.phone }),
  });
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  const { row, code } = done.value;
  say(turn, FLOW, {
    text: translate(turn.language, source === 'phone' ? 'case.enter.done.phone' : 'case.enter.done', {
      number: row.number,
      code,
    }),
  });
}
