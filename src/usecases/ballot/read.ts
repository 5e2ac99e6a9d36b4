/** Ballots as use cases read them: the row, its roll, and the meeting they belong to. */
import { and, asc, eq } from 'drizzle-orm';
import { among } from '../../../db/among.ts';
import { ballot, ballotEntry, community, meeting } from '../../../db/schema/index.ts';
import type { FrozenRules } from '../../domain/ballot/electorate.ts';
import type { Attendance } from '../../domain/ballot/roll.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export type BallotRow = typeof ballot.$inferSelect;
export type BallotEntryRow = typeof ballotEntry.$inferSelect;
export type BallotNotFound = { readonly kind: 'ballot_not_found' };

type Reading = Pick<UnitOfWork, 'tx'>;

export interface LoadedBallot {
  readonly ballot: BallotRow;
  readonly home: CommunityRow;
  readonly policy: Policy;
  /** Absent for a written ballot. */
  readonly meeting?: typeof meeting.$inferSelect;
}

export const ballotSubject = (ballotId: string): string => `ballot:${ballotId}`;

/**
 * The meeting is locked before its ballot, as everything does it that touches both, so that a chair who closes the one and
 * somebody who leaves the other wait for each other one way round.
 */
export async function lockBallot(uow: UnitOfWork, ballotId: string): Promise<Result<LoadedBallot, BallotNotFound>> {
  const [known] = await uow.tx.select({ meetingId: ballot.meetingId }).from(ballot).where(eq(ballot.id, ballotId));
  if (!known) return err({ kind: 'ballot_not_found' });
  const [held] = known.meetingId
    ? await uow.tx.select().from(meeting).where(eq(meeting.id, known.meetingId)).for('update')
    : [];
  const [row] = await uow.tx.select().from(ballot).where(eq(ballot.id, ballotId)).for('update');
  return row ? ok(await withHome(uow, row, held)) : err({ kind: 'ballot_not_found' });
}

/** Without a lock: for what many do at once. By id; what does not exist is left out. */
export async function readBallots(
  uow: Pick<UnitOfWork, 'tx' | 'now' | 'policies'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, LoadedBallot>> {
  const rows = await uow.tx
    .select()
    .from(ballot)
    .innerJoin(community, eq(community.id, ballot.communityId))
    .leftJoin(meeting, eq(meeting.id, ballot.meetingId))
    .where(among(ballot.id, ids));
  const loaded = new Map<string, LoadedBallot>();
  for (const { ballot: row, community: home, meeting: held } of rows)
    loaded.set(row.id, { ballot: row, home, policy: await policyOf(uow, home), ...(held && { meeting: held }) });
  return loaded;
}

export async function readBallot(uow: UnitOfWork, ballotId: string): Promise<Result<LoadedBallot, BallotNotFound>> {
  const loaded = (await readBallots(uow, [ballotId])).get(ballotId);
  return loaded ? ok(loaded) : err({ kind: 'ballot_not_found' });
}

async function withHome(uow: UnitOfWork, row: BallotRow, held: LoadedBallot['meeting']): Promise<LoadedBallot> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
  if (!home) throw new Error('a ballot without its community');
  return { ballot: row, home, policy: await policyOf(uow, home), ...(held && { meeting: held }) };
}

/** Whether it is secret; undefined where there is no such ballot. */
export async function ballotForm({ tx }: Reading, ballotId: string): Promise<BallotRow['form'] | undefined> {
  const [row] = await tx.select({ form: ballot.form }).from(ballot).where(eq(ballot.id, ballotId));
  return row?.form;
}

export const entriesOf = ({ tx }: Reading, ballotId: string): Promise<BallotEntryRow[]> =>
  tx.select().from(ballotEntry).where(eq(ballotEntry.ballotId, ballotId)).orderBy(asc(ballotEntry.number));

export async function entryOf(
  { tx }: Reading,
  ballotId: string,
  personId: string,
): Promise<BallotEntryRow | undefined> {
  const [entry] = await tx
    .select()
    .from(ballotEntry)
    .where(and(eq(ballotEntry.ballotId, ballotId), eq(ballotEntry.personId, personId)));
  return entry;
}

/** Frozen with the roll. @throws before that: nothing may be counted by rules that can still change. */
export function frozenRules({ rules }: BallotRow): FrozenRules {
  if (!rules) throw new Error('the rules of this ballot are not frozen yet');
  return rules;
}

/** The attendance as the entries have it. */
export const attendanceOf = (entries: readonly BallotEntryRow[]): Attendance => ({
  roll: entries.length,
  present: entries.filter(({ present }) => present === true).length,
  recused: entries.filter(({ recused }) => recused).length,
  recusedPresent: entries.filter(({ recused, present }) => recused && present === true).length,
});
