/** Regular meetings: begun as somebody entitled decided, listed, and ended; each of them is a meeting like any other. */
import { createRoute, z } from '@hono/zod-openapi';
import { MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import { endSeries, type SeriesRow, seriesIn, seriesRow, startSeries } from '../../usecases/meeting/series.ts';
import { type Api, communityOf, mustBelong } from './api.ts';
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
  oneOf,
  query,
  shown,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const tags = ['meetings'];

const Series = z
  .object({
    id: uuid,
    community: z.string().openapi({ description: 'The code of the community.' }),
    kind: z.enum(MEETING_KINDS),
    title: z.string(),
    venue: z.string().nullable(),
    every: z.enum(['month', 'quarter']),
    month: z.int().openapi({ description: 'Of a quarter: its first, second or third month.' }),
    day: z.int(),
    time: z.string(),
    agenda: z.array(z.string()),
    startedAt: instant,
    endedAt: instant.nullable(),
  })
  .openapi('MeetingSeries');
export type ShownSeries = z.infer<typeof Series>;

const showSeries = (row: SeriesRow, community: string): ShownSeries => ({
  id: row.id,
  community,
  kind: row.kind,
  title: row.title,
  venue: row.venue,
  ...row.recurrence,
  agenda: [...row.items],
  startedAt: timeOf(row.startedAt),
  endedAt: timeOrNull(row.endedAt),
});

const list = createRoute({
  method: 'get',
  path: '/meeting-series',
  tags,
  summary: 'Regular meetings of a community that go on, each with the day of the next one',
  request: { query: query({ community: communityRef }) },
  responses: shown(
    z.object({ items: z.array(Series.extend({ next: z.string() })) }).openapi('MeetingSeriesList'),
    'All of them.',
  ),
});
const start = createRoute({
  method: 'post',
  path: '/meeting-series',
  tags,
  summary: 'Begin a regular meeting; each is convened by itself in time for its notice',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        kind: oneOf(MEETING_KINDS),
        title: text(1, 200),
        every: oneOf(['month', 'quarter']),
        month: z
          .union([z.literal(1), z.literal(2), z.literal(3)])
          .default(1)
          .openapi({
            description: 'Of a quarter: its first, second or third month.',
          }),
        day: z.int().min(1).max(31).openapi({ description: 'In a shorter month its last day.' }),
        time: text(5, 5).openapi({ example: '19:00' }),
        venue: text(1, 200).optional(),
        agenda: z.array(text(1, 200)).max(50).optional(),
        placeId: uuid.optional().openapi({ description: 'The grid whose meeting it is.' }),
        bodyId: uuid.optional(),
      }).openapi('NewMeetingSeries'),
    ),
  },
  responses: created(Series, 'The series.'),
});
const end = createRoute({
  method: 'post',
  path: '/meeting-series/{id}/end',
  tags,
  summary: 'End a regular meeting; what was convened is held',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Series, 'The series.'),
});

export function meetingSeriesRoutes({ app, runtime, once }: Api): void {
  const { db, clock, policies } = runtime.context;
  const shownRow = async (id: string): Promise<ShownSeries> => {
    const found = await seriesRow({ tx: db.direct }, id);
    if (!found) throw new ApiProblem(404, 'series_not_found', 'There is no such regular meeting.');
    return showSeries(found.series, found.home.code);
  };
  app.openapi(list, async (c) => {
    const home = await communityOf(db.direct, c.req.valid('query').community);
    const found = await seriesIn({ tx: db.direct, now: clock.now(), policies }, home);
    const items = found.map(({ series, next }) => ({ ...showSeries(series, home.code), next: next.toString() }));
    return c.json({ items }, 200);
  });
  app.openapi(start, async (c) => {
    const { community, every, month, day, time, venue, agenda, placeId, bodyId, kind, title } = c.req.valid('json');
    const home = await communityOf(db.direct, community);
    await mustBelong(db.direct, home.id, { placeId, bodyId });
    const input = {
      communityId: home.id,
      kind,
      title,
      recurrence: { every, month, day, time },
      ...(venue !== undefined && { venue }),
      ...(agenda && { items: agenda }),
      ...(placeId && { placeId }),
      ...(bodyId && { bodyId }),
    };
    const { id } = await once.commit(c, { name: 'meeting.start-series', input }, async (uow) => ({
      id: must(await startSeries(uow, input)).series.id,
    }));
    return c.json(await shownRow(id), 201);
  });
  app.openapi(end, async (c) => {
    const { id: seriesId } = c.req.valid('param');
    await once.commit(c, { name: 'meeting.end-series', input: { seriesId } }, async (uow) => {
      must(await endSeries(uow, { seriesId }));
      return {};
    });
    return c.json(await shownRow(seriesId), 200);
  });
}
