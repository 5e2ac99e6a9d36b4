/** Meetings as they are read: a list, one with everything that belongs to it, and the code that is shown in its room. */
import { createRoute, z } from '@hono/zod-openapi';
import { MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import { MEETING_STATES } from '../../domain/meeting/states.ts';
import type { Runtime } from '../../runtime.ts';
import { type MeetingCursor, meetingOnRecord, pageMeetings } from '../../usecases/meeting/page.ts';
import { showCheckInCode } from '../../usecases/meeting/shown-code.ts';
import { type Api, communityIdOf } from './api.ts';
import { keyIn, pageOf } from './cursor.ts';
import { FullMeeting, Meeting, type ShownFullMeeting, showFullMeeting, showMeeting } from './meeting-shapes.ts';
import { ApiProblem } from './problem.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import { byId, changed, communityRef, instant, listOf, oneOf, PAGE, query, shown, timeOf } from './shapes.ts';

const CURSOR = z.tuple([z.string(), z.uuid()]);
function cursorOf(written: string | undefined): MeetingCursor | undefined {
  const key = keyIn(written, CURSOR);
  if (!key) return undefined;
  const [startsAt, id] = key;
  if (Number.isNaN(Date.parse(startsAt)))
    throw new ApiProblem(400, 'not_valid', 'The query parameter "cursor" is not one that this list gave out.');
  return { startsAt, id };
}

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

export function meetingRoutes({ app, runtime }: Api): void {
  const { context } = runtime;
  app.openapi(list, async (c) => {
    const { limit, cursor, community, kind, state, open } = c.req.valid('query');
    const rows = await pageMeetings(
      readingOf(runtime),
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
  app.openapi(one, async (c) => c.json(await shownMeeting(runtime, c.req.valid('param').id), 200));
  app.openapi(code, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const shownCode = await readRecorded(runtime, async (uow) => must(await showCheckInCode(uow, { meetingId })));
    return c.json({ code: shownCode.code, until: timeOf(shownCode.until) }, 200);
  });
}

const readingOf = ({ context }: Runtime) => ({
  tx: context.db.direct,
  now: context.clock.now(),
  policies: context.policies,
});

/** As it is now. @throws ApiProblem when there is none */
export async function shownMeeting(runtime: Runtime, id: string): Promise<ShownFullMeeting> {
  const found = await meetingOnRecord(readingOf(runtime), id);
  if (!found) throw new ApiProblem(404, 'meeting_not_found', 'There is no such meeting.');
  return showFullMeeting(found);
}
