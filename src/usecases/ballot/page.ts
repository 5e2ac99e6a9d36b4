/** Ballots by what is asked of them, newest first; one with its roll; and, once it is counted, its rows for others to count. */
import { and, asc, desc, eq, inArray, lt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import {
  ballot,
  ballotEvent,
  ballotObjection,
  ballotRecusal,
  community,
  paperEntry,
  vote,
} from '../../../db/schema/index.ts';
import { INVALID } from '../../domain/ballot/question.ts';
import { ballotRows, type VoteRow } from '../../domain/ballot/rows.ts';
import { type BallotState, isCounted, isPublished } from '../../domain/ballot/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { chairsChoice, countedBallot, votedNumbers } from './count.ts';
import type { ObjectionRow } from './objection.ts';
import type { PaperRow } from './paper.ts';
import { type BallotEntryRow, type BallotRow, entriesOf } from './read.ts';
import type { RecusalRow } from './recusal.ts';

type Reading = Pick<UnitOfWork, 'tx'>;

export interface BallotFilter {
  readonly communityId?: string;
  readonly meetingId?: string;
  readonly states?: readonly BallotState[];
}

export interface ListedBallot {
  readonly ballot: BallotRow;
  readonly home: typeof community.$inferSelect;
}

export function pageBallots(
  { tx }: Reading,
  filter: BallotFilter,
  /** The id of the last one shown; ids grow with time. */
  after: string | undefined,
  limit: number,
): Promise<readonly ListedBallot[]> {
  return tx
    .select({ ballot, home: community })
    .from(ballot)
    .innerJoin(community, eq(community.id, ballot.communityId))
    .where(
      and(
        filter.communityId ? eq(ballot.communityId, filter.communityId) : undefined,
        filter.meetingId ? eq(ballot.meetingId, filter.meetingId) : undefined,
        filter.states ? inArray(ballot.state, [...filter.states]) : undefined,
        after === undefined ? undefined : lt(ballot.id, after),
      ),
    )
    .orderBy(desc(ballot.id))
    .limit(limit);
}

export interface BallotOnRecord extends ListedBallot {
  readonly entries: readonly BallotEntryRow[];
  /** Whose vote is in; never which. */
  readonly voted: ReadonlySet<number>;
  readonly recusals: readonly RecusalRow[];
  readonly papers: readonly PaperRow[];
  readonly objections: readonly ObjectionRow[];
  readonly history: readonly {
    readonly at: Temporal.Instant;
    readonly kind: string;
    readonly byRole: string;
  }[];
}

export async function ballotOnRecord(reading: Reading, ballotId: string): Promise<BallotOnRecord | undefined> {
  const { tx } = reading;
  const [found] = await tx
    .select({ ballot, home: community })
    .from(ballot)
    .innerJoin(community, eq(community.id, ballot.communityId))
    .where(eq(ballot.id, ballotId));
  if (!found) return undefined;
  return {
    ...found,
    entries: await entriesOf(reading, ballotId),
    voted: await votedNumbers(reading, ballotId),
    recusals: await tx
      .select()
      .from(ballotRecusal)
      .where(eq(ballotRecusal.ballotId, ballotId))
      .orderBy(asc(ballotRecusal.id)),
    papers: await tx.select().from(paperEntry).where(eq(paperEntry.ballotId, ballotId)).orderBy(asc(paperEntry.id)),
    objections: await tx
      .select()
      .from(ballotObjection)
      .where(eq(ballotObjection.ballotId, ballotId))
      .orderBy(asc(ballotObjection.id)),
    history: await tx
      .select({ at: ballotEvent.at, kind: ballotEvent.kind, byRole: ballotEvent.byRole })
      .from(ballotEvent)
      .where(eq(ballotEvent.ballotId, ballotId))
      .orderBy(asc(ballotEvent.ordinal)),
  };
}

/**
 * The rows of `domain/ballot/rows.ts`, with what the count gave: an objection that made it void is no matter of counting.
 * Undefined before it is counted: until then nobody learns how it goes.
 */
export async function exportedRows(
  reading: Reading,
  row: BallotRow,
): Promise<readonly (readonly string[])[] | undefined> {
  if (!isCounted(row.state) || !row.result) return undefined;
  const chair = await chairsChoice(reading, row);
  return ballotRows(countedBallot(row, chair), row.result, await votesOf(reading, row));
}

/** For everybody: of a published open ballot every vote, sorted, without whose it is. Undefined for a secret one. */
export async function publicRows(
  reading: Reading,
  row: BallotRow,
): Promise<readonly (readonly string[])[] | undefined> {
  if (!isPublished(row.state) || !row.result || row.form === 'secret') return undefined;
  const votes = (await votesOf(reading, row)).map(({ choice }) => ({ choice }));
  const { tally } = row.result;
  // Hers is named only where it decided.
  const level = tally.kind === 'motion' && tally.approve === tally.reject;
  const chair = level ? await chairsChoice(reading, row) : undefined;
  return ballotRows(
    countedBallot(row, chair),
    row.result,
    votes.sort((a, b) => (a.choice < b.choice ? -1 : 1)),
  );
}

async function votesOf({ tx }: Reading, row: BallotRow): Promise<readonly VoteRow[]> {
  if (row.form === 'secret')
    return (row.choices ?? []).flatMap(([choice, many]) => Array.from({ length: many }, () => ({ choice })));
  const votes = await tx
    .select({ entry: vote.number, choice: vote.choice })
    .from(vote)
    .where(eq(vote.ballotId, row.id))
    .orderBy(asc(vote.number));
  return votes.map(({ entry, choice }) => ({ entry, choice: choice ?? INVALID }));
}

/** Of a published ballot, sorted: by hers a voter finds that her vote is in. */
export async function receiptsOf({ tx }: Reading, ballotId: string): Promise<readonly string[]> {
  const votes = await tx
    .select({ receipt: vote.receipt })
    .from(vote)
    .where(eq(vote.ballotId, ballotId))
    .orderBy(asc(vote.receipt));
  return votes.map(({ receipt }) => receipt);
}

/** How a ballot is named in its community. */
export async function ballotByNumber(
  { tx }: Reading,
  communityId: string,
  number: number,
): Promise<BallotRow | undefined> {
  const [row] = await tx
    .select()
    .from(ballot)
    .where(and(eq(ballot.communityId, communityId), eq(ballot.number, number)));
  return row;
}
