/** 热线 for those who work on cases: the lists of one's desk and unit, and what is done with one case by a tap. */
import { Temporal } from 'temporal-polyfill';
import { deskOf } from '../domain/hotline/desk.ts';
import { CASE_TIERS, type CaseTier } from '../domain/hotline/states.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from '../notices/button.ts';
import { caseButton, caseChoices, onwardChoices } from '../notices/case-choices.ts';
import { caseCategoryName, caseStateName } from '../notices/case-facts.ts';
import type { CaseAct, CaseIntent, CaseList, CasePurpose } from '../notices/case-intent.ts';
import { pictureOf } from '../notices/demand-card.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { dispatchCase } from '../usecases/hotline/dispatch.ts';
import { matrixAnswer } from '../usecases/hotline/matrix.ts';
import { confirmClaim, grantTime } from '../usecases/hotline/oversee.ts';
import { type CaseFilter, casesOfUnits, listCases } from '../usecases/hotline/read.ts';
import { decideReveal } from '../usecases/hotline/reveal.ts';
import type { CaseRow } from '../usecases/hotline/rows.ts';
import { acceptCase } from '../usecases/hotline/screen.ts';
import { contactReporter } from '../usecases/hotline/work.ts';
import { bodiesActingIn } from '../usecases/registry/acting-bodies.ts';
import { seatsIn } from '../usecases/task/seats.ts';
import { choice } from './answers.ts';
import { beginCaseWords } from './begin-case.ts';
import { after } from './case-finish.ts';
import { mediate, sayOnward } from './case-onward.ts';
import { toDemand, unstrike } from './case-onward-finish.ts';
import { sayCaseRefusal } from './case-refusals.ts';
import { readableCase, readerOf, type ShownCase, sayCase } from './case-show.ts';
import { pickUnits } from './case-units.ts';
import { say, sayText, type Turn } from './turn.ts';

/** As many as are read at a glance. */
const LISTED = 5;

const FILTERS: { readonly [L in Exclude<CaseList, 'unit'>]: Omit<CaseFilter, 'limit'> } = {
  desk: { open: true },
  new: { state: 'received' },
  disputed: { state: 'disputed' },
  claimed: { state: 'claimed' },
  late: { open: true, late: true },
};

interface Desk {
  readonly communityId: string;
  readonly tier: CaseTier;
}

/** Every desk somebody sits at, in each of her communities. */
async function desksOf({ uow, actor }: Turn): Promise<readonly Desk[]> {
  const { personId } = actor;
  if (personId === undefined) return [];
  const desks: Desk[] = [];
  for (const communityId of new Set(actor.seats.map((seat) => seat.communityId))) {
    const seats = await seatsIn(uow.tx, communityId);
    for (const tier of CASE_TIERS)
      if (deskOf(tier, seats, { bodyIds: [], personIds: [] }).includes(personId)) desks.push({ communityId, tier });
  }
  return desks;
}

/** The list that is meant by the word alone: one's desk, else one's unit. */
export async function sayHotline(turn: Turn): Promise<void> {
  const desks = await desksOf(turn);
  return sayCases(turn, { do: 'cases', list: desks.length > 0 ? 'desk' : 'unit' }, desks);
}

