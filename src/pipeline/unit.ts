/**
 * Runs one unit of work: state, ledger, plans, notices and outbox rows commit together or not at all. What must be sent
 * comes back to the caller, who hands it to the sender after the commit.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { canonicalJson, pendingMac } from '../../db/digest.ts';
import { ledgerPending, schedule } from '../../db/schema/index.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { Actor } from '../domain/permissions/roles.ts';
import { compose } from '../notices/compose.ts';
import { type Answering, type EnqueueTools, enqueue, type Saying } from '../notices/enqueue.ts';
import type { Outgoing } from '../notices/intent.ts';
import type { Dispatch } from '../notices/outbox-writer.ts';
import type { ComposeTools } from '../notices/tell.ts';
import { type Remembered, remember, rememberPrompt } from '../usecases/conversation/remember.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import { placesAbove } from '../usecases/registry/places.ts';
import { ruleBookReader } from '../usecases/rules/read.ts';
import { readMonth } from '../usecases/task/month.ts';
import { seatsIn } from '../usecases/task/seats.ts';
import { type DueKind, type DueTime, holdsWords, type UnitOfWork } from '../usecases/unit-of-work.ts';
import type { Context } from './context.ts';

/** Longer than any single send may take (an upload to Telegram: 30 s); after it another process may take the message over. */
export const LEASE_MS = 60_000;
/**
 * How long a message may wait for its turn in the process that holds it. Taking over one that was not begun is harmless,
 * so an answer is not kept back for a whole minute when its process dies; a slice of an announcement takes its time.
 */
export const turnMs = (lane: 'interactive' | 'bulk'): number => (lane === 'interactive' ? 15_000 : LEASE_MS);
/** Due rows are spread over this many shards, so that many workers can share a busy minute. */
export const SHARDS = 8;

/** Rows of one statement: a unit may plan and write thousands, and a statement takes 65,535 values. */
const ROWS = 1000;

export interface Work {
  readonly outgoing?: readonly Outgoing[];
  readonly answering?: Answering;
  /** Where the conversation stands now. */
  readonly remembered?: Remembered;
}

export interface UnitResult {
  readonly dispatches: readonly Dispatch[];
  readonly dueTimes: readonly DueTime[];
}

export function openUnit(context: Context, tx: Tx, actor: Actor, commandId: string): UnitOfWork {
  const { keys, index, policies, clock } = context;
  return {
    tx,
    now: clock.now(),
    actor,
    commandId,
    keys,
    index,
    policies,
    notices: [],
    ledger: [],
    dueTimes: [],
    cancelled: [],
  };
}

/** Writes everything the use cases left in the unit. Call it last, inside the same transaction. */
export async function closeUnit(context: Context, uow: UnitOfWork, work: Work): Promise<UnitResult> {
  const [result] = await closeUnits(context, uow, [{ uow, work }]);
  if (!result) throw new Error('a unit was closed without a result');
  return result;
}

export interface Closing {
  readonly uow: UnitOfWork;
  readonly work: Work;
}

/** The same for several units of one transaction, by one statement a table. */
export async function closeUnits(
  context: Context,
  { tx, keys, index, now }: Pick<UnitOfWork, 'tx' | 'keys' | 'index' | 'now'>,
  closing: readonly Closing[],
): Promise<readonly UnitResult[]> {
  const said: Saying[] = [];
  const voted = new Set<string>();
  for (const { uow, work } of closing) {
    // First, because what is told may say by when.
    await writePlans(uow);
    const composed = await compose(
      composeTools(context, tx, now),
      uow.notices.filter((notice) => isNews(notice, voted)),
      work.outgoing,
    );
    said.push({
      outgoing: [...(work.outgoing ?? []), ...composed],
      ...(work.answering && { answering: work.answering }),
    });
  }
  const enqueued = await enqueue(
    {
      tx,
      keys,
      renderers: context.adapters,
      now,
      realNow: Temporal.Instant.fromEpochMilliseconds(Date.now()),
      ...validity(context),
      lease: { by: context.processId, ms: turnMs('interactive') },
    },
    said,
  );
  const entries = closing.flatMap(({ uow }) => uow.ledger);
  for (let from = 0; from < entries.length; from += ROWS)
    await tx.insert(ledgerPending).values(
      entries.slice(from, from + ROWS).map(({ subject, entry: { digest = null, ...rest } }) => {
        const entry = canonicalJson(digest === null ? rest : { ...rest, digest });
        return { entry, subject, digest, mac: pendingMac(index, entry, subject, digest) };
      }),
    );
  for (const last of enqueued.flatMap(({ lastPrompts }) => lastPrompts)) await rememberPrompt(tx, last);
  await remember(
    { tx, keys },
    closing.flatMap(({ work: { remembered } }) => (remembered ? [remembered] : [])),
  );
  return closing.map(({ uow: { dueTimes } }, at) => ({ dispatches: enqueued[at]?.dispatches ?? [], dueTimes }));
}

