/** Convening a meeting, its agenda, and the people in it. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import { addAgendaItem, removeAgendaItem } from '../../usecases/meeting/agenda.ts';
import { arrangePeople } from '../../usecases/meeting/arrange.ts';
import { conveneMeeting } from '../../usecases/meeting/convene.ts';
import { type Api, communityOf, mustBelong } from './api.ts';
import { FullMeeting, Item, moment, PARTS, showItem } from './meeting-shapes.ts';
import { shownMeeting } from './meetings.ts';
import { must } from './refusals.ts';
import { body, byId, changed, communityRef, created, given, oneOf, text, uuid, writeHeaders } from './shapes.ts';

const tags = ['meetings'];

const NewItem = body({ title: text(1, 200), text: text(1, 2000).optional() }).openapi('NewAgendaItem');
const Invited = body({
  personId: uuid,
  part: oneOf(PARTS),
  mayVote: z.boolean().default(false).openapi({ description: "Whether her voice counts; a guest's does not." }),
}).openapi('Invited');
const Bodies = z
  .array(
    body({
      bodyId: uuid,
      personId: uuid
        .optional()
        .openapi({ description: 'Who speaks for it; its chair, or whoever comes next, without.' }),
    }).openapi('BodyAsked'),
  )
  .max(100);
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
        bodies: Bodies.optional().openapi({
          description: 'Which take part in a joint meeting or council, with one voice each.',
        }),
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
        bodies: Bodies.optional().openapi({
          description: 'Bodies that take part as well, or for which somebody else speaks; before checking in begins.',
        }),
        dismissBodies: z.array(uuid).max(100).optional(),
      }).openapi('MeetingPeople'),
    ),
  },
  responses: changed(FullMeeting, 'The meeting as it is now.'),
});

const askedBody = ({ bodyId, personId }: z.infer<typeof Bodies>[number]) => ({ bodyId, ...(personId && { personId }) });

const itemOf = ({ title, text: words }: z.infer<typeof NewItem>) => ({
  title,
  ...(words !== undefined && { text: words }),
});

export function meetingAgendaRoutes({ app, runtime, once }: Api): void {
  const { direct } = runtime.context.db;
  app.openapi(convene, async (c) => {
    const { community, startsAt, agenda = [], ...asked } = c.req.valid('json');
    const home = await communityOf(direct, community);
    await mustBelong(direct, home.id, asked);
    const input = { ...asked, agenda, startsAt, community: home.id };
    const { id } = await once.commit(c, { name: 'meeting.convene', input }, async (uow) => {
      const { venue, invited, bodies, bodyId, placeId, chairId, recorderId, shortenedBecause } = asked;
      const row = must(
        await conveneMeeting(uow, {
          communityId: home.id,
          kind: asked.kind,
          title: asked.title,
          startsAt: Temporal.Instant.from(startsAt),
          items: agenda.map(itemOf),
          ...(venue !== undefined && { venue }),
          ...(invited && { invited }),
          ...(bodies && { bodies: bodies.map(askedBody) }),
          ...(bodyId && { bodyId }),
          ...(placeId && { placeId }),
          ...(chairId && { chairId }),
          ...(recorderId && { recorderId }),
          ...(shortenedBecause !== undefined && { shortenedBecause }),
        }),
      );
      return { id: row.id };
    });
    return c.json(await shownMeeting(runtime, id), 201);
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
    return c.json(await shownMeeting(runtime, meetingId), 200);
  });
  app.openapi(arrange, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { chairId, recorderId, invite, dismiss, bodies, dismissBodies } = c.req.valid('json');
    const people = {
      ...(chairId && { chairId }),
      ...(recorderId && { recorderId }),
      ...(invite && { invite }),
      ...(dismiss && { dismiss }),
      ...(bodies && { bodies: bodies.map(askedBody) }),
      ...(dismissBodies && { dismissBodies }),
    };
    await once.commit(c, { name: 'meeting.arrange', input: { meetingId, ...people } }, async (uow) => {
      must(await arrangePeople(uow, { meetingId, ...people }));
      return {};
    });
    return c.json(await shownMeeting(runtime, meetingId), 200);
  });
}
