/**
 * Those who vote, as one vote finds them or many at once: the ballot, the entry of the roll, and the vote that stands. Locked
 * is only what is their own, the entry, so that two presses of one voter come one after the other; the ballot they share.
 */
import { and, eq, or, sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../../../db/advisory-locks.ts';
import { among } from '../../../db/among.ts';
import type { Tx } from '../../../db/client.ts';
import { ballotEntry, vote } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type BallotEntryRow, type BallotNotFound, type LoadedBallot, readBallots } from './read.ts';
import { shareVotes } from './run.ts';

export type VoteRow = typeof vote.$inferSelect;

export interface VoterWish {
  readonly ballotId: string;
  readonly personId: string;
  /** Whose entry, where somebody's proxy is held; her own without it. */
  readonly number?: number;
}

export interface Voter extends LoadedBallot {
  readonly entry: BallotEntryRow;
  /** Moves with every vote cast on the entry. */
  standing: VoteRow | undefined;
}

export type VoterRead = Result<Voter, BallotNotFound | { readonly kind: 'not_on_roll' }>;

export interface VoteChange {
  /** As it is from now on. */
  readonly row: VoteRow;
  /** The first of its entry; otherwise it takes the place of the one with its id. */
  readonly first: boolean;
}

export const voterName = ({ ballotId, personId, number }: VoterWish): string =>
  number === undefined ? `${ballotId}:${personId}` : `${ballotId}:${personId}:${number}`;

type Reading = Pick<UnitOfWork, 'tx' | 'now' | 'policies'>;

/** By {@link voterName}. Every lock is taken in one order, so that two sets of voters never wait for each other crosswise. */
export async function readVoters(uow: Reading, wishes: readonly VoterWish[]): Promise<ReadonlyMap<string, VoterRead>> {
  const ids = [...new Set(wishes.map(({ ballotId }) => ballotId))];
  await shareVotes(uow, ids);
  const ballots = await readBallots(uow, ids);
  const entries = await entriesFor(
    uow,
    wishes.filter(({ ballotId }) => ballots.has(ballotId)),
  );
  const standing = await lockStanding(uow, [...entries.values()]);
  const byEntry = new Map<string, Voter>();
  return new Map(
    wishes.map((wish): [string, VoterRead] => {
      const name = voterName(wish);
      const loaded = ballots.get(wish.ballotId);
      const entry = entries.get(name);
      if (!loaded) return [name, err({ kind: 'ballot_not_found' })];
      if (!entry) return [name, err({ kind: 'not_on_roll' })];
      // Whoever votes for another and the other herself look at the same vote.
      const voter = byEntry.get(entry.id) ?? { ...loaded, entry, standing: standing.get(nameOf(entry)) };
      byEntry.set(entry.id, voter);
      return [name, ok(voter)];
    }),
  );
}

const nameOf = ({ ballotId, number }: Pick<BallotEntryRow, 'ballotId' | 'number'>): string => `${ballotId}:${number}`;

async function entriesFor(
  { tx }: Pick<UnitOfWork, 'tx'>,
  wishes: readonly VoterWish[],
): Promise<ReadonlyMap<string, BallotEntryRow>> {
  if (wishes.length === 0) return new Map();
  const plain = wishes.filter(({ number }) => number === undefined);
  const rows = await tx
    .select()
    .from(ballotEntry)
    .where(
      or(
        and(
          among(ballotEntry.ballotId, [...new Set(plain.map(({ ballotId }) => ballotId))]),
          among(
            ballotEntry.personId,
            plain.map(({ personId }) => personId),
          ),
        ),
        // Whoever came for her body in another's place has no entry of her own.
        and(
          eq(ballotEntry.basis, 'body'),
          among(ballotEntry.ballotId, [...new Set(plain.map(({ ballotId }) => ballotId))]),
          among(
            ballotEntry.holderId,
            plain.map(({ personId }) => personId),
          ),
        ),
        ...wishes.flatMap(({ ballotId, personId, number }) =>
          number === undefined
            ? []
            : [
                and(
                  eq(ballotEntry.ballotId, ballotId),
                  eq(ballotEntry.number, number),
                  or(eq(ballotEntry.personId, personId), eq(ballotEntry.holderId, personId)),
                ),
              ],
        ),
      ),
    );
  const named = (row: BallotEntryRow, personId: string) =>
    [voterName({ ballotId: row.ballotId, personId }), row] as const;
  const stoodIn = rows.filter(({ basis }) => basis === 'body');
  const own = new Map([
    ...stoodIn.flatMap((row) => (row.holderId === null ? [] : [named(row, row.holderId)])),
    ...rows.map((row) => named(row, row.personId)),
  ]);
  const byNumber = new Map(rows.map((row) => [nameOf(row), row]));
  const found = new Map<string, BallotEntryRow>();
  for (const wish of wishes) {
    const { ballotId, number, personId } = wish;
    const row = number === undefined ? own.get(voterName(wish)) : byNumber.get(nameOf({ ballotId, number }));
    if (row && (row.personId === personId || row.holderId === personId)) found.set(voterName(wish), row);
  }
  return found;
}

/** The locks by a statement of their own: what the next one reads is what whoever had them has left. */
async function lockStanding(
  { tx }: Pick<UnitOfWork, 'tx'>,
  entries: readonly BallotEntryRow[],
): Promise<ReadonlyMap<string, VoteRow>> {
  if (entries.length === 0) return new Map();
  const names = JSON.stringify(entries.map(nameOf));
  await tx.execute(
    sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.vote}, hash) from (
      select distinct hashtext(name) as hash from jsonb_array_elements_text(${names}::text::jsonb) name order by 1) locks`,
  );
  const rows = await tx
    .select()
    .from(vote)
    .where(
      and(
        among(vote.ballotId, [...new Set(entries.map(({ ballotId }) => ballotId))]),
        among(
          vote.number,
          entries.map(({ number }) => number),
        ),
      ),
    );
  return new Map(rows.map((row) => [nameOf(row), row]));
}

/** @param changes in the order in which they were made; of one entry the last stands */
export async function writeVotes(tx: Tx, changes: readonly VoteChange[]): Promise<void> {
  const rows = new Map(changes.map(({ row }) => [row.id, row]));
  const first = new Set(changes.flatMap(({ row, first }) => (first ? [row.id] : [])));
  const fresh = [...rows.values()].filter(({ id }) => first.has(id));
  if (fresh.length > 0) await tx.insert(vote).values(fresh);
  const moved = [...rows.values()].filter(({ id }) => !first.has(id));
  if (moved.length === 0) return;
  const json = JSON.stringify(
    moved.map(({ envelope, ...row }) => ({
      ...row,
      salt: undefined,
      envelope: envelope && Buffer.from(envelope).toString('hex'),
    })),
  );
  await tx.execute(
    sql`update ${vote} v set choice = m.choice, envelope = decode(m.envelope, 'hex'), account_id = m."accountId",
        pressed_at = m."pressedAt", received_at = m."receivedAt", sequence = m.sequence
      from jsonb_to_recordset(${json}::text::jsonb) as m(id uuid, choice text, envelope text, "accountId" uuid,
        "pressedAt" timestamptz, "receivedAt" timestamptz, sequence text)
      where v.id = m.id`,
  );
}