export async function sayCases(
  turn: Turn,
  { list, before }: Extract<CaseIntent, { do: 'cases' }>,
  known?: readonly Desk[],
): Promise<void> {
  const desks = known ?? (await desksOf(turn));
  const rows =
    list === 'unit' ? await casesOfUnits(turn.uow, { limit: LISTED + 1 }) : await onDesks(turn, desks, list, before);
  const shown = rows.slice(0, LISTED);
  const last = shown.at(-1);
  const { language } = turn;
  const others = (['unit', 'new', 'disputed', 'claimed', 'late'] as const).filter(
    (each) => each !== list && (each === 'unit' ? turn.actor.seats.some(({ bodyId }) => bodyId) : desks.length > 0),
  );
  const lists = others.map((each) => button(language, `case.list.${each}`, { do: 'cases', list: each }, 'quiet'));
  if (!last)
    return say(turn, 'case.list', {
      text: translate(language, list === 'unit' ? 'case.list.none.unit' : 'case.list.none'),
      choices: lists,
    });
  say(turn, 'case.list', {
    text: [phrase(language, `case.list.${list}`), ...shown.flatMap((row, at) => ['\n', lineOf(turn, row, at + 1)])],
    choices: [
      ...shown.map((row): BoundChoice => {
        const label = row.number;
        return { label, says: label, intent: { do: 'case', caseId: row.id, act: 'show' } };
      }),
      ...(rows.length > LISTED && list !== 'unit'
        ? [
            choice(
              turn,
              'list.button.more',
              { do: 'cases', list, before: { at: last.receivedAt.toString(), id: last.id } },
              'quiet',
            ),
          ]
        : []),
      ...lists,
    ],
  });
}

const lineOf = ({ language }: Turn, row: CaseRow, at: number): string =>
  phrase(language, row.supervised ? 'case.list.line.supervised' : 'case.list.line', {
    at,
    number: row.number,
    category: caseCategoryName(language, row.category),
    state: caseStateName(language, row),
  });

async function onDesks(
  { uow }: Turn,
  desks: readonly Desk[],
  list: Exclude<CaseList, 'unit'>,
  before: Extract<CaseIntent, { do: 'cases' }>['before'],
): Promise<readonly CaseRow[]> {
  const rows: CaseRow[] = [];
  for (const { communityId, tier } of desks)
    rows.push(
      ...(await listCases(uow, communityId, {
        ...FILTERS[list],
        tier,
        limit: LISTED + 1,
        ...(before && { before: { receivedAt: Temporal.Instant.from(before.at), id: before.id } }),
      })),
    );
  return rows.toSorted((a, b) => Temporal.Instant.compare(b.receivedAt, a.receivedAt) || (a.id < b.id ? 1 : -1));
}

export async function onCaseAct(turn: Turn, caseId: string, act: CaseAct): Promise<void> {
  const { uow } = turn;
  switch (act) {
    case 'show':
      return sayCase(turn, caseId);
    case 'accept':
      return after(turn, caseId, await acceptCase(uow, { caseId }));
    case 'contact':
      return after(turn, caseId, await contactReporter(uow, { caseId }));
    case 'grant':
      return after(turn, caseId, await grantTime(uow, { caseId }));
    case 'confirm':
      return after(turn, caseId, await confirmClaim(uow, { caseId }));
    case 'dispatch-matrix':
      return after(turn, caseId, await dispatchCase(uow, { caseId }));
    case 'to-demand':
      return toDemand(turn, caseId);
    case 'unstrike':
      return unstrike(turn, caseId);
    case 'more':
    case 'pictures':
    case 'onward':
    case 'mediate':
    case 'joint':
    case 'dispatch':
    case 'choose':
    case 'reroute':
    case 'decide':
    case 'name-accused':
    case 'call-back': {
      const shown = await readableCase(turn, caseId);
      return shown && onShown(turn, shown, act);
    }
  }
}

async function onShown(
  turn: Turn,
  shown: ShownCase,
  act: Exclude<
    CaseAct,
    'show' | 'accept' | 'contact' | 'grant' | 'confirm' | 'dispatch-matrix' | 'to-demand' | 'unstrike'
  >,
): Promise<void> {
  const { language } = turn;
  const { facts } = shown;
  const { id: caseId, number } = facts.row;
  switch (act) {
    case 'more':
      return say(turn, 'case.more', {
        text: translate(language, 'case.more', { number }),
        choices: caseChoices(facts, readerOf(turn, shown)),
      });
    case 'pictures':
      return say(turn, 'case.pictures', {
        text: translate(language, 'case.pictures', { number }),
        pictures: facts.pictures.map((id) => pictureOf(id, turn.host.pictureUrl)),
      });
    case 'onward':
      return sayOnward(turn, shown);
    case 'mediate':
      return mediate(turn, shown);
    case 'dispatch':
      return proposeUnits(turn, shown);
    case 'choose':
      return pickUnits(turn, shown, 'dispatch');
    case 'joint':
    case 'reroute':
    case 'decide':
      return pickUnits(turn, shown, act);
    case 'name-accused':
      return pickUnits(turn, shown, 'accused');
    case 'call-back':
      return say(turn, 'case.call-back', {
        text: translate(language, 'case.call-back.ask.for', { number }),
        choices: [true, false].map((solved) =>
          choice(turn, solved ? 'case.call-back.solved' : 'case.call-back.unsolved', {
            do: 'call-back-for',
            caseId,
            round: facts.row.round,
            solved,
          }),
        ),
      });
  }
}

