/**
 * Empties the letter box: what reporters dropped becomes cases, and what cases wrote goes to reporters. Each letter is a
 * transaction of its own that deletes it, one process at a time, in the order they were dropped.
 */
import { asc, eq, lte, type SQL, sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../db/advisory-locks.ts';
import { finds, rowsOf } from '../db/client.ts';
import { isOutage } from '../db/outage.ts';
import { letter } from '../db/schema/index.ts';
import type { LetterIn, LetterOut } from '../src/domain/hotline/letters.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import { composeLetter } from '../src/notices/letters.ts';
import { type Context, nameOf } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { closeUnit, openUnit, type Work } from '../src/pipeline/unit.ts';
import { forgetTraces } from '../src/usecases/hotline/forget.ts';
import { LETTER_IN, LETTER_OUT } from '../src/usecases/hotline/letters.ts';
import { takeLetter } from '../src/usecases/hotline/take.ts';
import type { UnitOfWork } from '../src/usecases/unit-of-work.ts';

/** A letter that waits for a file or for the one before it is looked at again after so long, and longer each time. */
const AGAIN_SECONDS = 2;
const LONGEST_SECONDS = 600;

/** Also of those another process, or the sweep of this one, has in hand at this moment. */
export const letterWaits = ({ db }: Pick<Context, 'db'>): Promise<boolean> =>
  finds(db, sql`select 1 from ${letter} where ${letter.nextAt} <= now() limit 1`);

/** @returns how many were taken */
export async function takeLetters(context: Context, committed: AfterCommit): Promise<number> {
  let taken = 0;
  for (;;) {
    if (!(await letterWaits(context))) return taken;
    const done = await takeOne(context, committed);
    if (!done) return taken;
    if (done === 'taken') taken += 1;
  }
}

/** One that fails waits as well, so that it keeps no other from being taken. */
async function takeOne(context: Context, committed: AfterCommit): Promise<'taken' | 'waits' | undefined> {
  let seq: number | undefined;
  try {
    return await takeNext(context, committed, (at) => {
      seq = at;
    });
  } catch (error) {
    if (seq === undefined || isOutage(error)) throw error;
    context.log('error', 'letter.failed', { error: nameOf(error) });
    await context.db.direct
      .update(letter)
      .set(later(sql`${letter.attempts}`))
      .where(eq(letter.seq, seq));
    return 'waits';
  }
}

const later = (attempts: SQL) => ({
  attempts: sql`least(${attempts} + 1, 30)`,
  nextAt: sql`now() + make_interval(secs => least(${LONGEST_SECONDS}, ${AGAIN_SECONDS} * power(2, ${attempts})))`,
});

async function takeNext(
  context: Context,
  committed: AfterCommit,
  found: (seq: number) => void,
): Promise<'taken' | 'waits' | undefined> {
  const closed = await context.db.transaction(async (tx) => {
    const [lock] = await rowsOf<{ held: boolean }>(
      tx,
      sql`select pg_try_advisory_xact_lock(${ADVISORY_LOCK.letters}) as held`,
    );
    if (!lock?.held) return undefined;
    const [row] = await tx
      .select()
      .from(letter)
      .where(lte(letter.nextAt, sql`now()`))
      .orderBy(asc(letter.seq))
      .limit(1)
      .for('update');
    if (!row) return undefined;
    found(row.seq);
    const uow = openUnit(context, tx, SYSTEM, context.index.of('letter', row.id));
    const work = await open(context, uow, row);
    if (!work) {
      await tx
        .update(letter)
        .set(later(sql`${letter.attempts}`))
        .where(eq(letter.seq, row.seq));
      return 'waits' as const;
    }
    await tx.delete(letter).where(eq(letter.seq, row.seq));
    return closeUnit(context, uow, work);
  });
  if (closed === undefined || closed === 'waits') return closed;
  committed(closed);
  return 'taken';
}

/** @returns undefined where it has to wait */
async function open(
  context: Context,
  uow: UnitOfWork,
  { way, bodySealed }: typeof letter.$inferSelect,
): Promise<Work | undefined> {
  if (way === 'out') {
    const body = context.keys.openJson(LETTER_OUT, bodySealed) as LetterOut;
    if (body.say === 'forgotten') await forgetTraces(uow, body);
    return { outgoing: await composeLetter(uow.tx, body) };
  }
  const done = await takeLetter(uow, context.keys.openJson(LETTER_IN, bodySealed) as LetterIn);
  if (done.ok) return {};
  if (done.error.kind === 'not_permitted') throw new Error('a letter is taken by the system');
  return undefined;
}
