/**
 * Who reported: shown once, to whoever asked and said why, when as many others as the rule wants have agreed. It stands in
 * the record, and the reporter is told.
 */
import { and, eq } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { caseReveal } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';
import { appendCaseEvent } from './change.ts';
import type { CaseInput } from './commands.ts';
import { writeToReporter } from './letters.ts';
import { randomRowId } from './random.ts';
import { lockReadable } from './read.ts';
import { type CaseNotFound, caseTarget, type LoadedCase, REVEAL_REASON, reporterOf } from './rows.ts';
import { tellDesk } from './tell.ts';

export type RevealRow = typeof caseReveal.$inferSelect;

export interface AskReveal extends CaseInput {
  readonly reason: string;
}

export type AskRevealRefusal =
  | CaseNotFound
  | { readonly kind: 'case_words_missing'; readonly what: 'reason' }
  /** Nobody knows: it was anonymous, or she asked to be forgotten. */
  | { readonly kind: 'case_nobody_to_reveal' }
  | { readonly kind: 'reveal_asked_already' };

export const askReveal = command<AskReveal, LoadedCase, RevealRow, AskRevealRefusal>({
  name: 'case.reveal-ask',
  load: lockReadable,
  target: caseTarget,
  run: async (uow, loaded, { reason }, as) => {
    const { personId } = uow.actor;
    if (personId === undefined) throw new Error('nobody asks who reported');
    if (reason.trim() === '') return err({ kind: 'case_words_missing', what: 'reason' });
    const reporter = await reporterOf(uow, loaded.row.id);
    const known = reporter?.contactSealed || reporter?.identitySealed;
    if (!known || loaded.row.mode === 'anonymous') return err({ kind: 'case_nobody_to_reveal' });
    const [row] = await uow.tx
      .insert(caseReveal)
      .values({
        id: randomRowId(),
        caseId: loaded.row.id,
        askedById: personId,
        reasonSealed: uow.keys.seal(REVEAL_REASON, reason),
        at: uow.now,
        state: 'asked',
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return err({ kind: 'reveal_asked_already' });
    record(uow, 'case_reveal', row, { action: 'case.reveal-ask', as, communityId: loaded.row.communityId });
    const eventId = await appendCaseEvent(uow, loaded.row, as, { kind: 'reveal_asked', text: reason });
    tellDesk(uow, loaded.row, 'reveal_asked', eventId);
    return ok(row);
  },
});

export interface DecideReveal {
  readonly revealId: string;
  readonly agree: boolean;
}

export type DecideRevealRefusal =
  | CaseNotFound
  | { readonly kind: 'reveal_not_found' }
  | { readonly kind: 'reveal_decided' }
  /** Two people, not one twice. */
  | { readonly kind: 'reveal_own' };

interface LoadedReveal {
  readonly reveal: RevealRow;
  readonly loaded: LoadedCase;
}

export const decideReveal = command<DecideReveal, LoadedReveal, RevealRow, DecideRevealRefusal>({
  name: 'case.reveal-agree',
  load: async (uow, { revealId }): Promise<Result<LoadedReveal, DecideRevealRefusal>> => {
    const [found] = await uow.tx.select().from(caseReveal).where(eq(caseReveal.id, revealId));
    if (!found) return err({ kind: 'reveal_not_found' });
    const loaded = await lockReadable(uow, { caseId: found.caseId });
    if (!loaded.ok) return loaded;
    // The case's lock was waited for: what was read before may have been decided meanwhile.
    const [reveal] = await uow.tx.select().from(caseReveal).where(eq(caseReveal.id, revealId));
    return reveal ? ok({ reveal, loaded: loaded.value }) : err({ kind: 'reveal_not_found' });
  },
  target: ({ loaded }, input, uow) => caseTarget(loaded, input, uow),
  run: async (uow, { reveal, loaded }, { agree }, as) => {
    const { personId } = uow.actor;
    if (personId === undefined) throw new Error('nobody agrees');
    if (reveal.state !== 'asked') return err({ kind: 'reveal_decided' });
    if (reveal.askedById === personId) return err({ kind: 'reveal_own' });
    const [row] = await uow.tx
      .update(caseReveal)
      .set({ state: agree ? 'agreed' : 'refused', agreedById: personId, decidedAt: uow.now })
      .where(and(eq(caseReveal.id, reveal.id), eq(caseReveal.state, 'asked')))
      .returning();
    if (!row) throw new Error('a reveal changed under the lock of its case');
    record(uow, 'case_reveal', row, { action: 'case.reveal-agree', as, communityId: loaded.row.communityId });
    await appendCaseEvent(uow, loaded.row, as, { kind: agree ? 'revealed' : 'reveal_refused' });
    if (agree)
      await writeToReporter(uow, loaded.row, {
        say: 'revealed',
        words: uow.keys.openText(REVEAL_REASON, reveal.reasonSealed),
      });
    uow.notices.push({
      kind: agree ? 'case.revealed' : 'case.reveal-refused',
      caseId: loaded.row.id,
      revealId: row.id,
    });
    return ok(row);
  },
});