/** That somebody has voted is said once for all who voted together: it shows the same message anew. */
function isNews(notice: Notice, voted: Set<string>): boolean {
  if (notice.kind !== 'ballot.voted') return true;
  const first = !voted.has(notice.ballotId);
  voted.add(notice.ballotId);
  return first;
}

/** What notices need to become messages. */
export const composeTools = (context: Context, tx: Tx, now: Temporal.Instant): ComposeTools => ({
  tx,
  keys: context.keys,
  now,
  pictureUrl: context.pictureUrl,
  paperUrl: context.paperUrl,
  placesAbove,
  rulesOn: ruleBookReader(context.policies.packs),
  policyFor: context.policies.for,
  seatsIn,
  monthOf: readMonth,
});

async function writePlans(uow: UnitOfWork): Promise<void> {
  const kinds = new Map<DueKind, string[]>();
  for (const { kind, subject } of uow.cancelled) kinds.set(kind, [...(kinds.get(kind) ?? []), subject]);
  for (const [kind, subjects] of kinds)
    for (let from = 0; from < subjects.length; from += ROWS)
      await uow.tx
        .update(schedule)
        .set({ state: 'cancelled', settledAt: sql`now()`, ...(holdsWords(kind) && { payloadSealed: null }) })
        .where(
          and(
            inArray(schedule.subject, subjects.slice(from, from + ROWS)),
            eq(schedule.kind, kind),
            eq(schedule.state, 'waiting'),
          ),
        );
  for (let from = 0; from < uow.dueTimes.length; from += ROWS)
    await uow.tx
      .insert(schedule)
      .values(
        uow.dueTimes.slice(from, from + ROWS).map((plan) => ({
          kind: plan.kind,
          key: plan.key,
          subject: plan.subject,
          dueAt: plan.dueAt,
          shard: shardOf(plan.subject),
          payloadSealed: uow.keys.sealJson('schedule.payload', plan.payload),
        })),
      )
      .onConflictDoNothing();
}

/** Stable, so that everything about one subject is woken by the same worker. */
export function shardOf(subject: string): number {
  let hash = 0;
  for (const char of subject) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) >>> 0;
  return hash % SHARDS;
}

/** How long buttons are valid, by the default pack; it is not a matter a community decides. */
export function validity({ policies, clock }: Context): Pick<EnqueueTools, 'choiceMinutes' | 'meetingChoiceMinutes'> {
  const { rules } = policies.common(clock.now());
  return {
    choiceMinutes: elapsedMinutes(rules.value('choice.expiry')),
    meetingChoiceMinutes: elapsedMinutes(rules.value('choice.expiry.meeting')),
  };
}

/** A whole unit in its own transaction. */
export async function runUnit(
  context: Context,
  actor: Actor,
  commandId: string,
  work: (uow: UnitOfWork) => Promise<Work>,
): Promise<UnitResult> {
  return context.db.transaction(async (tx) => {
    const uow = openUnit(context, tx, actor, commandId);
    return closeUnit(context, uow, await work(uow));
  });
}