/** 按职责清单: what the matrix says is one tap; anything else is picked. */
async function proposeUnits(turn: Turn, shown: ShownCase): Promise<void> {
  const { language, uow } = turn;
  const { row } = shown.facts;
  const answer = await matrixAnswer(uow, shown.page.loaded);
  if (!answer) return pickUnits(turn, shown, 'dispatch');
  const bodies = await bodiesActingIn(uow.tx, row.communityId);
  const named = (ids: readonly string[]) =>
    listed(
      language,
      bodies.filter(({ id }) => ids.includes(id)).map(({ name }) => name),
    );
  const { leadBodyId, cooperatingBodyIds } = answer;
  say(turn, 'case.dispatch', {
    text: translate(language, cooperatingBodyIds.length > 0 ? 'case.dispatch.with' : 'case.dispatch.alone', {
      number: row.number,
      lead: named([leadBodyId]),
      cooperating: named(cooperatingBodyIds),
    }),
    choices: [caseButton(language, row.id, 'dispatch-matrix', 'primary'), caseButton(language, row.id, 'choose')],
  });
}

export async function askCaseWords(turn: Turn, caseId: string, purpose: CasePurpose): Promise<void> {
  const shown = await readableCase(turn, caseId);
  if (!shown) return;
  // Nobody is asked to write what cannot be taken any more.
  const reader = readerOf(turn, shown);
  const offered = [...caseChoices(shown.facts, reader), ...onwardChoices(shown.facts, reader)].some(
    ({ intent }) => intent.do === 'case-words' && intent.purpose === purpose,
  );
  if (!offered)
    return sayText(turn, 'case.not-now', 'case.refused.not-now', {
      state: caseStateName(turn.language, shown.facts.row),
    });
  await beginCaseWords(turn, { purpose, caseId, number: shown.facts.row.number, said: [], fileIds: [] });
}

export async function onReveal(turn: Turn, { revealId, agree }: Extract<CaseIntent, { do: 'reveal' }>): Promise<void> {
  const done = await decideReveal(turn.uow, { revealId, agree });
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  sayText(turn, 'case.reveal', agree ? 'case.done.agreed' : 'case.done.refused');
}

/** On the phone: solved, how satisfied, and how she was asked. */
export async function onCallBackFor(
  turn: Turn,
  { caseId, round, solved, satisfaction }: Extract<CaseIntent, { do: 'call-back-for' }>,
): Promise<void> {
  const shown = await readableCase(turn, caseId);
  if (!shown) return;
  const { number } = shown.facts.row;
  if (satisfaction === undefined)
    return say(turn, 'case.call-back', {
      text: translate(turn.language, 'case.call-back.satisfied'),
      choices: (['satisfied', 'basically', 'dissatisfied'] as const).map((answer) =>
        choice(turn, `case.satisfaction.${answer}`, {
          do: 'call-back-for',
          caseId,
          round,
          solved,
          satisfaction: answer,
        }),
      ),
    });
  await beginCaseWords(turn, {
    purpose: 'call-back',
    caseId,
    number,
    said: [],
    fileIds: [],
    callBack: { round, solved, satisfaction },
  });
}
