/** What every change of a case has in common: decide, save, keep its history, move its clocks, write the ledger line. */
import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { caseEvent, hotlineCase } from '../../../db/schema/index.ts';
import {
  type CaseChange,
  type CaseFacts,
  type CaseLimits,
  type CaseRefusal,
  type CaseStep,
  decideCase,
} from '../../domain/hotline/decide.ts';
import { topDesk } from '../../domain/hotline/desk.ts';
import type { CaseEventKind } from '../../domain/hotline/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { moveClocks } from './clocks.ts';
import { randomRowId } from './random.ts';
import { type CaseRow, EVENT_TEXT, type LoadedCase } from './rows.ts';

export type MoveRefusal = CaseRefusal | { readonly kind: 'text_too_long'; readonly limit: number };

export interface EventLine {
  readonly kind: CaseEventKind;
  readonly text?: string;
  /** Passes between the reporter and those who work on it. */
  readonly forReporter?: boolean;
  readonly byBodyId?: string;
}

/**
 * To the hour, where whoever reports is not to be known: a minute would join it to somebody's chat.
 * @param own whether the reporter did it
 */
export const coarse = (at: Temporal.Instant, { mode }: Pick<CaseRow, 'mode'>, own: boolean): Temporal.Instant =>
  own && mode !== 'named' ? at.round({ smallestUnit: 'hour', roundingMode: 'floor' }) : at;

/** What the system writes because she did something, though it is not shown to her as said. */
const HERS: ReadonlySet<CaseEventKind> = new Set(['receive', 'forget']);

/** Appends to the case's history; the caller holds the case's lock, which makes the ordinal safe. */
export async function appendCaseEvent(
  uow: UnitOfWork,
  row: Pick<CaseRow, 'id' | 'mode'>,
  as: Role,
  line: EventLine,
): Promise<string> {
  const byReporter = as === 'system' && (line.forReporter === true || HERS.has(line.kind));
  const [saved] = await uow.tx
    .insert(caseEvent)
    .values({
      id: randomRowId(),
      caseId: row.id,
      at: coarse(uow.now, row, byReporter),
      kind: line.kind,
      byRole: as,
      byBodyId: line.byBodyId ?? null,
      byPersonId: uow.actor.personId ?? null,
      ...(line.text !== undefined && { textSealed: uow.keys.seal(EVENT_TEXT, line.text) }),
      forReporter: line.forReporter ?? false,
      ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from ${caseEvent} where case_id = ${row.id})`,
      salt: newSalt(),
    })
    .returning();
  if (!saved) throw new Error('the history line was not returned');
  record(uow, 'case_event', saved, { action: 'case.history', as, facts: { kind: line.kind } });
  return saved.id;
}

export interface CaseChanged {
  readonly before: CaseRow;
  readonly row: CaseRow;
  readonly change: CaseChange;
  readonly eventId: string;
  readonly as: Role;
}

export const caseFacts = ({ row, seats, excluded }: LoadedCase): CaseFacts => ({
  state: row.state,
  family: row.family,
  mode: row.mode,
  tier: row.tier,
  topTier: topDesk(seats, excluded),
  supervised: row.supervised,
  reopenCount: row.reopenCount,
  round: row.round,
  returns: row.returns,
  ...(row.claim && { claim: row.claim }),
  complexAsked: row.complexAsked,
  complex: row.complex,
});

export const caseLimits = ({ policy }: LoadedCase): CaseLimits => ({
  returns: policy.rules.value('hotline.returns.max'),
  reopens: policy.rules.value('hotline.reopen.max'),
});

export interface CaseMove {
  readonly name: Command;
  readonly step: CaseStep;
  readonly words?: string;
  readonly forReporter?: boolean;
  readonly byBodyId?: string;
  readonly columns?: Partial<typeof hotlineCase.$inferInsert>;
}

/** Moves one locked case, under a permission that was checked. What is told about it is the caller's. */
export async function moveCase(
  uow: UnitOfWork,
  loaded: LoadedCase,
  as: Role,
  move: CaseMove,
): Promise<Result<CaseChanged, MoveRefusal>> {
  const { row: before, policy } = loaded;
  const limit = policy.rules.value('hotline.text.max');
  if (move.words !== undefined && Array.from(move.words).length > limit) return err({ kind: 'text_too_long', limit });
  const decided = decideCase(caseFacts(loaded), move.step, caseLimits(loaded));
  if (!decided.ok) return decided;
  const change = decided.value;
  const [row] = await uow.tx
    .update(hotlineCase)
    .set({
      state: change.state,
      tier: change.tier,
      supervised: change.supervised,
      reopenCount: change.reopenCount,
      round: change.round,
      returns: change.returns,
      complex: change.complex,
      complexAsked: change.complexAsked,
      claim: change.claim ?? null,
      outcome: change.state === 'closed' ? (change.outcome ?? before.outcome) : null,
      closedAt: change.state === 'closed' ? (before.closedAt ?? uow.now) : null,
      version: before.version + 1,
      ...move.columns,
    })
    .where(and(eq(hotlineCase.id, before.id), eq(hotlineCase.version, before.version)))
    .returning();
  if (!row) throw new Error('a locked case changed under its lock');
  const own = as === 'system' && move.forReporter === true;
  const eventId = await appendCaseEvent(uow, row, as, {
    kind: change.action,
    ...(move.words !== undefined && { text: move.words }),
    ...(move.forReporter && { forReporter: true }),
    ...(move.byBodyId && { byBodyId: move.byBodyId }),
  });
  record(uow, 'hotline_case', row, {
    action: move.name,
    as,
    communityId: row.communityId,
    facts: { from: before.state, to: row.state, tier: row.tier },
  });
  const cooperating = loaded.units.some(({ part }) => part === 'cooperating');
  await moveClocks(
    uow,
    { row, clocks: loaded.clocks, policy, cooperating },
    change.action,
    coarse(uow.now, row, own),
    as,
  );
  return ok({ before, row, change, eventId, as });
}
