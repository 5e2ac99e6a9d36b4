/** What was said about a ballot in words goes to the use case it is for. */
import { entriesNamedIn } from '../domain/ballot/named-entries.ts';
import { readPapers } from '../domain/ballot/typed-paper.ts';
import { listed } from '../locales/lists.ts';
import { ballotFactsOf } from '../notices/ballot-facts.ts';
import { recountBallot } from '../usecases/ballot/count.ts';
import { decideObjection, objectToResult } from '../usecases/ballot/objection.ts';
import { enterPaper, setPapersAside } from '../usecases/ballot/paper.ts';
import { challenge, declareRecusal } from '../usecases/ballot/recusal.ts';
import type { BallotWordsState } from './flows/ballot-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayMeetingRefusal } from './meeting-refusals.ts';
import { sayText, type Turn } from './turn.ts';

export async function finishBallotWords(turn: Turn, state: BallotWordsState): Promise<void> {
  const { uow } = turn;
  const { purpose, ballotId, number, objectionId = '' } = state;
  const words = wordsOf(state.said);
  switch (purpose) {
    case 'recuse': {
      const done = await declareRecusal(uow, { ballotId, reason: words });
      return done.ok
        ? sayText(turn, 'ballot.recuse', 'ballot.done.recuse', { number })
        : sayMeetingRefusal(turn, done.error);
    }
    case 'challenge':
      return challengeByNumber(turn, state, words);
    case 'object': {
      const entries = entriesNamedIn(words);
      const done = await objectToResult(uow, { ballotId, reason: words, entries });
      const named = { many: entries.length, entries: listed(turn.language, entries.map(String)) };
      return done.ok
        ? sayText(turn, 'ballot.object', 'ballot.done.object', { number, ...named })
        : sayMeetingRefusal(turn, done.error);
    }
    case 'uphold':
    case 'dismiss': {
      const entries = purpose === 'uphold' ? entriesNamedIn(words) : [];
      const done = await decideObjection(uow, {
        objectionId,
        uphold: purpose === 'uphold',
        answer: words,
        ...(entries.length > 0 && { entries }),
      });
      if (!done.ok) return sayMeetingRefusal(turn, done.error);
      const wrong = done.value.foundWrong ?? [];
      return sayText(turn, 'ballot.objection', 'ballot.done.objection', {
        many: wrong.length,
        entries: listed(turn.language, wrong.map(String)),
      });
    }
    case 'recount': {
      const done = await recountBallot(uow, { ballotId, reason: words });
      return done.ok
        ? sayText(turn, 'ballot.recount', 'ballot.done.recount', { number })
        : sayMeetingRefusal(turn, done.error);
    }
    case 'aside': {
      const done = await setPapersAside(uow, { ballotId, reason: words });
      return done.ok
        ? sayText(turn, 'ballot.aside', 'ballot.done.aside', { number })
        : sayMeetingRefusal(turn, done.error);
    }
    case 'paper':
      return enterPapers(turn, state, words);
  }
}

/** 「5 他是承包商的亲戚」. */
async function challengeByNumber(turn: Turn, { ballotId, number }: BallotWordsState, words: string): Promise<void> {
  const match = /^\s*(\d{1,6})\s*[号號]?[\s,，:：]*([\s\S]*)$/.exec(words.normalize('NFKC'));
  const facts = await ballotFactsOf(turn.uow, ballotId);
  const entry = facts?.entries.find((each) => each.number === Number(match?.[1]));
  if (!entry) return sayText(turn, 'ballot.number', 'ballot.refused.number', { number: match?.[1] ?? '' });
  const done = await challenge(turn.uow, { ballotId, personId: entry.personId, reason: match?.[2] ?? '' });
  return done.ok
    ? sayText(turn, 'ballot.challenge', 'ballot.done.challenge', { number })
    : sayMeetingRefusal(turn, done.error);
}

async function enterPapers(turn: Turn, { ballotId, number }: BallotWordsState, words: string): Promise<void> {
  const facts = await ballotFactsOf(turn.uow, ballotId);
  if (!facts) return sayMeetingRefusal(turn, { kind: 'ballot_not_found' });
  const { question, form } = facts.row;
  // Sums of a secret ballot name nobody, and an open one is told to the roll anyway; half a list is entered by nobody.
  const papers = readPapers(words, question.kind, form === 'secret');
  if (!papers) return sayText(turn, 'ballot.paper', 'ballot.refused.papers');
  const done = await enterPaper(turn.uow, { ballotId, ...papers });
  if (!done.ok) return sayMeetingRefusal(turn, done.error);
  const key = { waits: 'ballot.paper.waits', agreed: 'ballot.paper.agreed', differs: 'ballot.paper.differs' } as const;
  const unlike = listed(turn.language, done.value.unlike.map(String));
  return sayText(turn, 'ballot.paper', key[done.value.outcome], { number, papers: papers.handedIn.length, unlike });
}
