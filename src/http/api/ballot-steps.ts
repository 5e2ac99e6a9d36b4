/**
 * What the committee does with a ballot, from the draft to the closing. What only a person can do — review, vote, challenge,
 * enter papers, verify, object, decide, count again — has no route: whoever bears the admin token is nobody in particular.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { MOST_OPTIONS, QUESTION_KINDS } from '../../domain/ballot/question.ts';
import { BALLOT_FORMS } from '../../domain/ballot/states.ts';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import { BODY_KINDS } from '../../domain/registry/bodies.ts';
import { putAgain } from '../../usecases/ballot/again.ts';
import { amendBallot, draftBallot, withdrawBallot } from '../../usecases/ballot/draft.ts';
import { closeBallot, freezeRoll, openBallot, pauseBallot, resumeBallot } from '../../usecases/ballot/run.ts';
import { seatElected } from '../../usecases/ballot/seat-elected.ts';
import { type Api, communityOf, mustBelong } from './api.ts';
import { FullBallot } from './ballot-shapes.ts';
import { shownBallot } from './ballots.ts';
import { moment } from './meeting-shapes.ts';
import { must } from './refusals.ts';
import { body, byId, changed, communityRef, created, given, oneOf, text, uuid, writeHeaders } from './shapes.ts';

const tags = ['ballots'];
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
        fills: body({ bodyId: uuid, role: oneOf(PERSON_ROLES).optional() }).optional(),
        form: oneOf(BALLOT_FORMS).optional(),
        closesAt: moment.optional(),
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
  [step('freeze-roll', 'Copy who may vote, with the rules of today'), freezeRoll, 'freeze-roll'],
  [step('pause', 'Let the voting wait'), pauseBallot, 'pause'],
  [step('resume', 'Go on voting'), resumeBallot, 'resume'],
  [step('close', 'End the voting'), closeBallot, 'close'],
] as const;
const again = createRoute({
  method: 'post',
  path: '/ballots/{id}/again',
  tags,
  summary:
    'Put once more what was tied, or the seats an election left empty: reviewed and frozen as the first round was',
  request: { ...byId, headers: writeHeaders },
  responses: created(FullBallot, 'The new round.'),
});
const seats = step('seat-elected', 'Seat whom a final election elected; those after them wait in the reserve');
const withdraw = onBallot(
  'withdraw',
  'Take it back before anybody can vote',
  body({ reason: text(1, 1000) }).openapi('WithdrawnBallot'),
);
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

export function ballotStepRoutes(api: Api): void {
  wording(api);
  running(api);
  runningAgain(api);
  seatingElected(api);
}

function wording({ app, runtime, once }: Api): void {
  app.openapi(draft, async (c) => {
    const { community, closesAt, electorate, options, ...asked } = c.req.valid('json');
    const home = await communityOf(runtime.context.db.direct, community);
    if (electorate && 'placeId' in electorate) await mustBelong(runtime.context.db.direct, home.id, electorate);
    const input = { ...asked, closesAt, electorate, options, community: home.id };
    const { id } = await once.commit(c, { name: 'ballot.draft', input }, async (uow) => {
      const { meetingId, itemId, seats, fills, form } = asked;
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
          ...(fills && { fills: { bodyId: fills.bodyId, ...(fills.role && { role: fills.role }) } }),
          ...(form && { form }),
          ...(closesAt !== undefined && { closesAt: Temporal.Instant.from(closesAt) }),
        }),
      );
      return { id: row.id };
    });
    return c.json(await shownBallot(runtime, id), 201);
  });
  app.openapi(amend, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { title, text: words, reason } = c.req.valid('json');
    const input = { ballotId, text: words, reason, ...(title !== undefined && { title }) };
    await once.commit(c, { name: 'ballot.amend', input }, async (uow) => {
      must(await amendBallot(uow, input));
      return {};
    });
    return c.json(await shownBallot(runtime, ballotId), 200);
  });
}

function electorateOf(asked: z.infer<typeof Electorate>) {
  if (asked.from === 'seats') return { from: asked.from, bodies: asked.bodies };
  return { from: asked.from, ...(asked.placeId && { placeId: asked.placeId }) };
}

function runningAgain({ app, runtime, once }: Api): void {
  app.openapi(again, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { id } = await once.commit(c, { name: 'ballot.put-again', input: { ballotId } }, async (uow) => {
      const row = must(await putAgain(uow, { ballotId }));
      return { id: row.id };
    });
    return c.json(await shownBallot(runtime, id), 201);
  });
}

function seatingElected({ app, runtime, once }: Api): void {
  app.openapi(seats, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    await once.commit(c, { name: 'ballot.seat-elected', input: { ballotId } }, async (uow) => {
      must(await seatElected(uow, { ballotId }));
      return {};
    });
    return c.json(await shownBallot(runtime, ballotId), 200);
  });
}

function running({ app, runtime, once }: Api): void {
  for (const [route, run, name] of STEPS)
    app.openapi(route, async (c) => {
      const { id: ballotId } = c.req.valid('param');
      await once.commit(c, { name: `ballot.${name}`, input: { ballotId } }, async (uow) => {
        must(await run(uow, { ballotId }));
        return {};
      });
      return c.json(await shownBallot(runtime, ballotId), 200);
    });
  app.openapi(withdraw, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { reason } = c.req.valid('json');
    await once.commit(c, { name: 'ballot.withdraw', input: { ballotId, reason } }, async (uow) => {
      must(await withdrawBallot(uow, { ballotId, reason }));
      return {};
    });
    return c.json(await shownBallot(runtime, ballotId), 200);
  });
  app.openapi(open, async (c) => {
    const { id: ballotId } = c.req.valid('param');
    const { closesAt } = c.req.valid('json');
    await once.commit(c, { name: 'ballot.open', input: { ballotId, closesAt } }, async (uow) => {
      const until = closesAt === undefined ? {} : { closesAt: Temporal.Instant.from(closesAt) };
      must(await openBallot(uow, { ballotId, ...until }));
      return {};
    });
    return c.json(await shownBallot(runtime, ballotId), 200);
  });
}
