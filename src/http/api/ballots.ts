/**
 * Ballots: what the committee does with them. Each step is carried out by the use case that chat carries out, so what needs
 * a person of her own, such as a vote, a review or a decision, is refused to the operator here as everywhere.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { writeCsv } from '../../documents/csv-write.ts';
import { MOST_OPTIONS, QUESTION_KINDS } from '../../domain/ballot/question.ts';
import { BALLOT_FORMS, BALLOT_STATES } from '../../domain/ballot/states.ts';
import { BODY_KINDS } from '../../domain/registry/bodies.ts';
import { recountBallot, verifyBallot } from '../../usecases/ballot/count.ts';
import { amendBallot, draftBallot, withdrawBallot } from '../../usecases/ballot/draft.ts';
import { decideObjection, objectToResult } from '../../usecases/ballot/objection.ts';
import { ballotOnRecord, exportedRows, pageBallots } from '../../usecases/ballot/page.ts';
import { enterPaper } from '../../usecases/ballot/paper.ts';
import { challenge, decideRecusal } from '../../usecases/ballot/recusal.ts';
import {
  closeBallot,
  freezeRoll,
  openBallot,
  pauseBallot,
  resumeBallot,
  reviewBallot,
} from '../../usecases/ballot/run.ts';
import { type Api, communityIdOf, communityOf, mustBelong } from './api.ts';
import {
  Ballot,
  FullBallot,
  Objection,
  Paper,
  Recusal,
  type ShownFullBallot,
  showBallot,
  showFullBallot,
  showObjection,
  showPaper,
  showRecusal,
} from './ballot-shapes.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { answerFile, CSV, printed } from './files.ts';
import { because, moment } from './meeting-shapes.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  given,
  listOf,
  oneOf,
  PAGE,
  query,
  shown,
  text,
  uuid,
  writeHeaders,
} from './shapes.ts';

const tags = ['ballots'];
const notFound = () => new ApiProblem(404, 'ballot_not_found', 'There is no such ballot.');

const list = createRoute({
  method: 'get',
  path: '/ballots',
  tags,
  summary: 'Ballots, newest first',
  request: {
    query: query({
      ...PAGE,
      community: communityRef.optional(),
      meeting: uuid.optional(),
      state: oneOf(BALLOT_STATES).optional(),
    }),
  },
  responses: shown(listOf(Ballot), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/ballots/{id}',
  tags,
  summary: 'One ballot with its roll; how it went only once it is counted',
  request: byId,
  responses: shown(FullBallot, 'The ballot.'),
});
const rows = createRoute({
  method: 'get',
  path: '/ballots/{id}/rows',
  tags,
  summary: 'The rows of a counted ballot as CSV, to be counted again: ballot recount, or tools/recount.mjs',
  request: byId,
  responses: printed('Facts and rules, then one row a vote.', CSV),
});
const Option = body({ label: text(1, 200), personId: uuid.optional() });
const Electorate = z
  .discriminatedUnion('from', [
    body({ from: z.literal('seats'), bodies: z.array(oneOf(BODY_KINDS)).min(1) }),
    body({ from: z.literal('adults'), placeId: uuid.optional() }),
    body({ from: z.literal('households'), placeId: uuid.optional() }),
  ])
  .openapi('Electorate');
const draft = createRoute({
  method: 'post',
  path: '/ballots',
  tags,
  summary: 'Put something to the vote: in a meeting, or in writing with an electorate and a closing time',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        meetingId: uuid.optional(),
        itemId: uuid.optional(),
        electorate: Electorate.optional(),
        title: text(1, 200),
        text: text(1, 2000),
        kind: oneOf(QUESTION_KINDS).default('motion'),
        options: z.array(Option).max(MOST_OPTIONS, `must have at most ${MOST_OPTIONS} options`).optional(),
        seats: z.int('must be a whole number').optional(),
        form: oneOf(BALLOT_FORMS).optional(),
        closesAt: moment.optional(),
        revoteOf: uuid.optional().openapi({ description: 'The same text put again after a tie.' }),
        runOff: z.boolean().optional(),
      }).openapi('NewBallot'),
    ),
  },
  responses: created(FullBallot, 'The ballot.'),
});
const onBallot = <S extends z.ZodType>(name: string, summary: string, asked: S) =>
  createRoute({
    method: 'post',
    path: `/ballots/{id}/${name}`,
    tags,
    summary,
    request: { ...byId, headers: writeHeaders, body: given(asked) },
    responses: changed(FullBallot, 'The ballot as it is now.'),
  });
const step = (name: string, summary: string) =>
  createRoute({
    method: 'post',
    path: `/ballots/{id}/${name}`,
    tags,
    summary,
    request: { ...byId, headers: writeHeaders },
    responses: changed(FullBallot, 'The ballot as it is now.'),
  });
const STEPS = [
  [step('review', 'Find nothing against it: the supervision committee, never the operator'), reviewBallot, 'review'],
  [step('freeze-roll', 'Copy who may vote, with the rules of today'), freezeRoll, 'freeze-roll'],
  [step('pause', 'Let the voting wait'), pauseBallot, 'pause'],
  [step('resume', 'Go on voting'), resumeBallot, 'resume'],
  [step('close', 'End the voting'), closeBallot, 'close'],
  [step('verify', 'Agree with the count: the supervision committee, never the operator'), verifyBallot, 'verify'],
] as const;
const reasoned = (name: string, summary: string) =>
  createRoute({
    method: 'post',
    path: `/ballots/{id}/${name}`,
    tags,
    summary,
    request: { ...byId, headers: writeHeaders, body: because },
    responses: changed(FullBallot, 'The ballot as it is now.'),
  });
const REASONED = [
  [reasoned('withdraw', 'Take it back before anybody can vote'), withdrawBallot, 'withdraw'],
  [reasoned('recount', 'Count again: the supervision committee, never the operator'), recountBallot, 'recount'],
] as const;
const amend = onBallot(
  'amend',
  'Change the wording, which is then looked at again',
  body({ title: text(1, 200).optional(), text: text(1, 2000), reason: text(1, 1000) }).openapi('AmendedBallot'),
);
const open = onBallot(
  'open',
  'Begin the voting: presence, proxies and recusals are frozen',
  body({ closesAt: moment.optional() }).openapi('OpenedBallot'),
);

const entryNumber = z.int('must be a whole number').min(1, 'must be a number of the roll');
const papers = createRoute({
  method: 'post',
  path: '/ballots/{id}/papers',
  tags,
  summary: 'Enter what is on the papers: two people of the committee or its supervisors, never the operator',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        handedIn: z
          .array(body({ number: entryNumber, choice: text(1, 256).optional() }))
          .max(5000)
          .openapi({ description: 'Entries of the roll; in an open ballot with the choice on each.' }),
        choices: z
          .array(body({ choice: text(1, 256), papers: z.int('must be a whole number').min(1) }))
          .max(5000)
          .optional()
          .openapi({ description: 'In a secret ballot: how often each choice stood on them.' }),
      }).openapi('NewPapers'),
    ),
  },
  responses: created(
    Paper.extend({ outcome: z.enum(['waits', 'agreed', 'differs']) }).openapi('EnteredPapers'),
    'What became of it.',
  ),
});
const challenging = createRoute({
  method: 'post',
  path: '/ballots/{id}/recusals',
  tags,
  summary: 'Say that somebody has a part in the matter: whoever is on the roll, never the operator',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(body({ personId: uuid, reason: text(1, 1000) }).openapi('NewRecusal')),
  },
  responses: created(Recusal, 'The recusal, to be decided.'),
});
const decideAboutRecusal = createRoute({
  method: 'post',
  path: '/recusals/{id}/decide',
  tags,
  summary: 'Decide whether somebody may vote: the supervision committee, never the operator',
  request: { ...byId, headers: writeHeaders, body: given(body({ uphold: z.boolean() }).openapi('RecusalDecision')) },
  responses: changed(Recusal, 'The recusal.'),
});
const objecting = createRoute({
  method: 'post',
  path: '/ballots/{id}/objections',
  tags,
  summary: 'Object to a published result: whoever is on the roll, never the operator',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({ reason: text(1, 2000), entries: z.array(entryNumber).max(5000).optional() }).openapi('NewObjection'),
    ),
  },
  responses: created(Objection, 'The objection.'),
});
const decideAboutObjection = createRoute({
  method: 'post',
  path: '/objections/{id}/decide',
  tags,
  summary: 'Decide an objection and answer it: the supervision committee, never the operator',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(body({ uphold: z.boolean(), answer: text(1, 2000) }).openapi('ObjectionDecision')),
  },
  responses: changed(Objection, 'The objection.'),
});

export function ballotRoutes(api: Api): void {
  const { app, runtime } = api;
  const { direct } = runtime.context.db;
  const reading = { tx: direct };
  app.openapi(list, async (c) => {
    const { limit, cursor, community, meeting, state } = c.req.valid('query');
    const found = await pageBallots(
      reading,
      {
        ...(await communityIdOf(direct, community)),
        ...(meeting && { meetingId: meeting }),
        ...(state && { states: [state] }),
      },
      keyIn(cursor, ID_KEY),
      limit + 1,
    );
    return c.json(
      pageOf(found, limit, ({ ballot }) => ballot.id, showBallot),
      200,
    );
  });
  const shownAfter = async (id: string): Promise<ShownFullBallot> => {
    const found = await ballotOnRecord(reading, id);
    if (!found) throw notFound();
    return showFullBallot(found);
  };
  app.openapi(one, async (c) => c.json(await shownAfter(c.req.valid('param').id), 200));
  app.openapi(rows, async (c) => {
    const found = await ballotOnRecord(reading, c.req.valid('param').id);
    if (!found) throw notFound();
    const exported = await exportedRows(reading, found.ballot);
    if (!exported) throw new ApiProblem(409, 'ballot_not_counted', 'This ballot is not counted yet.');
    return answerFile(writeCsv(exported), CSV, `ballot-${found.home.code}-${found.ballot.number}.csv`);
  });
  wording(api, shownAfter);
  running(api, shownAfter);
  byPeople(api);
}

type ShownAfter = (ballotId: string) => Promise<ShownFullBallot>;

function wording({ app, runtime, once }: Api, shownAfter: ShownAfter): void {
  app.openapi(draft, async (c) => {
    const { community, closesAt, electorate, options, ...asked } = c.req.valid('json');
    const home = await communityOf(runtime.context.db.direct, community);
    if (electorate && 'placeId' in electorate) await mustBelong(runtime.context.db.direct, home.id, electorate);
    const input = { ...asked, closesAt, electorate, options, community: home.id };
    const { id } = await once.commit(c, { name: 'ballot.draft', input }, async (uow) => {
      const { meetingId, itemId, seats, form, revoteOf, runOff } = asked;
      const row = must(
        await draftBallot(uow, {
          communityId: home.id,
          title: asked.title,
          text: asked.text,
          kind: asked.kind,
          ...(meetingId && { meetingId }),
          ...(itemId && { itemId }),
          ...(electorate && { electorate: electorateOf(electorate) }),
          ...(options && {
            options: options.map(({ label, personId }) => ({ label, ...(personId && { personId }) })),
          }),
          ...(seats !== undefined && { seats }),
          ...(form && { form }),
          ...(closesAt !== undefined && { closesAt: Temporal.Instant.from(closesAt) }),
          ...(revoteOf && { revoteOf }),
          ...(runOff !== undefined && { runOff }),
        }),
      );
      return { id: row.id };
    });
    return c.json(await shownAfter(id), 201);
  });
  app.openapi(amend, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { title, text: words, reason } = c.req.valid('json');
    const input = { ballotId, text: words, reason, ...(title !== undefined && { title }) };
    await once.commit(c, { name: 'ballot.amend', input }, async (uow) => {
      must(await amendBallot(uow, input));
      return {};
    });
    return c.json(await shownAfter(ballotId), 200);
  });
}

function electorateOf(asked: z.infer<typeof Electorate>) {
  if (asked.from === 'seats') return { from: asked.from, bodies: asked.bodies };
  return { from: asked.from, ...(asked.placeId && { placeId: asked.placeId }) };
}

function running({ app, once }: Api, shownAfter: ShownAfter): void {
  for (const [route, run, name] of STEPS)
    app.openapi(route, async (c) => {
      const { id: ballotId } = c.req.valid('param');
      await once.commit(c, { name: `ballot.${name}`, input: { ballotId } }, async (uow) => {
        must(await run(uow, { ballotId }));
        return {};
      });
      return c.json(await shownAfter(ballotId), 200);
    });
  for (const [route, run, name] of REASONED)
    app.openapi(route, async (c) => {
      const { id: ballotId } = c.req.valid('param');
      const { reason } = c.req.valid('json');
      await once.commit(c, { name: `ballot.${name}`, input: { ballotId, reason } }, async (uow) => {
        must(await run(uow, { ballotId, reason }));
        return {};
      });
      return c.json(await shownAfter(ballotId), 200);
    });
  app.openapi(open, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { closesAt } = c.req.valid('json');
    await once.commit(c, { name: 'ballot.open', input: { ballotId, closesAt } }, async (uow) => {
      const until = closesAt === undefined ? {} : { closesAt: Temporal.Instant.from(closesAt) };
      must(await openBallot(uow, { ballotId, ...until }));
      return {};
    });
    return c.json(await shownAfter(ballotId), 200);
  });
}

function byPeople({ app, once }: Api): void {
  app.openapi(papers, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { handedIn, choices } = c.req.valid('json');
    const input = {
      ballotId,
      handedIn: handedIn.map(({ number, choice }) => ({ number, ...(choice !== undefined && { choice }) })),
      ...(choices && { choices: choices.map(({ choice, papers: many }) => [choice, many] as const) }),
    };
    const done = await once.commit(c, { name: 'ballot.enter-paper', input }, async (uow) => {
      const { entry, outcome } = must(await enterPaper(uow, input));
      return { ...showPaper(entry), outcome };
    });
    return c.json(done, 201);
  });
  app.openapi(challenging, async (c) => {
    const input = { ballotId: c.req.valid('param').id, ...c.req.valid('json') };
    const done = await once.commit(c, { name: 'ballot.challenge', input }, async (uow) =>
      showRecusal(must(await challenge(uow, input))),
    );
    return c.json(done, 201);
  });
  app.openapi(decideAboutRecusal, async (c) => {
    const input = { recusalId: c.req.valid('param').id, ...c.req.valid('json') };
    const done = await once.commit(c, { name: 'ballot.decide-recusal', input }, async (uow) =>
      showRecusal(must(await decideRecusal(uow, input))),
    );
    return c.json(done, 200);
  });
  app.openapi(objecting, async (c) => {
    const { reason, entries } = c.req.valid('json');
    const input = { ballotId: c.req.valid('param').id, reason, ...(entries && { entries }) };
    const done = await once.commit(c, { name: 'ballot.object', input }, async (uow) =>
      showObjection(must(await objectToResult(uow, input))),
    );
    return c.json(done, 201);
  });
  app.openapi(decideAboutObjection, async (c) => {
    const input = { objectionId: c.req.valid('param').id, ...c.req.valid('json') };
    const done = await once.commit(c, { name: 'ballot.decide-objection', input }, async (uow) =>
      showObjection(must(await decideObjection(uow, input))),
    );
    return c.json(done, 200);
  });
}
