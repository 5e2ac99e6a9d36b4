/** 表决 in chat: one ballot with what can be done now, and the votes themselves. */

import { waitsForSeating } from '../domain/ballot/elected.ts';
import { isCounted } from '../domain/ballot/states.ts';
import { permit } from '../domain/permissions/permit.ts';
import { phrase, translate } from '../locales/translate.ts';
import {
  ballotButton,
  ballotButtonFor,
  ballotWords,
  entriesFor,
  motionChoices,
  voteForButton,
} from '../notices/ballot-buttons.ts';
import {
  type BallotFacts,
  ballotFactsOf,
  ballotValues,
  mayVote,
  resultText,
  tellsTurnout,
} from '../notices/ballot-facts.ts';
import type { BallotAct, BoundChoice } from '../notices/intent.ts';
import { namesOf } from '../notices/recipients.ts';
import { putAgain, roundAfter } from '../usecases/ballot/again.ts';
import { ballotTarget } from '../usecases/ballot/change.ts';
import { verifyBallot } from '../usecases/ballot/count.ts';
import { ballotByNumber } from '../usecases/ballot/page.ts';
import { type BallotRow, frozenRules, readBallot } from '../usecases/ballot/read.ts';
import { decideRecusal } from '../usecases/ballot/recusal.ts';
import {
  closeBallot,
  freezeRoll,
  openBallot,
  pauseBallot,
  resumeBallot,
  reviewBallot,
} from '../usecases/ballot/run.ts';
import { seatElected } from '../usecases/ballot/seat-elected.ts';
import { sayRoll } from './ballot-roll.ts';
import { beginBallotFlow, beginPicks } from './begin-flow.ts';
import type { BallotPurpose, BallotWordsState } from './flows/ballot-words.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

const isOnRoll = ({ actor }: Turn, { entries }: BallotFacts): boolean =>
  entries.some(({ personId, holderId }) => personId === actor.personId || holderId === actor.personId);

export async function sayBallot(turn: Turn, ballotId: string): Promise<void> {
  const { uow, language } = turn;
  const facts = await ballotFactsOf(uow, ballotId);
  if (!facts || !mayRead(turn, facts)) return sayMeetingRefusal(turn, { kind: 'ballot_not_found' });
  const { row } = facts;
  const entry = facts.entries.find(({ personId }) => personId === turn.actor.personId)?.number;
  say(turn, 'ballot.card', {
    text: [
      ...translate(language, 'ballot.card', ballotValues(language, facts)),
      ...(entry === undefined ? [] : ['\n', phrase(language, 'ballot.card.entry', { entry })]),
      ...(isCounted(row.state) && row.outcome !== null ? ['\n', resultText(language, facts)] : []),
      ...(row.state === 'open' && tellsTurnout(facts)
        ? ['\n', phrase(language, 'ballot.card.voted', ballotValues(language, facts))]
        : []),
    ],
    choices: await choicesOf(turn, facts),
  });
}

