/** 异议: within its time anybody on the roll may say that a published result is wrong, and which entries of the roll are. */
import { and, eq, inArray, ne } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { ballotEntry, ballotObjection } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { BALLOT_TRANSITIONS, isPublished } from '../../domain/ballot/states.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type BallotMoveRefusal, hasPartIn, moveBallot } from './change.ts';
import { outcomeOf, planFinal, publish } from './count.ts';
import { type BallotNotFound, entryOf, type LoadedBallot, lockBallot } from './read.ts';

export type ObjectionRow = typeof ballotObjection.$inferSelect;

export type ObjectionRefusal =
  | BallotMoveRefusal
  | { readonly kind: 'not_on_roll' }
  | { readonly kind: 'reason_missing' }
  /** The time for it, `objection_until`, is over, whoever still looks at another one. */
  | { readonly kind: 'objection_too_late' }
  | { readonly kind: 'objection_not_found' }
  | { readonly kind: 'objection_decided' }
  | { readonly kind: 'entry_not_on_roll'; readonly number: number }
  | { readonly kind: 'own_work' };

export const objectToResult = command<
  { readonly ballotId: string; readonly reason: string; readonly entries?: readonly number[] },
  LoadedBallot,
  ObjectionRow,
  ObjectionRefusal
>({
  name: 'ballot.object',
  load: (uow, { ballotId }) => lockBallot(uow, ballotId),
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, loaded, { reason, entries = [] }, as) => {
    const { ballot: row } = loaded;
    if (reason.trim() === '') return err({ kind: 'reason_missing' });
    const { personId } = uow.actor;
    if (personId === undefined || !(await entryOf(uow, row.id, personId))) return err({ kind: 'not_on_roll' });
    const stranger = await notOnRoll(uow, row.id, entries);
    if (stranger !== undefined) return err({ kind: 'entry_not_on_roll', number: stranger });
    if (isPublished(row.state) && row.objectionUntil && Temporal.Instant.compare(row.objectionUntil, uow.now) <= 0)
      return err({ kind: 'objection_too_late' });
    // A second objection while one is looked at changes no state.
    if (row.state !== 'objection') {
      const moved = await moveBallot(uow, loaded, undefined, as, {
        name: 'ballot.object',
        step: () => ({ action: 'object', reason }),
      });
      if (!moved.ok) return moved;
    }
    const [made] = await uow.tx
      .insert(ballotObjection)
      .values({
        id: newId(),
        ballotId: row.id,
        personId: uow.actor.personId ?? null,
        reasonSealed: uow.keys.seal('ballot_objection.reason', reason.trim()),
        entries: inOrder(entries),
        at: uow.now,
        state: 'open',
        salt: newSalt(),
      })
      .returning();
    if (!made) throw new Error('the objection was not returned');
    record(uow, 'ballot_objection', made, { action: 'ballot.object', as, communityId: row.communityId });
    uow.notices.push({ kind: 'ballot.objected', objectionId: made.id, ballotId: row.id });
    return ok(made);
  },
});

const inOrder = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b);

async function notOnRoll(
  { tx }: Pick<UnitOfWork, 'tx'>,
  ballotId: string,
  numbers: readonly number[],
): Promise<number | undefined> {
  if (numbers.length === 0) return undefined;
  const known = await tx
    .select({ number: ballotEntry.number })
    .from(ballotEntry)
    .where(and(eq(ballotEntry.ballotId, ballotId), inArray(ballotEntry.number, [...numbers])));
  return numbers.find((number) => !known.some((entry) => entry.number === number));
}

interface Deciding extends LoadedBallot {
  readonly objection: ObjectionRow;
}

/** `entries`: which were found wrong, where these are others than whoever objected named. */
interface ObjectionDecision {
  readonly objectionId: string;
  readonly uphold: boolean;
  readonly answer: string;
  readonly entries?: readonly number[];
}

/**
 * Upheld with wrong entries, the result is void where these could have made another; dismissed, it stands, and takes effect
 * once nothing else is open and its time is over.
 */
export const decideObjection = command<ObjectionDecision, Deciding, ObjectionRow, ObjectionRefusal | BallotNotFound>({
  name: 'ballot.decide-objection',
  load: async (uow, { objectionId }) => {
    const [known] = await uow.tx
      .select({ ballotId: ballotObjection.ballotId })
      .from(ballotObjection)
      .where(eq(ballotObjection.id, objectionId));
    if (!known) return err({ kind: 'objection_not_found' });
    const loaded = await lockBallot(uow, known.ballotId);
    if (!loaded.ok) return loaded;
    const [objection] = await uow.tx.select().from(ballotObjection).where(eq(ballotObjection.id, objectionId));
    return objection ? ok({ ...loaded.value, objection }) : err({ kind: 'objection_not_found' });
  },
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, loaded, { objectionId, uphold, answer, entries }, as) => {
    const { ballot: row, objection } = loaded;
    if (objection.state !== 'open') return err({ kind: 'objection_decided' });
    if (answer.trim() === '') return err({ kind: 'reason_missing' });
    if (objection.personId === uow.actor.personId || (await hasPartIn(uow, row, uow.actor.personId)))
      return err({ kind: 'own_work' });
    // While it is counted again nothing is declared that could stand or fall; afterwards it is decided.
    const action = uphold ? 'uphold_objection' : 'dismiss_objection';
    if (!BALLOT_TRANSITIONS[action].from.includes(row.state))
      return err({ kind: 'ballot_not_now', action, state: row.state });
    const found = inOrder(entries ?? objection.entries);
    const stranger = await notOnRoll(uow, row.id, found);
    if (stranger !== undefined) return err({ kind: 'entry_not_on_roll', number: stranger });
    const [decided] = await uow.tx
      .update(ballotObjection)
      .set({
        state: uphold ? 'upheld' : 'dismissed',
        foundWrong: uphold ? found : null,
        answerSealed: uow.keys.seal('ballot_objection.answer', answer.trim()),
        decidedById: uow.actor.personId ?? null,
        decidedAt: uow.now,
      })
      .where(eq(ballotObjection.id, objectionId))
      .returning();
    if (!decided) throw new Error('an objection vanished');
    record(uow, 'ballot_objection', decided, {
      action: 'ballot.decide-objection',
      as,
      communityId: row.communityId,
      facts: { to: decided.state },
    });
    uow.notices.push({ kind: 'ballot.objection-decided', objectionId, ballotId: row.id });
    const others = await uow.tx
      .select()
      .from(ballotObjection)
      .where(and(eq(ballotObjection.ballotId, row.id), ne(ballotObjection.id, objectionId)));
    if (others.some(({ state }) => state === 'open')) return ok(decided);
    const upheld = [decided, ...others].some(({ state }) => state === 'upheld');
    const outcome = await outcomeOf(uow, row);
    const moved = await moveBallot(uow, loaded, undefined, as, {
      name: 'ballot.decide-objection',
      step: () =>
        upheld ? { action: 'uphold_objection', reason: answer } : { action: 'dismiss_objection', reason: answer },
      columns: () => ({ outcome }),
    });
    if (!moved.ok) return moved;
    // What was upheld is declared anew, and can be objected to anew; else the old time goes on.
    if (upheld) await publish(uow, { ...loaded, ballot: moved.value.ballot });
    else planFinal(uow, row, later(row.objectionUntil ?? uow.now, uow.now));
    return ok(decided);
  },
});

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) >= 0 ? a : b;
