/** 群里的表决: a ballot as its group sees it, in one message with its buttons that is kept up to date where that can be done. */
import { and, count, eq, sql } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { ballot, ballotEntry, community, vote } from '../../db/schema/index.ts';
import type { Language, Text } from '../channel.ts';
import { phrase, translate } from '../locales/translate.ts';
import { motionChoices } from './ballot-buttons.ts';
import { type BallotRow, ballotHead, resultText } from './ballot-facts.ts';
import type { BoundPrompt } from './intent.ts';

export interface BallotStanding {
  readonly row: BallotRow;
  readonly home: typeof community.$inferSelect;
  /** How many may vote, and how many have. */
  readonly roll: number;
  readonly voted: number;
  /** How often each choice stands; of a secret ballot nothing. */
  readonly choices: ReadonlyMap<string, number>;
}

/** Counted by the database: a roll has thousands of people, and the message of a group is drawn again and again. */
export async function ballotStandingOf(
  { tx }: { readonly tx: Tx },
  ballotId: string,
): Promise<BallotStanding | undefined> {
  const [found] = await tx
    .select()
    .from(ballot)
    .innerJoin(community, eq(community.id, ballot.communityId))
    .where(eq(ballot.id, ballotId));
  if (!found) return undefined;
  const { ballot: row, community: home } = found;
  const [may] = await tx
    .select({ n: count() })
    .from(ballotEntry)
    .where(
      and(
        eq(ballotEntry.ballotId, ballotId),
        eq(ballotEntry.recused, false),
        row.meetingId === null ? undefined : eq(ballotEntry.present, true),
      ),
    );
  const cast =
    row.form === 'secret'
      ? []
      : await tx
          .select({ choice: sql<string>`coalesce(${vote.choice}, '')`, n: count() })
          .from(vote)
          .where(eq(vote.ballotId, ballotId))
          .groupBy(vote.choice);
  const choices = new Map(cast.map(({ choice, n }) => [choice, n]));
  return { row, home, roll: may?.n ?? 0, voted: [...choices.values()].reduce((all, n) => all + n, 0), choices };
}

/** 已投几人，目前各几票: of an open vote, while it is open. What a secret one stands at is told to nobody. */
export function standingText(language: Language, { row, roll, voted, choices }: BallotStanding): string | undefined {
  if (row.form === 'secret' || row.state !== 'open' || voted === 0) return undefined;
  if (row.question.kind !== 'motion') return phrase(language, 'ballot.group.turnout', { roll, voted });
  return phrase(language, 'ballot.group.standing', {
    roll,
    voted,
    approve: choices.get('approve') ?? 0,
    reject: choices.get('reject') ?? 0,
    abstain: choices.get('abstain') ?? 0,
  });
}

/** Of a secret one, and of one with options, only where to vote: in the direct chat. */
const votedHere = ({ form, question }: BallotRow): boolean => form === 'open' && question.kind === 'motion';

export const groupBallotPrompt = (language: Language, standing: BallotStanding): BoundPrompt => ({
  text: [
    ...translate(language, 'ballot.group.head', ballotHead(language, standing)),
    '\n\n',
    ...stateText(language, standing),
  ],
  choices: standing.row.state === 'open' && votedHere(standing.row) ? motionChoices(language, standing.row) : [],
});

function stateText(language: Language, standing: BallotStanding): Text {
  const { row } = standing;
  const head = ballotHead(language, standing);
  switch (row.state) {
    case 'draft':
    case 'reviewed':
    case 'roll_frozen':
    case 'withdrawn':
      return [head.state];
    case 'open': {
      const now = standingText(language, standing);
      const how = votedHere(row)
        ? phrase(language, 'ballot.group.vote', { ...head, meeting: row.meetingId === null ? 'no' : 'yes' })
        : phrase(language, 'ballot.group.elsewhere', head);
      return now === undefined ? [how] : [how, '\n', now];
    }
    case 'paused':
      return [phrase(language, 'ballot.group.paused')];
    // Counted is not declared yet: nobody hears of it before the supervision committee has looked at it.
    case 'closed':
    case 'counted':
    case 'verified':
      return [phrase(language, 'ballot.group.closed')];
    case 'declared':
    case 'published':
    case 'objection':
    case 'final':
      return [...translate(language, 'ballot.group.result', head), '\n', resultText(language, standing)];
  }
}
