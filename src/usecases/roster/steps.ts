/** What people decide about a roster: to have it read, to take it over, to leave it. */
import { and, eq } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { community, rosterImport } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { cancelOpen, type ImportRow, type RosterRefusal, setState } from './imports.ts';

/** Begins an import; the rows follow. There is one at a time: an earlier one nobody took over is dropped. */
export const beginImport = command<{ readonly communityId: string }, CommunityRow, ImportRow, RosterRefusal>({
  name: 'roster.import',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId)).for('update');
    if (!home) return err({ kind: 'community_not_found' });
    const [busy] = await uow.tx
      .select({ id: rosterImport.id })
      .from(rosterImport)
      .where(and(eq(rosterImport.communityId, home.id), eq(rosterImport.state, 'publishing')));
    return busy ? err({ kind: 'roster_under_way' }) : ok(home);
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, _input, as) => {
    await cancelOpen(uow, home.id, as);
    const [row] = await uow.tx
      .insert(rosterImport)
      .values({ id: newId(), communityId: home.id, startedAt: uow.now, salt: newSalt() })
      .returning();
    if (!row) throw new Error('the import was not returned');
    record(uow, 'roster_import', row, { action: 'roster.import', as, communityId: home.id });
    return ok(row);
  },
});

async function locked(uow: UnitOfWork, importId: string): Promise<Result<ImportRow, RosterRefusal>> {
  const [row] = await uow.tx.select().from(rosterImport).where(eq(rosterImport.id, importId)).for('update');
  return row ? ok(row) : err({ kind: 'roster_not_found' });
}

/** From here on the whole roster will be in the registry, whatever happens to this process. */
export const publishImport = command<{ readonly importId: string }, ImportRow, ImportRow, RosterRefusal>({
  name: 'roster.publish',
  load: (uow, { importId }) => locked(uow, importId),
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, _input, as) => {
    if (row.state !== 'ready') return err({ kind: 'roster_not_ready', state: row.state });
    const facts = { added: row.added, changed: row.changed, unchanged: row.unchanged };
    return ok(await setState(uow, row, 'publishing', { action: 'roster.publish', as, facts }));
  },
});

export const cancelImport = command<{ readonly importId: string }, ImportRow, ImportRow, RosterRefusal>({
  name: 'roster.cancel',
  load: (uow, { importId }) => locked(uow, importId),
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, _input, as) => {
    if (row.state === 'publishing' || row.state === 'done') return err({ kind: 'roster_not_ready', state: row.state });
    if (row.state === 'cancelled') return ok(row);
    return ok(await setState(uow, row, 'cancelled', { action: 'roster.cancel', as }));
  },
});
