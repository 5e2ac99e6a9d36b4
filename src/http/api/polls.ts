/** Polls: what is asked in groups, and how it came out as far as everybody may see it. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { MOST_OPTIONS, OPTION_MAX, POLL_KINDS, POLL_STATES, QUESTION_MAX } from '../../domain/poll/poll.ts';
import { optionOf } from '../../domain/poll/typed.ts';
import { type PollFacts, pollFactsOf } from '../../notices/poll-facts.ts';
import { chatById } from '../../usecases/conversation/chat-state.ts';
import { policyOf } from '../../usecases/policies.ts';
import { closePoll } from '../../usecases/poll/close.ts';
import { openPoll } from '../../usecases/poll/open.ts';
import { pollsOf } from '../../usecases/poll/read.ts';
import { communityById } from '../../usecases/registry/communities.ts';
import { type Api, communityOf } from './api.ts';
import { keyIn, pageOf, SEQ_KEY } from './cursor.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  given,
  instant,
  listOf,
  oneOf,
  PAGE,
  query,
  shown,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Poll = z
  .object({
    id: uuid,
    communityId: uuid,
    chatId: uuid,
    number: z.int(),
    question: z.string(),
    kind: z.enum(POLL_KINDS),
    anonymous: z.boolean(),
    hidden: z.boolean().openapi({ description: 'How it goes is told when it is closed.' }),
    addable: z.boolean().openapi({ description: 'Whoever answers may add an option.' }),
    state: z.enum(POLL_STATES),
    openedAt: instant,
    closesAt: instant,
    closedAt: instant.nullable(),
  })
  .openapi('Poll');
export type ShownPoll = z.infer<typeof Poll>;

const PollResult = Poll.extend({
  answered: z.int(),
  options: z.array(
    z.object({
      label: z.string(),
      date: z.string().nullable(),
      votes: z
        .int()
        .nullable()
        .openapi({ description: 'Where options are ranked, how many put it first. Null where it is not told.' }),
    }),
  ),
  order: z
    .array(z.array(z.int()))
    .nullable()
    .openapi({ description: 'Where options are ranked: their numbers, the most liked first, alike ones together.' }),
  mean: z.number().nullable().openapi({ description: 'Of a rating.' }),
}).openapi('PollResult');
export type ShownPollResult = z.infer<typeof PollResult>;

const showPoll = (row: PollFacts['row']): ShownPoll => ({
  id: row.id,
  communityId: row.communityId,
  chatId: row.chatId,
  number: row.number,
  question: row.question,
  kind: row.kind,
  anonymous: row.anonymous,
  hidden: row.hidden,
  addable: row.addable,
  state: row.state,
  openedAt: timeOf(row.openedAt),
  closesAt: timeOf(row.closesAt),
  closedAt: timeOrNull(row.closedAt),
});

const showResult = ({ row, answered, tally }: PollFacts): ShownPollResult => ({
  ...showPoll(row),
  answered,
  options: row.options.map(({ label, date }, at) => ({
    label,
    date: date ?? null,
    votes: tally?.votes[at] ?? null,
  })),
  order: tally?.order ? tally.order.map((level) => [...level]) : null,
  mean: tally?.mean ?? null,
});

const list = createRoute({
  method: 'get',
  path: '/polls',
  tags: ['polls'],
  summary: 'The polls of a community, newest first',
  request: { query: query({ ...PAGE, community: communityRef }) },
  responses: shown(listOf(Poll), 'One page.'),
});
const show = createRoute({
  method: 'get',
  path: '/polls/{id}',
  tags: ['polls'],
  summary: 'A poll, and of its result what everybody may see',
  request: byId,
  responses: shown(PollResult, 'The poll.'),
});
const open = createRoute({
  method: 'post',
  path: '/polls',
  tags: ['polls'],
  summary: 'Ask a group',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        chatId: uuid.openapi({ description: 'The group, which must be bound to a community.' }),
        question: text(1, QUESTION_MAX),
        kind: oneOf(POLL_KINDS),
        options: z
          .array(text(1, OPTION_MAX))
          .max(MOST_OPTIONS, `must hold at most ${MOST_OPTIONS} options`)
          .default([])
          .openapi({ description: 'Left out for a rating.' }),
        anonymous: z.boolean().default(false),
        hidden: z.boolean().default(false),
        addable: z.boolean().default(false),
        closesAt: z.iso
          .datetime({ offset: true, error: 'must be a time with its offset, like 2026-11-27T20:00:00+08:00' })
          .optional(),
      }).openapi('NewPoll'),
    ),
  },
  responses: created(Poll, 'The poll, as it stands in the group.'),
});
const close = createRoute({
  method: 'post',
  path: '/polls/{id}/close',
  tags: ['polls'],
  summary: 'Close a poll before its time; the group is told the result',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Poll, 'The poll, closed.'),
});

export function pollRoutes({ app, runtime: { context }, once }: Api): void {
  const reading = { tx: context.db.direct, keys: context.keys };
  app.openapi(list, async (c) => {
    const { limit, cursor, community } = c.req.valid('query');
    const home = await communityOf(reading.tx, community);
    const before = keyIn(cursor, SEQ_KEY);
    const of = { communityId: home.id, ...(before !== undefined && { before }) };
    return c.json(
      pageOf(await pollsOf(reading, of, limit + 1), limit, ({ number }) => number, showPoll),
      200,
    );
  });
  app.openapi(show, async (c) => {
    const facts = await pollFactsOf(reading, c.req.valid('param').id);
    if (!facts) throw new ApiProblem(404, 'poll_not_found', 'There is no such poll.');
    return c.json(showResult(facts), 200);
  });
  app.openapi(open, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'poll.open', input }, async (uow) => {
      const group = await chatById(uow.tx, input.chatId);
      const home = group?.communityId ? await communityById(uow.tx, group.communityId) : undefined;
      const today = (await policyOf(uow, home)).calendar.localDate(uow.now);
      const { closesAt, options, ...asked } = input;
      return showPoll(
        must(
          await openPoll(uow, {
            ...asked,
            options: options.map((label) => (input.kind === 'date' ? optionOf(label, today) : { label })),
            ...(closesAt !== undefined && { closesAt: Temporal.Instant.from(closesAt) }),
          }),
        ),
      );
    });
    return c.json(answer, 201);
  });
  app.openapi(close, async (c) => {
    const { id } = c.req.valid('param');
    const answer = await once.commit(c, { name: 'poll.close', input: { id } }, async (uow) =>
      showPoll(must(await closePoll(uow, { pollId: id }))),
    );
    return c.json(answer, 200);
  });
}
