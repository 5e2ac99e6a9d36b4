/** What is told about a ballot to everybody on its roll. */
import { eq } from 'drizzle-orm';
import { meeting } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { waitsForSeating } from '../domain/ballot/elected.ts';
import type { BallotNotice } from '../domain/ballot/notices.ts';
import type { BallotState } from '../domain/ballot/states.ts';
import { rulesOfKind } from '../domain/meeting/rules.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import { formatTime } from '../locales/dates.ts';
import { type MessageKey, translate } from '../locales/translate.ts';
import { ballotButton, ballotWords, entriesFor, motionChoices, voteForButton } from './ballot-buttons.ts';
import { type BallotFacts, ballotValues, mayVote, resultText } from './ballot-facts.ts';
import type { BoundChoice, BoundPrompt } from './intent.ts';
import type { Circular } from './many.ts';
import { holders, namesOf } from './recipients.ts';
import type { ComposeTools } from './tell.ts';
import { whyButton } from './why.ts';

/** Those told to many. */
export type ToRoll = Extract<
  BallotNotice['kind'],
  'ballot.frozen' | 'ballot.opened' | 'ballot.paused' | 'ballot.resumed' | 'ballot.declared' | 'ballot.final'
>;

/** While a slice waits for its turn the ballot may have gone on: nobody is asked to vote on what is closed. */
const HOLDS_IN: { readonly [K in ToRoll]?: readonly BallotState[] } = {
  'ballot.frozen': ['roll_frozen', 'open', 'paused'],
  'ballot.opened': ['open', 'paused'],
  'ballot.paused': ['paused'],
  'ballot.resumed': ['open'],
};
export const stillHolds = (kind: ToRoll, { row }: BallotFacts): boolean => HOLDS_IN[kind]?.includes(row.state) ?? true;

export const isToRoll = (notice: BallotNotice): notice is Extract<BallotNotice, { readonly kind: ToRoll }> =>
  ['ballot.frozen', 'ballot.opened', 'ballot.paused', 'ballot.resumed', 'ballot.declared', 'ballot.final'].includes(
    notice.kind,
  );

export async function ballotCircular(tools: ComposeTools, facts: BallotFacts, kind: ToRoll): Promise<Circular> {
  const roll = facts.entries.map(({ personId }) => personId);
  switch (kind) {
    case 'ballot.frozen':
      return frozen(facts, roll);
    case 'ballot.opened':
      return opened(tools, facts);
    case 'ballot.paused':
    case 'ballot.resumed':
      return plainly(facts, kind, kind, voters(facts));
    case 'ballot.declared': {
      // Those who run it are told apart, with what may come next.
      const runs = await running(tools, facts);
      return declared(
        facts,
        [...new Set(facts.entries.flatMap(withHolder))].filter((id) => !runs.includes(id)),
      );
    }
    case 'ballot.final': {
      const seat = await seating(tools, facts);
      const all = [...new Set([...facts.entries.flatMap(withHolder), ...(await running(tools, facts))])];
      return plainly(
        facts,
        kind,
        kind,
        all.filter((id) => !seat.includes(id)),
      );
    }
  }
}

/** The chair of its meeting; of a written one the head, and whoever drafted it. */
export async function running({ tx }: ComposeTools, { row, home }: BallotFacts): Promise<readonly string[]> {
  const [held] = row.meetingId
    ? await tx.select({ chairId: meeting.chairId }).from(meeting).where(eq(meeting.id, row.meetingId))
    : [];
  const heads = held?.chairId ? [held.chairId] : await holders(tx, home.id, ['committee_head']);
  return [...new Set([...heads, ...(row.draftedById ? [row.draftedById] : [])])];
}

/** Who may press 就任 after an election, told apart; the same people however far the others are told when it is pressed. */
export const seating = async ({ tx }: ComposeTools, { row, home }: BallotFacts): Promise<readonly string[]> =>
  waitsForSeating({ ...row, seatedAt: null }) ? holders(tx, home.id, ['election_member', 'committee_head']) : [];

/** Whose entry it is, and whoever votes for it. */
const withHolder = ({ personId, holderId }: BallotFacts['entries'][number]): readonly string[] =>
  holderId === null ? [personId] : [personId, holderId];

