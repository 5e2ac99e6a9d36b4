/** Running a meeting, from the notice to its end; whoever consents, answers or checks in does so herself, in chat. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { archiveMeeting, followUpMeeting } from '../../usecases/meeting/follow-up.ts';
import { enterPresence } from '../../usecases/meeting/presence.ts';
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
import type { Api } from './api.ts';
import { because, FullMeeting, moment, Quorum, showQuorum } from './meeting-shapes.ts';
import { shownMeeting } from './meetings.ts';
import { must } from './refusals.ts';
import { body, byId, changed, day, given, oneOf, text, uuid, writeHeaders } from './shapes.ts';

const tags = ['meetings'];

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
  [step('open-check-in', 'Open the check-in before its time'), 'meeting.open-check-in', openCheckIn],
  [step('begin', 'Begin: enough are there'), 'meeting.begin', beginMeeting],
  [step('resume', 'Go on after a break'), 'meeting.resume', resumeMeeting],
  [step('fail-quorum', 'Say that too few came'), 'meeting.fail-quorum', failQuorum],
  [step('close', 'Close it'), 'meeting.close', closeMeeting],
  [step('archive', 'Archive it: everything that came out of it is done'), 'meeting.archive', archiveMeeting],
] as const;
const REASONED = [
  [reasoned('suspend', 'Suspend the meeting'), 'meeting.suspend', suspendMeeting],
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
    body: given(
      body({
        startsAt: moment,
        reason: text(1, 1000),
        shortenedBecause: text(1, 1000)
          .optional()
          .openapi({ description: 'Why the new notice is shorter than the rule; the supervision committee is asked.' }),
      }).openapi('NewMeetingDate'),
    ),
  },
  responses: changed(FullMeeting, 'The meeting as it is now.'),
});

const followUp = createRoute({
  method: 'post',
  path: '/meetings/{id}/follow-up',
  tags,
  summary: 'What was agreed becomes a task, once the minutes are published',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        title: text(1, 500),
        dueOn: day,
        bodyId: uuid.optional().openapi({ description: 'The unit that does it; the head without one.' }),
      }).openapi('NewFollowUp'),
    ),
  },
  responses: changed(FullMeeting, 'The meeting as it is now.'),
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

export function meetingStepRoutes({ app, runtime, once }: Api): void {
  for (const [route, name, run] of STEPS)
    app.openapi(route, async (c) => {
      const { id: meetingId } = c.req.valid('param');
      await once.commit(c, { name, input: { meetingId } }, async (uow) => {
        must<unknown>(await run(uow, { meetingId }));
        return {};
      });
      return c.json(await shownMeeting(runtime, meetingId), 200);
    });
  for (const [route, name, run] of REASONED)
    app.openapi(route, async (c) => {
      const { id: meetingId } = c.req.valid('param');
      const { reason } = c.req.valid('json');
      await once.commit(c, { name, input: { meetingId, reason } }, async (uow) => {
        must(await run(uow, { meetingId, reason }));
        return {};
      });
      return c.json(await shownMeeting(runtime, meetingId), 200);
    });
  app.openapi(reschedule, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { startsAt, reason, shortenedBecause } = c.req.valid('json');
    const asked = { meetingId, reason, ...(shortenedBecause !== undefined && { shortenedBecause }) };
    await once.commit(c, { name: 'meeting.reschedule', input: { ...asked, startsAt } }, async (uow) => {
      must(await rescheduleMeeting(uow, { ...asked, startsAt: Temporal.Instant.from(startsAt) }));
      return {};
    });
    return c.json(await shownMeeting(runtime, meetingId), 200);
  });
  app.openapi(followUp, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { title, dueOn, bodyId } = c.req.valid('json');
    await once.commit(c, { name: 'meeting.follow-up', input: { meetingId, title, dueOn, bodyId } }, async (uow) => {
      const task = { title: { 'zh-Hans': title }, dueOn: Temporal.PlainDate.from(dueOn) };
      const owner = bodyId
        ? ({ ownerRole: 'unit_member', ownerBodyId: bodyId } as const)
        : ({ ownerRole: 'committee_head' } as const);
      must(await followUpMeeting(uow, { meetingId, tasks: [{ ...task, ...owner }] }));
      return {};
    });
    return c.json(await shownMeeting(runtime, meetingId), 200);
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
