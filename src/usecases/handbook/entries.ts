/** 便民手册: entries a community writes for what people ask often, and the one that answers a question. */
import { and, arrayOverlaps, asc, eq, gt, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { community, handbookEntry } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { bestEntry, gramsOf } from '../../domain/handbook/match.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type EntryRow = typeof handbookEntry.$inferSelect;
export type HandbookRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'entry_not_found' }
  | { readonly kind: 'question_missing' };

export interface WrittenEntry {
  readonly question: string;
  readonly answer: string;
}

export interface PutEntries {
  readonly communityId: string;
  /** A question that is there already gets the new answer. */
  readonly entries: readonly WrittenEntry[];
}

export interface PutDone {
  readonly rows: readonly EntryRow[];
  readonly added: number;
  readonly changed: number;
}

export const putEntries = command<PutEntries, CommunityRow, PutDone, HandbookRefusal>({
  name: 'handbook.put',
  load: async (uow, { communityId, entries }) => {
    if (entries.some(({ question, answer }) => question.trim() === '' || answer.trim() === ''))
      return err({ kind: 'question_missing' });
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId)).for('update');
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { entries }, as) => {
    const known = await openEntries(uow.tx, home.id);
    const rows: EntryRow[] = [];
    let added = 0;
    let changed = 0;
    // The last of several answers to one question holds.
    const wanted = new Map(entries.map(({ question, answer }) => [question.trim(), answer.trim()]));
    for (const [question, answer] of wanted) {
      const before = known.find((one) => one.question === question);
      if (before?.answer === answer) {
        rows.push(before);
        continue;
      }
      const row = before
        ? await rewrite(uow, before, { question, answer })
        : await add(uow, home.id, { question, answer });
      record(uow, 'handbook_entry', row, { action: 'handbook.put', as, communityId: home.id });
      rows.push(row);
      if (before) changed += 1;
      else added += 1;
    }
    return ok({ rows, added, changed });
  },
});

async function add(uow: UnitOfWork, communityId: string, { question, answer }: WrittenEntry): Promise<EntryRow> {
  const [row] = await uow.tx
    .insert(handbookEntry)
    .values({
      id: newId(),
      communityId,
      question,
      answer,
      grams: [...gramsOf(question)],
      createdAt: uow.now,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the entry was not returned');
  return row;
}

async function rewrite(uow: UnitOfWork, before: EntryRow, { question, answer }: WrittenEntry): Promise<EntryRow> {
  const [row] = await uow.tx
    .update(handbookEntry)
    .set({ question, answer, grams: [...gramsOf(question)], version: before.version + 1 })
    .where(eq(handbookEntry.id, before.id))
    .returning();
  if (!row) throw new Error('the entry vanished');
  return row;
}

async function lockEntry(uow: UnitOfWork, entryId: string): Promise<Result<EntryRow, HandbookRefusal>> {
  const [row] = await uow.tx
    .select()
    .from(handbookEntry)
    .where(and(eq(handbookEntry.id, entryId), isNull(handbookEntry.endedAt)))
    .for('update');
  return row ? ok(row) : err({ kind: 'entry_not_found' });
}

export const editEntry = command<
  { readonly entryId: string } & Partial<WrittenEntry>,
  EntryRow,
  EntryRow,
  HandbookRefusal
>({
  name: 'handbook.edit',
  load: (uow, { entryId }) => lockEntry(uow, entryId),
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, before, { question, answer }, as) => {
    const row = await rewrite(uow, before, {
      question: question?.trim() || before.question,
      answer: answer?.trim() || before.answer,
    });
    record(uow, 'handbook_entry', row, { action: 'handbook.edit', as, communityId: row.communityId });
    return ok(row);
  },
});

export const endEntry = command<{ readonly entryId: string }, EntryRow, EntryRow, HandbookRefusal>({
  name: 'handbook.end',
  load: (uow, { entryId }) => lockEntry(uow, entryId),
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, before, _input, as) => {
    const [row] = await uow.tx
      .update(handbookEntry)
      .set({ endedAt: uow.now })
      .where(eq(handbookEntry.id, before.id))
      .returning();
    if (!row) throw new Error('a locked entry vanished');
    record(uow, 'handbook_entry', row, { action: 'handbook.end', as, communityId: row.communityId });
    return ok(row);
  },
});

const openEntries = (tx: Tx, communityId: string): Promise<EntryRow[]> =>
  tx
    .select()
    .from(handbookEntry)
    .where(and(eq(handbookEntry.communityId, communityId), isNull(handbookEntry.endedAt)))
    .orderBy(asc(handbookEntry.id));

export const pageEntries = (
  tx: Tx,
  communityId: string,
  after: string | undefined,
  limit: number,
): Promise<EntryRow[]> =>
  tx
    .select()
    .from(handbookEntry)
    .where(
      and(
        eq(handbookEntry.communityId, communityId),
        isNull(handbookEntry.endedAt),
        after === undefined ? undefined : gt(handbookEntry.id, after),
      ),
    )
    .orderBy(asc(handbookEntry.id))
    .limit(limit);

/** The entry that answers, if one surely does. */
export async function entryAnswering(tx: Tx, communityId: string, question: string): Promise<EntryRow | undefined> {
  const grams = [...gramsOf(question)];
  if (grams.length === 0) return undefined;
  const candidates = await tx
    .select()
    .from(handbookEntry)
    .where(
      and(
        eq(handbookEntry.communityId, communityId),
        isNull(handbookEntry.endedAt),
        arrayOverlaps(handbookEntry.grams, grams),
      ),
    );
  return bestEntry(question, candidates);
}