const voters = (facts: BallotFacts): readonly string[] => [...new Set(mayVote(facts).flatMap(withHolder))];

function plainly(facts: BallotFacts, topic: string, key: MessageKey, people: readonly string[]): Circular {
  return {
    people,
    topic,
    subject: `ballot:${facts.row.id}`,
    policy: 'skip',
    words: (language) => ({ text: translate(language, key, ballotValues(language, facts)) }),
  };
}

/** Each reads the number of her own entry, and the hash by which she can check that the roll stays as it is. */
function frozen(facts: BallotFacts, roll: readonly string[]): Circular {
  const { id, rollHash } = facts.row;
  const numbers = new Map(facts.entries.map(({ personId, number }) => [personId, number]));
  const values = (language: Language) => ({
    ...ballotValues(language, facts),
    roll: facts.entries.length,
    hash: rollHash ?? '',
  });
  const asks = (language: Language) => [ballotWords(language, id, 'recuse'), ballotWords(language, id, 'challenge')];
  return {
    ...plainly(facts, 'ballot.frozen', 'ballot.frozen.many', roll),
    words: (language) => ({
      text: translate(language, 'ballot.frozen.many', values(language)),
      choices: [ballotButton(language, id, 'show'), ...asks(language)],
    }),
    own: (language, { personId = '' }) => ({
      text: translate(language, 'ballot.frozen', { ...values(language), entry: numbers.get(personId) ?? '' }),
      choices: asks(language),
    }),
  };
}

/** Everybody who may vote, or who votes in somebody's place. */
async function opened(tools: ComposeTools, facts: BallotFacts): Promise<Circular> {
  const { row, home } = facts;
  const rules = await decidedBy(tools, facts);
  const given = mayVote(facts).filter(({ holderId, basis }) => holderId !== null && basis !== 'body');
  const names = new Map<number, string>();
  for (const { number, personId } of given) names.set(number, (await namesOf(tools, [personId]))[0] ?? `${number}`);
  const prompt = (language: Language, more: readonly BoundChoice[]): BoundPrompt => ({
    text: translate(language, 'ballot.opened', ballotValues(language, facts)),
    choices: [
      ...(row.question.kind === 'motion' ? motionChoices(language, row) : [ballotButton(language, row.id, 'vote')]),
      ...more,
      whyButton(language, { communityId: home.id, at: tools.now }, ...rules),
    ],
  });
  return {
    people: [...new Set(mayVote(facts).map(({ personId, holderId }) => holderId ?? personId))],
    topic: 'ballot.opened',
    subject: `ballot:${row.id}`,
    policy: 'repeat',
    words: (language) => prompt(language, []),
    ...(given.length > 0 && {
      own: (language, { personId }) =>
        prompt(
          language,
          entriesFor(facts, personId).map(({ number }) =>
            voteForButton(language, row.id, number, names.get(number) ?? ''),
          ),
        ),
    }),
  };
}

/** Which rules decide it. */
async function decidedBy({ tx }: ComposeTools, { row }: BallotFacts): Promise<readonly RuleKey[]> {
  if (!row.meetingId) return ['ballot.written.threshold', 'ballot.base', 'ballot.chat_is_binding'];
  const [held] = await tx.select({ kind: meeting.kind }).from(meeting).where(eq(meeting.id, row.meetingId));
  const rules = held && rulesOfKind(held.kind);
  return [...(rules ? [rules.quorum, ...(rules.threshold ? [rules.threshold] : []), rules.effect] : []), 'ballot.base'];
}

export const declaredValues = (language: Language, facts: BallotFacts) => ({
  ...ballotValues(language, facts),
  result: resultText(language, facts),
  until: facts.row.objectionUntil ? formatTime(language, facts.home.timeZone, facts.row.objectionUntil) : '',
});

function declared(facts: BallotFacts, people: readonly string[]): Circular {
  const { id } = facts.row;
  return {
    ...plainly(facts, 'ballot.declared', 'ballot.declared', people),
    words: (language) => ({
      text: translate(language, 'ballot.declared', declaredValues(language, facts)),
      choices: [ballotButton(language, id, 'show'), ballotWords(language, id, 'object')],
    }),
  };
}
