/** Announcements to everyone of a community: written down here, sent out slice by slice by the process. */
import { createRoute, z } from '@hono/zod-openapi';
import { ANNOUNCEMENT_MAX, type AnnouncementRow, createAnnouncement } from '../../usecases/announcement/create.ts';
import type { Api } from './api.ts';
import { must } from './refusals.ts';
import { body, created, given, instant, timeOf, timeOrNull, uuid, writeHeaders } from './shapes.ts';

const Announcement = z
  .object({
    id: uuid,
    communityId: uuid,
    reached: z.int().openapi({ description: 'People handed to the outbox so far.' }),
    createdAt: instant,
    doneAt: instant.nullable(),
  })
  .openapi('Announcement');
export type ShownAnnouncement = z.infer<typeof Announcement>;

const showAnnouncement = (row: AnnouncementRow): ShownAnnouncement => ({
  id: row.id,
  communityId: row.communityId,
  reached: row.reached,
  createdAt: timeOf(row.createdAt),
  doneAt: timeOrNull(row.doneAt),
});

const add = createRoute({
  method: 'post',
  path: '/announcements',
  tags: ['messages'],
  summary: 'Announce something to everyone of a community',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        communityId: uuid,
        text: z
          .string()
          .min(1)
          .max(ANNOUNCEMENT_MAX * 2),
      }).openapi('NewAnnouncement'),
    ),
  },
  responses: created(Announcement, 'The announcement; sending goes on in the background.'),
});

export function announcementRoutes({ app, once }: Api): void {
  app.openapi(add, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'announcement.create', input }, async (uow) =>
      showAnnouncement(must(await createAnnouncement(uow, input))),
    );
    return c.json(answer, 201);
  });
}
