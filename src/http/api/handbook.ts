/** 便民手册: what people ask often, and the community's answers. */
import { createRoute, z } from '@hono/zod-openapi';
import { type EntryRow, editEntry, endEntry, pageEntries, putEntries } from '../../usecases/handbook/entries.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  given,
  listOf,
  PAGE,
  query,
  shown,
  text,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Entry = z
  .object({ id: uuid, question: z.string(), answer: z.string(), version: z.number() })
  .openapi('HandbookEntry');
export type ShownEntry = z.infer<typeof Entry>;
const Put = z.object({ added: z.number(), changed: z.number(), items: z.array(Entry) }).openapi('HandbookPut');
export type ShownPut = z.infer<typeof Put>;

const showEntry = ({ id, question, answer, version }: EntryRow) => ({ id, question, answer, version });

/** An answer may have lines. */
const answerText = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(2000, 'must have at most 2000 characters')
  .refine((words) => !/[\p{Cc}\p{Cs}]/u.test(words.replace(/[\n\r\t]/g, '')), 'must not hold control characters');

const list = createRoute({
  method: 'get',
  path: '/handbook',
  tags: ['handbook'],
  summary: 'Entries of a community',
  request: { query: query({ ...PAGE, community: communityRef }) },
  responses: shown(listOf(Entry), 'One page.'),
});
const put = createRoute({
  method: 'post',
  path: '/handbook',
  tags: ['handbook'],
  summary: 'Enter answers; a question that is there already gets the new one',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        entries: z
          .array(body({ question: text(1, 200), answer: answerText }))
          .min(1, 'must hold an entry')
          .max(50, 'must hold at most 50 entries'),
      }).openapi('NewHandbookEntries'),
    ),
  },
  responses: created(Put, 'The entries as they are now.'),
});
const edit = createRoute({
  method: 'post',
  path: '/handbook/{id}',
  tags: ['handbook'],
  summary: 'Change an entry',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({ question: text(1, 200).optional(), answer: answerText.optional() }).openapi('HandbookEntryChange'),
    ),
  },
  responses: changed(Entry, 'The entry as it is now.'),
});
const end = createRoute({
  method: 'post',
  path: '/handbook/{id}/end',
  tags: ['handbook'],
  summary: 'Take an entry out',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Entry, 'The entry as it was.'),
});

export function handbookRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const { id } = await communityOf(context.db.direct, community);
    const rows = await pageEntries(context.db.direct, id, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, (row) => row.id, showEntry),
      200,
    );
  });
  app.openapi(put, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'handbook.put', input }, async (uow) => {
      const { id: communityId } = await communityOf(uow.tx, input.community);
      const { rows, added, changed: rewritten } = must(await putEntries(uow, { communityId, entries: input.entries }));
      return { added, changed: rewritten, items: rows.map(showEntry) };
    });
    return c.json(answer, 201);
  });
  app.openapi(edit, async (c) => {
    const { question, answer: words } = c.req.valid('json');
    const answer = await once.commit(c, { name: 'handbook.edit', input: c.req.valid('json') }, async (uow) =>
      showEntry(
        must(
          await editEntry(uow, {
            entryId: c.req.valid('param').id,
            ...(question && { question }),
            ...(words && { answer: words }),
          }),
        ),
      ),
    );
    return c.json(answer, 200);
  });
  app.openapi(end, async (c) => {
    const answer = await once.commit(c, { name: 'handbook.end', input: {} }, async (uow) =>
      showEntry(must(await endEntry(uow, { entryId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
}