/** 「表决 3」「表决 第3号」: one there is already, such as for whoever has a new phone and no message with its buttons. */
export function ballotNumberIn(line: string): number | undefined {
  const digits = /^\s*第?\s*(\d{1,6})\s*[号號]?\s*$/.exec(line.normalize('NFKC'))?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export async function sayBallotNumbered(turn: Turn, number: number): Promise<void> {
  const row = turn.community && (await ballotByNumber(turn.uow, turn.community.id, number));
  return row ? sayBallot(turn, row.id) : sayMeetingRefusal(turn, { kind: 'ballot_not_found' });
}

const mayRead = (turn: Turn, facts: BallotFacts): boolean =>
  isOnRoll(turn, facts) || permit('ballot.read', turn.actor, { communityId: facts.row.communityId }).ok;

async function choicesOf(turn: Turn, facts: BallotFacts): Promise<readonly BoundChoice[]> {
  const { row } = facts;
  const { actor, language } = turn;
  const mine = mayVote(facts).some(
    ({ personId, holderId }) => personId === actor.personId || holderId === actor.personId,
  );
  const enters = permit('ballot.enter-paper', actor, { communityId: row.communityId }).ok;
  return [
    ...(row.state === 'open' && mine
      ? row.question.kind === 'motion'
        ? motionChoices(language, row)
        : [ballotButton(language, row.id, 'vote')]
      : []),
    ...(await forOthers(turn, facts)),
    ...(enters && ['open', 'paused', 'closed'].includes(row.state) ? [ballotWords(language, row.id, 'paper')] : []),
    ...(facts.entries.length > 0 && enters ? [ballotButton(language, row.id, 'roll')] : []),
    ...(await againChoices(turn, row)),
  ];
}

/** Those who gave her a proxy, each with a button. */
async function forOthers({ uow, actor, language }: Turn, facts: BallotFacts): Promise<readonly BoundChoice[]> {
  const given = facts.row.state === 'open' ? entriesFor(facts, actor.personId) : [];
  const buttons: BoundChoice[] = [];
  for (const { number, personId } of given) {
    const [name = `${number}`] = await namesOf(uow, [personId]);
    buttons.push(voteForButton(language, facts.row.id, number, name));
  }
  return buttons;
}

/** The elected take their seats; once more, for whoever runs it; counted again, for those who watch over it. */
async function againChoices(turn: Turn, row: BallotRow): Promise<readonly BoundChoice[]> {
  const { uow, language, actor } = turn;
  const loaded = await readBallot(uow, row.id);
  if (!loaded.ok) return [];
  const target = ballotTarget(loaded.value);
  const round = permit('ballot.put-again', actor, target).ok ? await roundAfter(uow, loaded.value) : undefined;
  const recounts = ['counted', 'objection'].includes(row.state) && permit('ballot.recount', actor, target).ok;
  const seats = waitsForSeating(row) && permit('ballot.seat-elected', actor, target).ok;
  return [
    ...(seats ? [ballotButton(language, row.id, 'seat')] : []),
    ...(round ? [ballotButton(language, row.id, round.kind)] : []),
    ...(recounts ? [ballotWords(language, row.id, 'recount')] : []),
  ];
}

/** @param seen the words the button was beside; one that says nothing of them agrees to nothing */
export async function onBallotAct(turn: Turn, ballotId: string, act: BallotAct, seen = ''): Promise<void> {
  const { uow } = turn;
  switch (act) {
    case 'show':
      return sayBallot(turn, ballotId);
    case 'roll':
      return sayRoll(turn, ballotId);
    case 'vote':
      return pickOptions(turn, ballotId);
    case 'review': {
      const done = await reviewBallot(uow, { ballotId, seen });
      if (!done.ok && done.error.kind === 'ballot_reworded') return sayReworded(turn, ballotId);
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'ballot.reviewed', 'ballot.done.review', { number: done.value.ballot.number });
    }
    case 'freeze': {
      const done = await freezeRoll(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const facts = await ballotFactsOf(uow, ballotId);
      if (facts) sayFrozen(turn, facts);
      return;
    }
    case 'open': {
      const done = await openBallot(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      say(turn, 'ballot.done.open', {
        text: translate(turn.language, 'ballot.done.open', { number: done.value.ballot.number }),
        choices: [
          ballotButton(turn.language, ballotId, 'close'),
          ballotButton(turn.language, ballotId, 'pause'),
          ballotWords(turn.language, ballotId, 'paper'),
        ],
      });
      return;
    }
    case 'pause': {
      const done = await pauseBallot(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'ballot.paused', 'ballot.done.pause', { number: done.value.ballot.number });
    }
    case 'resume': {
      const done = await resumeBallot(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'ballot.resumed', 'ballot.done.resume', { number: done.value.ballot.number });
    }
    case 'close': {
      const done = await closeBallot(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const { number } = done.value.ballot;
      const seconds = frozenRules(done.value.ballot).graceSeconds;
      return sayText(turn, 'ballot.closed', 'ballot.done.close', { number, seconds });
    }
    case 'seat': {
      const done = await seatElected(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'ballot.seated', 'ballot.done.seat', { number: done.value.number });
    }
    case 'revote':
    case 'run_off': {
      const done = await putAgain(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const facts = await ballotFactsOf(uow, done.value.id);
      if (facts) sayFrozen(turn, facts);
      return;
    }
    case 'verify': {
      const done = await verifyBallot(uow, { ballotId });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      return sayText(turn, 'ballot.verified', 'ballot.done.verify', { number: done.value.ballot.number });
    }
  }
}

async function sayReworded(turn: Turn, ballotId: string): Promise<void> {
  const { uow, language } = turn;
  const facts = await ballotFactsOf(uow, ballotId);
  if (!facts) return sayMeetingRefusal(turn, { kind: 'ballot_not_found' });
  say(turn, 'ballot.card', {
    text: [
      phrase(language, 'ballot.refused.reworded'),
      '\n\n',
      ...translate(language, 'ballot.card', ballotValues(language, facts)),
    ],
    choices: [ballotButtonFor(language, facts.row, 'review')],
  });
}

function sayFrozen(turn: Turn, { row, entries }: BallotFacts): void {
  say(turn, 'ballot.done.freeze', {
    text: translate(turn.language, 'ballot.done.freeze', { number: row.number, roll: entries.length }),
    choices: [ballotButton(turn.language, row.id, 'open')],
  });
}

/** Of a ballot with options; a motion has its buttons at once. */
/** @param entry whose, of those who gave her a proxy; her own without it */
export async function pickOptions(turn: Turn, ballotId: string, entry?: number): Promise<void> {
  const { uow, language, actor } = turn;
  const facts = await ballotFactsOf(uow, ballotId);
  if (!facts || !isOnRoll(turn, facts)) return sayMeetingRefusal(turn, { kind: 'not_on_roll' });
  const { row } = facts;
  if (row.state !== 'open') return sayMeetingRefusal(turn, { kind: 'vote_not_open', state: row.state });
  const of = entriesFor(facts, actor.personId).find(({ number }) => number === entry);
  if (entry !== undefined && !of) return sayMeetingRefusal(turn, { kind: 'not_on_roll' });
  if (of) {
    const [name = ''] = await namesOf(uow, [of.personId]);
    const values = { name, entry: of.number, number: row.number, title: row.title };
    const text = translate(language, 'ballot.vote-for', values);
    if (row.question.kind === 'motion')
      return say(turn, 'ballot.vote-for', { text, choices: motionChoices(language, row, of.number) });
    say(turn, 'ballot.vote-for', { text });
  } else if (row.question.kind === 'motion') return sayBallot(turn, ballotId);
  await beginPicks(turn, {
    ballotId,
    ...(of && { entry: of.number }),
    number: row.number,
    title: row.title,
    secret: row.form === 'secret',
    ranked: row.question.kind === 'ranked',
    labels: row.options.map(({ label }) => label),
    most: row.question.kind === 'election' ? row.question.seats : row.options.length,
    picked: [],
    at: 1,
    said: [],
  });
}

export async function onRecusal(turn: Turn, recusalId: string, uphold: boolean): Promise<void> {
  const done = await decideRecusal(turn.uow, { recusalId, uphold });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  sayText(turn, 'ballot.recusal', 'ballot.done.recusal');
}

/** What is done with words: they are asked for first. */
export async function beginBallotWords(
  turn: Turn,
  purpose: BallotPurpose,
  ballotId: string,
  objectionId?: string,
): Promise<void> {
  const facts = await ballotFactsOf(turn.uow, ballotId);
  if (!facts) return sayMeetingRefusal(turn, { kind: 'ballot_not_found' });
  const { number, title } = facts.row;
  await beginBallotFlow(turn, {
    purpose,
    ballotId,
    number,
    title,
    ...(purpose === 'paper' && papersOf(facts)),
    ...(objectionId !== undefined && { objectionId }),
    said: [],
  });
}

/** How its papers are written down. */
function papersOf({ row: { question, form, options } }: BallotFacts): Pick<BallotWordsState, 'papers' | 'options'> {
  const kind = question.kind === 'motion' || question.kind === 'ranked' ? question.kind : 'options';
  return { papers: form === 'secret' ? `${kind}_secret` : kind, options: options.map(({ label }) => label) };
}
