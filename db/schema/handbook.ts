/** 便民手册: what people ask often, and the community's answer. Nothing in it is personal, so nothing is sealed. */
import { sql } from 'drizzle-orm';
import { index, integer, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, instant, lilong } from './namespace.ts';
import { community } from './registry.ts';

export const handbookEntry = lilong.table(
  'handbook_entry',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    question: text('question').notNull(),
    answer: text('answer').notNull(),
    /** Character bigrams of the question, for finding it again by other words. */
    grams: text('grams').array().notNull().default(sql`'{}'::text[]`),
    version: integer('version').notNull().default(1),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [index('handbook_entry_community').on(t.communityId).where(sql`${t.endedAt} is null`)],
);
