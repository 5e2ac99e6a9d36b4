/** 回避: whoever has a part in a matter says so, or is challenged; the supervision committee decides before it is opened. */
import { and, eq, ne } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { ballotRecusal, person } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { membersOf } from '../meeting/read.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendBallotEvent } from './change.ts';
import { type BallotNotFound, type BallotRow, entryOf, type LoadedBallot, lockBallot } from './read.ts';

export type RecusalRow = typeof ballotRecusal.$inferSelect;

export type RecusalRefusal =
  | BallotNotFound
  | { readonly kind: 'not_on_roll' }
  /** It is being voted on: what is frozen stays frozen. */
  | { readonly kind: 'recusal_too_late'; readonly state: BallotRow['state'] }
  | { readonly kind: 'recusal_asked_already' }
  | { readonly kind: 'reason_missing' }
  | { readonly kind: 'recusal_not_found' }
  | { readonly kind: 'recusal_decided' }
  | { readonly kind: 'own_work' };

const TAKES_RECUSALS: readonly BallotRow['state'][] = ['draft', 'reviewed', 'roll_frozen'];

/** She says so herself: taken at her word, as nobody is the worse for it. */
export const declareRecusal = command<
  { readonly ballotId: string; readonly reason: string },
  LoadedBallot,
  RecusalRow,
  RecusalRefusal
>({
  name: 'ballot.recuse',
  load: (uow, { ballotId }) => lockBallot(uow, ballotId),
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: (uow, loaded, { reason }) =>
    enter(uow, loaded, { personId: uow.actor.personId ?? '', kind: 'declared', reason }),
});

/** Somebody on the roll says that another has a part in it. */
export const challenge = command<
  { readonly ballotId: string; readonly personId: string; readonly reason: string },
  LoadedBallot,
  RecusalRow,
  RecusalRefusal
>({
  name: 'ballot.challenge',
  load: (uow, { ballotId }) => lockBallot(uow, ballotId),
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: (uow, loaded, { personId, reason }) => enter(uow, loaded, { personId, kind: 'challenged', reason }),
});

async function enter(
  uow: UnitOfWork,
  { ballot: row }: LoadedBallot,
  { personId, kind, reason }: { readonly personId: string; readonly kind: RecusalRow['kind']; readonly reason: string },
): Promise<Result<RecusalRow, RecusalRefusal>> {
  if (!TAKES_RECUSALS.includes(row.state)) return err({ kind: 'recusal_too_late', state: row.state });
  if (reason.trim() === '') return err({ kind: 'reason_missing' });
  for (const id of [personId, uow.actor.personId ?? ''])
    if (!(await belongsTo(uow, row, id))) return err({ kind: 'not_on_roll' });
  const [made] = await uow.tx
    .insert(ballotRecusal)
    .values({
      id: newId(),
      ballotId: row.id,
      personId,
      kind,
      reasonSealed: uow.keys.seal('ballot_recusal.reason', reason.trim()),
      byPersonId: uow.actor.personId ?? null,
      at: uow.now,
      ...(kind === 'declared' ? { state: 'upheld', decidedAt: uow.now } : { state: 'asked' }),
      salt: newSalt(),
    })
    .onConflictDoNothing()
    .returning();
  if (!made) return err({ kind: 'recusal_asked_already' });
  record(uow, 'ballot_recusal', made, {
    action: kind === 'declared' ? 'ballot.recuse' : 'ballot.challenge',
    as: 'resident',
    communityId: row.communityId,
  });
  await appendBallotEvent(uow, row.id, 'resident', { kind: 'recusal' });
  if (kind === 'challenged') uow.notices.push({ kind: 'ballot.challenged', recusalId: made.id, ballotId: row.id });
  return ok(made);
}

/** On the roll, or before it is frozen among those from whom it is made: a stranger must not hold up a vote. */
async function belongsTo(uow: UnitOfWork, row: BallotRow, personId: string): Promise<boolean> {
  if (personId === '') return false;
  if (row.state === 'roll_frozen') return (await entryOf(uow, row.id, personId)) !== undefined;
  if (row.meetingId !== null) return (await membersOf(uow, row.meetingId)).some((one) => one.personId === personId);
  const [here] = await uow.tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.id, personId), eq(person.communityId, row.communityId), visible()));
  return here !== undefined;
}

interface Deciding extends LoadedBallot {
  readonly recusal: RecusalRow;
}

export const decideRecusal = command<
  { readonly recusalId: string; readonly uphold: boolean },
  Deciding,
  RecusalRow,
  RecusalRefusal
>({
  name: 'ballot.decide-recusal',
  load: async (uow, { recusalId }) => {
    const [known] = await uow.tx
      .select({ ballotId: ballotRecusal.ballotId })
      .from(ballotRecusal)
      .where(eq(ballotRecusal.id, recusalId));
    if (!known) return err({ kind: 'recusal_not_found' });
    const loaded = await lockBallot(uow, known.ballotId);
    if (!loaded.ok) return loaded;
    const [recusal] = await uow.tx
      .select()
      .from(ballotRecusal)
      .where(and(eq(ballotRecusal.id, recusalId), ne(ballotRecusal.state, 'dismissed')));
    return recusal ? ok({ ...loaded.value, recusal }) : err({ kind: 'recusal_decided' });
  },
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, { ballot: row, recusal }, { uphold }, as) => {
    if (recusal.state !== 'asked') return err({ kind: 'recusal_decided' });
    if (!TAKES_RECUSALS.includes(row.state)) return err({ kind: 'recusal_too_late', state: row.state });
    // Neither who is challenged nor who challenges decides it.
    if ([recusal.personId, recusal.byPersonId].includes(uow.actor.personId ?? '')) return err({ kind: 'own_work' });
    const [decided] = await uow.tx
      .update(ballotRecusal)
      .set({
        state: uphold ? 'upheld' : 'dismissed',
        decidedById: uow.actor.personId ?? null,
        decidedAt: uow.now,
      })
      .where(eq(ballotRecusal.id, recusal.id))
      .returning();
    if (!decided) throw new Error('a recusal vanished');
    record(uow, 'ballot_recusal', decided, {
      action: 'ballot.decide-recusal',
      as,
      communityId: row.communityId,
      facts: { to: decided.state },
    });
    await appendBallotEvent(uow, row.id, as, { kind: 'recusal' });
    uow.notices.push({ kind: 'ballot.recusal-decided', recusalId: decided.id, ballotId: row.id });
    return ok(decided);
  },
});
