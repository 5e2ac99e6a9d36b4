/** A roster on its way in: read into rows, checked, shown, and only then taken over as a whole. */
import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, instant, lilong } from './namespace.ts';
import { community } from './registry.ts';

export type RosterState = 'reading' | 'ready' | 'refused' | 'publishing' | 'done' | 'cancelled';

export const rosterImport = lilong.table(
  'roster_import',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    state: text('state').$type<RosterState>().notNull().default('reading'),
    /** Rows read, checked and taken over so far: what progress shows. */
    rows: integer('rows').notNull().default(0),
    published: integer('published').notNull().default(0),
    added: integer('added').notNull().default(0),
    changed: integer('changed').notNull().default(0),
    unchanged: integer('unchanged').notNull().default(0),
    wrong: integer('wrong').notNull().default(0),
    /** While it is read: when its reader last gave a sign of life, by the clock of the database. */
    readerSeenAt: instant('reader_seen_at').notNull().default(sql`now()`),
    startedAt: instant('started_at').notNull(),
    doneAt: instant('done_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('roster_import_state', sql`${t.state} in ('reading','ready','refused','publishing','done','cancelled')`),
    index('roster_import_community').on(t.communityId, t.startedAt),
  ],
);

/** One line of the file, sealed; gone when the import is done, refused or cancelled and shown. */
export const rosterRow = lilong.table(
  'roster_row',
  {
    importId: uuid('import_id')
      .notNull()
      .references(() => rosterImport.id, { onDelete: 'cascade' }),
    /** As the spreadsheet counts, from 1. */
    line: integer('line').notNull(),
    rowSealed: bytes('row_sealed').notNull(),
    rosterKey: text('roster_key'),
    change: text('change').$type<'added' | 'changed' | 'unchanged' | 'wrong'>(),
    /** Codes of what is wrong with it, `phone_not_valid@phone`. */
    problems: text('problems').array().notNull().default(sql`'{}'::text[]`),
    personId: uuid('person_id'),
  },
  (t) => [
    primaryKey({ columns: [t.importId, t.line] }),
    index('roster_row_key').on(t.importId, t.rosterKey),
    index('roster_row_change').on(t.importId, t.change, t.line),
  ],
);
