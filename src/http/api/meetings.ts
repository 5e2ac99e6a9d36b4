/** Meetings: what the committee does with them. Whoever answers, checks in or agrees to a short notice does so herself, in chat. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import { MEETING_STATES } from '../../domain/meeting/states.ts';
import { fileProxy, type ProxyRow, revokeProxy } from '../../usecases/ballot/proxy.ts';
import {
  addAgendaItem,
  arrangePeople,
  consentToShortNotice,
  removeAgendaItem,
} from '../../usecases/meeting/arrange.ts';
import { conveneMeeting } from '../../usecases/meeting/convene.ts';
import { type MeetingCursor, meetingOnRecord, pageMeetings, proxiesOf } from '../../usecases/meeting/page.ts';
import { enterPresence } from '../../usecases/meeting/presence.ts';
import { showCheckInCode } from '../../usecases/meeting/shown-code.ts';
import {
  beginMeeting,
  cancelMeeting,
  closeMeeting,
  failQuorum,
  noticeMeeting,
  openCheckIn,
  rescheduleMeeting,
  resumeMeeting,
  suspendMeeting,
} from '../../usecases/meeting/steps.ts';
import { type Api, communityIdOf, communityOf, mustBelong } from './api.ts';
import { keyIn, pageOf } from './cursor.ts';
import {
  because,
  FullMeeting,
  Item,
  Meeting,
  moment,
  PARTS,
  Quorum,
  type ShownFullMeeting,
  showFullMeeting,
  showItem,
  showMeeting,
  showQuorum,
} from './meeting-shapes.ts';
import { ApiProblem } from './problem.ts';
import { readRecorded } from './reading.ts';
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

const CURSOR = z.tuple([z.string(), z.uuid()]);
function cursorOf(written: string | undefined): MeetingCursor | undefined {
  const key = keyIn(written, CURSOR);
  if (!key) return undefined;
  const [startsAt, id] = key;
  if (Number.isNaN(Date.parse(startsAt)))
    throw new ApiProblem(400, 'not_valid', 'The query parameter "cursor" is not one that this list gave out.');
  return { startsAt, id };
}

const notFound = () => new ApiProblem(404, 'meeting_not_found', 'There is no such meeting.');
const tags = ['meetings'];

const list = createRoute({
  method: 'get',
  path: '/meetings',
  tags,
  summary: 'Meetings, the latest date first',
  request: {
    query: query({
      ...PAGE,
      community: communityRef.optional(),
      kind: oneOf(MEETING_KINDS).optional(),
      state: oneOf(MEETING_STATES).optional(),
      open: oneOf(['yes']).optional().openapi({ description: 'Only what is neither archived nor cancelled.' }),
    }),
  },
  responses: shown(listOf(Meeting), 'One page.'),
});
const one = createRoute({
  method: 'get',
  path: '/meetings/{id}',
  tags,
  summary: 'One meeting: agenda, people and their answers, who is there, quorum, ballots, history',
  request: byId,
  responses: shown(FullMeeting, 'The meeting.'),
});
const NewItem = body({ title: text(1, 200), text: text(1, 2000).optional() }).openapi('NewAgendaItem');
const Invited = body({
  personId: uuid,
  part: oneOf(PARTS),
  mayVote: z.boolean().default(false).openapi({ description: "Whether her voice counts; a guest's does not." }),
}).openapi('Invited');
const convene = createRoute({
  method: 'post',
  path: '/meetings',
  tags,
  summary: 'Convene a meeting, as somebody entitled decided; nobody is written to before the notice',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        kind: oneOf(MEETING_KINDS),
        title: text(1, 200),
        startsAt: moment,
        venue: text(1, 200).optional(),
        agenda: z.array(NewItem).max(50).optional(),
        invited: z.array(Invited).max(500).optional().openapi({ description: 'Beside those who belong to it.' }),
        bodyId: uuid.optional(),
        placeId: uuid.optional(),
        chairId: uuid.optional(),
        recorderId: uuid.optional(),
        shortenedBecause: text(1, 1000)
          .optional()
          .openapi({ description: 'Why the notice is shorter than the rule; the supervision committee is asked.' }),
      }).openapi('NewMeeting'),
    ),
  },
  responses: created(FullMeeting, 'The meeting.'),
});
const addItem = createRoute({
  method: 'post',
  path: '/meetings/{id}/agenda',
  tags,
  summary: 'Add to the agenda; what is added after the notice cannot be decided with effect',
  request: { ...byId, headers: writeHeaders, body: given(NewItem) },
  responses: created(Item, 'The item.'),
});
const removeItem = createRoute({
  method: 'post',
  path: '/meetings/{id}/agenda/remove',
  tags,
  summary: 'Take from the agenda what stood in no notice yet',
  request: { ...byId, headers: writeHeaders, body: given(body({ itemId: uuid }).openapi('AgendaItemGone')) },
  responses: changed(FullMeeting, 'The meeting as it is now.'),
});
const arrange = createRoute({
  method: 'post',
  path: '/meetings/{id}/people',
  tags,
  summary: 'Who chairs, who writes, who else is asked, and who of those named is not any more',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        chairId: uuid.optional(),
        recorderId: uuid.optional(),
        invite: z.array(Invited).max(500).optional(),
        dismiss: z.array(uuid).max(500).optional(),
      }).openapi('MeetingPeople'),
    ),
  },
  responses: changed(FullMeeting, 'The meeting as it is now.'),
});

const step = (name: string, summary: string) =>
  createRoute({
    method: 'post',
    path: `/meetings/{id}/${name}`,
    tags,
    summary,
    request: { ...byId, headers: writeHeaders },
    responses: changed(FullMeeting, 'The meeting as it is now.'),
  });
const reasoned = (name: string, summary: string) =>
  createRoute({
    method: 'post',
    path: `/meetings/{id}/${name}`,
    tags,
    summary,
    request: { ...byId, headers: writeHeaders, body: because },
    responses: changed(FullMeeting, 'The meeting as it is now.'),
  });
const STEPS = [
  [step('notice', 'Write to everybody who belongs to it'), 'meeting.notice', noticeMeeting],
  [
    step('consent', 'Agree to a notice shorter than the rule: the supervision committee, never the operator'),
    'meeting.consent',
    consentToShortNotice,
  ],
  [step('open-check-in', 'Open the check-in before its time'), 'meeting.open-check-in', openCheckIn],
  [step('begin', 'Begin: enough are there'), 'meeting.begin', beginMeeting],
  [step('resume', 'Go on after a break'), 'meeting.resume', resumeMeeting],
  [step('fail-quorum', 'Say that too few came'), 'meeting.fail-quorum', failQuorum],
  [step('close', 'Close it'), 'meeting.close', closeMeeting],
] as const;
const REASONED = [
  [reasoned('suspend', 'Break off for now'), 'meeting.suspend', suspendMeeting],
  [reasoned('cancel', 'Call it off; whoever was told of it is told'), 'meeting.cancel', cancelMeeting],
] as const;
const reschedule = createRoute({
  method: 'post',
  path: '/meetings/{id}/reschedule',
  tags,
  summary: 'Give it another date, which is another notice',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(body({ startsAt: moment, reason: text(1, 1000) }).openapi('NewMeetingDate')),
  },
  responses: changed(FullMeeting, 'The meeting as it is now.'),
});

const Code = z
  .object({
    code: z.string().openapi({ example: '042817' }),
    until: instant.openapi({ description: 'When the next one is shown.' }),
  })
  .openapi('CheckInCode');
export type ShownCheckInCode = z.infer<typeof Code>;
const code = createRoute({
  method: 'get',
  path: '/meetings/{id}/check-in-code',
  tags,
  summary: 'The code to be shown in the room; it changes every half minute',
  request: byId,
  responses: changed(Code, 'The code of this moment.'),
});
const presence = createRoute({
  method: 'post',
  path: '/meetings/{id}/presence',
  tags,
  summary: 'Enter who came or left: seen by the staff, or off a list on paper',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        people: z.array(uuid).min(1, 'must name somebody').max(500),
        kind: oneOf(['came', 'left']).default('came'),
        by: oneOf(['staff', 'paper']).default('staff'),
      }).openapi('NewPresence'),
    ),
  },
  responses: changed(Quorum, 'Whether enough are there now.'),
});

const VotingProxy = z
  .object({
    id: uuid,
    meetingId: uuid,
    grantorId: uuid,
    holderId: uuid,
    filedAt: instant,
    revokedAt: instant.nullable(),
  })
  .openapi('VotingProxy');
export type ShownProxy = z.infer<typeof VotingProxy>;
const showProxy = ({ id, meetingId, grantorId, holderId, filedAt, revokedAt }: ProxyRow): ShownProxy => ({
  id,
  meetingId,
  grantorId,
  holderId,
  filedAt: timeOf(filedAt),
  revokedAt: timeOrNull(revokedAt),
});
const proxies = createRoute({
  method: 'get',
  path: '/meetings/{id}/proxies',
  tags,
  summary: 'Who votes for whom in a meeting, as it was filed',
  request: byId,
  responses: shown(z.object({ items: z.array(VotingProxy) }).openapi('VotingProxies'), 'All of them.'),
});
const file = createRoute({
  method: 'post',
  path: '/meetings/{id}/proxies',
  tags,
  summary: 'File a proxy that was given on paper, where a rule allows it',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        grantorId: uuid,
        holderId: uuid,
        relative: z
          .boolean()
          .default(false)
          .openapi({ description: 'You have seen that the holder is a near relative.' }),
      }).openapi('NewVotingProxy'),
    ),
  },
  responses: created(VotingProxy, 'The proxy.'),
});
const revoke = createRoute({
  method: 'post',
  path: '/proxies/{id}/revoke',
  tags,
  summary: 'Take a proxy back, as whoever gave it asked',
  request: { ...byId, headers: writeHeaders },
  responses: changed(VotingProxy, 'The proxy.'),
});

export function meetingRoutes(api: Api): void {
  const { app, runtime } = api;
  const { context } = runtime;
  const reading = () => ({ tx: context.db.direct, now: context.clock.now(), policies: context.policies });
  app.openapi(list, async (c) => {
    const { limit, cursor, community, kind, state, open } = c.req.valid('query');
    const rows = await pageMeetings(
      reading(),
      {
        ...(await communityIdOf(context.db.direct, community)),
        ...(kind && { kind }),
        ...(state && { state }),
        ...(open && { open: true }),
      },
      cursorOf(cursor),
      limit + 1,
    );
    return c.json(
      pageOf(rows, limit, ({ meeting: { startsAt, id } }) => [startsAt.toString(), id], showMeeting),
      200,
    );
  });
  app.openapi(one, async (c) => c.json(await shownAfter(c.req.valid('param').id), 200));
  app.openapi(code, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const shownCode = await readRecorded(runtime, async (uow) => must(await showCheckInCode(uow, { meetingId })));
    return c.json({ code: shownCode.code, until: timeOf(shownCode.until) }, 200);
  });
  app.openapi(proxies, async (c) => {
    const { id } = c.req.valid('param');
    if (!(await meetingOnRecord(reading(), id))) throw notFound();
    return c.json({ items: (await proxiesOf(reading(), id)).map(showProxy) }, 200);
  });
  const shownAfter = async (id: string): Promise<ShownFullMeeting> => {
    const found = await meetingOnRecord(reading(), id);
    if (!found) throw notFound();
    return showFullMeeting(found);
  };
  arranging(api, shownAfter);
  running(api, shownAfter);
}

type ShownAfter = (meetingId: string) => Promise<ShownFullMeeting>;

function arranging({ app, runtime, once }: Api, shownAfter: ShownAfter): void {
  const { direct } = runtime.context.db;
  app.openapi(convene, async (c) => {
    const { community, startsAt, agenda = [], ...asked } = c.req.valid('json');
    const home = await communityOf(direct, community);
    await mustBelong(direct, home.id, asked);
    const input = { ...asked, agenda, startsAt, community: home.id };
    const { id } = await once.commit(c, { name: 'meeting.convene', input }, async (uow) => {
      const { venue, invited, bodyId, placeId, chairId, recorderId, shortenedBecause } = asked;
      const row = must(
        await conveneMeeting(uow, {
          communityId: home.id,
          kind: asked.kind,
          title: asked.title,
          startsAt: Temporal.Instant.from(startsAt),
          items: agenda.map(itemOf),
          ...(venue !== undefined && { venue }),
          ...(invited && { invited }),
          ...(bodyId && { bodyId }),
          ...(placeId && { placeId }),
          ...(chairId && { chairId }),
          ...(recorderId && { recorderId }),
          ...(shortenedBecause !== undefined && { shortenedBecause }),
        }),
      );
      return { id: row.id };
    });
    return c.json(await shownAfter(id), 201);
  });
  app.openapi(addItem, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const item = itemOf(c.req.valid('json'));
    const made = await once.commit(c, { name: 'meeting.add-item', input: { meetingId, ...item } }, async (uow) =>
      showItem(must(await addAgendaItem(uow, { meetingId, ...item }))),
    );
    return c.json(made, 201);
  });
  app.openapi(removeItem, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { itemId } = c.req.valid('json');
    await once.commit(c, { name: 'meeting.remove-item', input: { meetingId, itemId } }, async (uow) => {
      must(await removeAgendaItem(uow, { meetingId, itemId }));
      return {};
    });
    return c.json(await shownAfter(meetingId), 200);
  });
  app.openapi(arrange, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { chairId, recorderId, invite, dismiss } = c.req.valid('json');
    const people = {
      ...(chairId && { chairId }),
      ...(recorderId && { recorderId }),
      ...(invite && { invite }),
      ...(dismiss && { dismiss }),
    };
    await once.commit(c, { name: 'meeting.arrange', input: { meetingId, ...people } }, async (uow) => {
      must(await arrangePeople(uow, { meetingId, ...people }));
      return {};
    });
    return c.json(await shownAfter(meetingId), 200);
  });
  app.openapi(file, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const input = { meetingId, ...c.req.valid('json') };
    const made = await once.commit(c, { name: 'proxy.file', input }, async (uow) =>
      showProxy(must(await fileProxy(uow, input))),
    );
    return c.json(made, 201);
  });
  app.openapi(revoke, async (c) => {
    const { id: proxyId } = c.req.valid('param');
    const done = await once.commit(c, { name: 'proxy.revoke', input: { proxyId } }, async (uow) =>
      showProxy(must(await revokeProxy(uow, { proxyId }))),
    );
    return c.json(done, 200);
  });
}

const itemOf = ({ title, text: words }: z.infer<typeof NewItem>) => ({
  title,
  ...(words !== undefined && { text: words }),
});

function running({ app, once }: Api, shownAfter: ShownAfter): void {
  for (const [route, name, run] of STEPS)
    app.openapi(route, async (c) => {
      const { id: meetingId } = c.req.valid('param');
      await once.commit(c, { name, input: { meetingId } }, async (uow) => {
        must<unknown>(await run(uow, { meetingId }));
        return {};
      });
      return c.json(await shownAfter(meetingId), 200);
    });
  for (const [route, name, run] of REASONED)
    app.openapi(route, async (c) => {
      const { id: meetingId } = c.req.valid('param');
      const { reason } = c.req.valid('json');
      await once.commit(c, { name, input: { meetingId, reason } }, async (uow) => {
        must(await run(uow, { meetingId, reason }));
        return {};
      });
      return c.json(await shownAfter(meetingId), 200);
    });
  app.openapi(reschedule, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { startsAt, reason } = c.req.valid('json');
    await once.commit(c, { name: 'meeting.reschedule', input: { meetingId, startsAt, reason } }, async (uow) => {
      must(await rescheduleMeeting(uow, { meetingId, startsAt: Temporal.Instant.from(startsAt), reason }));
      return {};
    });
    return c.json(await shownAfter(meetingId), 200);
  });
  app.openapi(presence, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { people: personIds, kind, by } = c.req.valid('json');
    const input = { meetingId, personIds, kind, by };
    const quorum = await once.commit(c, { name: 'meeting.enter-presence', input }, async (uow) =>
      showQuorum(must(await enterPresence(uow, input)).quorum),
    );
    return c.json(quorum, 200);
  });
}
