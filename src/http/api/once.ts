/**
 * Carries a change out once, however often it is asked for. The key of the request becomes the command id; its answer is
 * kept, sealed, in the transaction that makes the change. Asked again with the same key and the same request, the kept
 * answer is given; a second request that comes at the same time waits for the first one's row and finds its answer.
 * A refused change leaves nothing behind, not even its key.
 */
import { eq } from 'drizzle-orm';
import type { Context } from 'hono';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { canonicalJson } from '../../../db/digest.ts';
import { commandDone } from '../../../db/schema/index.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { runUnit } from '../../pipeline/unit.ts';
import type { Runtime } from '../../runtime.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';
import { ApiProblem } from './problem.ts';

const RESULT = 'command_done.result';
const REPLAYED = 'Idempotent-Replayed';

/** A change as one request asks for it. */
export interface Change {
  /** For the record, like `place.create`. */
  readonly name: string;
  /** The validated body: what must be the same when the key is. */
  readonly input: unknown;
}

export interface Once {
  /** A change of one transaction. Throws an {@link ApiProblem} from `work` to refuse it. */
  commit<T extends object>(c: Context, change: Change, work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
  /**
   * A change that needs more than one transaction: what it is to be is planned and kept first, and `carryOut` may run
   * again with the same plan after a crash, so it must be harmless to repeat.
   */
  plan<P extends object, T extends object>(
    c: Context,
    change: Change,
    plan: (uow: UnitOfWork) => Promise<P>,
    carryOut: (plan: P) => Promise<T>,
  ): Promise<T>;
}

/** What is kept: a plan until it is carried out, then its answer. */
interface Kept {
  readonly plan?: object;
  readonly answer?: object;
}

export function createOnce(runtime: Runtime): Once {
  const { context } = runtime;

  const keep = async (tx: Tx, commandId: string, kept: Kept): Promise<void> => {
    await tx
      .update(commandDone)
      .set({ resultSealed: context.keys.sealJson(RESULT, kept) })
      .where(eq(commandDone.commandId, commandId));
  };

  /** Takes the key, or finds what was kept under it. The insert waits while another transaction holds the same key. */
  const claim = async (tx: Tx, commandId: string, c: Context, { name, input }: Change): Promise<Kept | undefined> => {
    // Keyed, so that a thief of the database cannot try names and numbers against it.
    const requestDigest = context.index.of('api-request', c.req.method, c.req.path, canonicalJson(input));
    const at = Temporal.Instant.fromEpochMilliseconds(Date.now());
    const [mine] = await tx
      .insert(commandDone)
      .values({ commandId, name, requestDigest, at })
      .onConflictDoNothing()
      .returning({ commandId: commandDone.commandId });
    if (mine) return undefined;
    const [done] = await tx.select().from(commandDone).where(eq(commandDone.commandId, commandId));
    if (done?.requestDigest !== requestDigest) {
      const message = 'This Idempotency-Key was used for another request; choose a new key for a new change.';
      throw new ApiProblem(409, 'key_reused', message);
    }
    if (!done.resultSealed) {
      const message = 'This was done earlier with the same Idempotency-Key; what was answered then is no longer kept.';
      throw new ApiProblem(409, 'answer_forgotten', message);
    }
    return context.keys.openJson(RESULT, done.resultSealed) as Kept;
  };

  /** Runs the unit that takes the key. @returns what was kept under it, by this request or an earlier one */
  const take = async (c: Context, change: Change, work: (uow: UnitOfWork) => Promise<Kept>): Promise<Kept> => {
    const commandId = commandIdOf(c);
    let kept: Kept = {};
    const committed = await runUnit(context, OPERATOR, commandId, async (uow) => {
      const earlier = await claim(uow.tx, commandId, c, change);
      if (earlier) c.header(REPLAYED, 'true');
      kept = earlier ?? (await work(uow));
      if (!earlier) await keep(uow.tx, commandId, kept);
      return {};
    });
    runtime.committed(committed);
    return kept;
  };

  const commandIdOf = (c: Context): string => context.index.of('api', c.req.header('idempotency-key') ?? '');

  return {
    commit: async <T extends object>(c: Context, change: Change, work: (uow: UnitOfWork) => Promise<T>) => {
      const { answer } = await take(c, change, async (uow) => ({ answer: await work(uow) }));
      return answer as T;
    },
    plan: async <P extends object, T extends object>(
      c: Context,
      change: Change,
      plan: (uow: UnitOfWork) => Promise<P>,
      carryOut: (plan: P) => Promise<T>,
    ) => {
      const kept = await take(c, change, async (uow) => ({ plan: await plan(uow) }));
      if (kept.answer) return kept.answer as T;
      const answer = await carryOut(kept.plan as P);
      return context.db.transaction(async (tx) => {
        const commandId = commandIdOf(c);
        const [row] = await tx.select().from(commandDone).where(eq(commandDone.commandId, commandId)).for('update');
        const found = row?.resultSealed ? (context.keys.openJson(RESULT, row.resultSealed) as Kept) : {};
        // Two requests with one key may both have carried it out; the first to finish is the one that is remembered.
        if (found.answer) return found.answer as T;
        await keep(tx, commandId, { answer });
        return answer;
      });
    },
  };
}
