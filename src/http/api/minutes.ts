/** The minutes of a meeting: read, written as its recorder would, and as a Word file. Signing them is a person's own affair. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { minutesDocx } from '../../documents/minutes.ts';
import { OUTCOMES } from '../../domain/ballot/tally.ts';
import { writeMinutes } from '../../usecases/meeting/minutes.ts';
import { type ReadMinutes, readMinutes } from '../../usecases/meeting/read-minutes.ts';
import { minutesPaperOf, WORD } from '../meeting-papers.ts';
import type { Api } from './api.ts';
import { answerFile, printed } from './files.ts';
import { readRecorded } from './reading.ts';
import { must } from './refusals.ts';
import { body, byId, changed, given, instant, oneOf, query, timeOf, uuid, writeHeaders } from './shapes.ts';

const tags = ['meetings'];
const SIGNERS = ['chair', 'recorder', 'supervisor'] as const;

const Minutes = z
  .object({
    meetingId: uuid,
    version: z.int().openapi({ description: 'Every correction is another one, and is signed anew.' }),
    writtenAt: instant,
    title: z.string(),
    beganAt: instant.nullable(),
    closedAt: instant.nullable(),
    venue: z.string().nullable(),
    chair: z.string(),
    recorder: z.string(),
    of: z.int(),
    came: z.array(z.string()),
    leave: z.array(z.string()),
    absent: z.array(z.string()),
    bodies: z
      .array(z.object({ name: z.string(), came: z.array(z.string()), named: z.string(), onLeave: z.boolean() }))
      .optional()
      .openapi({ description: 'Of a joint meeting: each body with who came for it.' }),
    items: z.array(
      z.object({
        title: z.string(),
        text: z.string().nullable(),
        ballots: z.array(z.object({ number: z.int(), title: z.string(), outcome: z.enum(OUTCOMES).nullable() })),
      }),
    ),
    remarks: z.string(),
    signatures: z.array(z.object({ signer: z.enum(SIGNERS), name: z.string(), at: instant })),
  })
  .openapi('Minutes');
export type ShownMinutes = z.infer<typeof Minutes>;

const showMinutes = ({ row, text: { kind: _, bodies, ...said }, signatures }: ReadMinutes): ShownMinutes => ({
  ...said,
  ...(bodies && { bodies: bodies.map((one) => ({ ...one, came: [...one.came] })) }),
  meetingId: row.meetingId,
  version: row.version,
  writtenAt: timeOf(row.writtenAt),
  came: [...said.came],
  leave: [...said.leave],
  absent: [...said.absent],
  items: said.items.map(({ title, text, ballots }) => ({
    title,
    text,
    ballots: ballots.map(({ number, title: about, outcome }) => ({ number, title: about, outcome })),
  })),
  signatures: signatures.map((one) => ({ ...one, at: timeOf(one.at) })),
});

const read = createRoute({
  method: 'get',
  path: '/meetings/{id}/minutes',
  tags,
  summary: 'The minutes as they stand, with the names in them; reading them leaves a line in the ledger',
  request: byId,
  responses: changed(Minutes, 'The newest version.'),
});
const print = createRoute({
  method: 'get',
  path: '/meetings/{id}/minutes/file',
  tags,
  summary: 'The minutes as a Word file; reading them leaves a line in the ledger',
  request: {
    ...byId,
    query: query({ lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans') }),
  },
  responses: printed('The newest version.', WORD),
});
const write = createRoute({
  method: 'post',
  path: '/meetings/{id}/minutes',
  tags,
  summary: 'Write the minutes, or another version: the records as they stand, with what was said',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        remarks: z
          .string('must be text')
          .trim()
          .optional()
          .openapi({ description: 'What was said; the words of the version before unless given.' }),
      }).openapi('NewMinutes'),
    ),
  },
  responses: changed(Minutes, 'The new version.'),
});

export function minutesRoutes({ app, runtime, once }: Api): void {
  const standing = (meetingId: string): Promise<ReadMinutes> =>
    readRecorded(runtime, async (uow) => must(await readMinutes(uow, { meetingId })));
  app.openapi(read, async (c) => c.json(showMinutes(await standing(c.req.valid('param').id)), 200));
  app.openapi(print, async (c) => {
    const found = await standing(c.req.valid('param').id);
    const bytes = await minutesDocx(minutesPaperOf(found.home, found, c.req.valid('query').lang));
    return answerFile(bytes, WORD, `minutes-${found.home.code}.docx`);
  });
  app.openapi(write, async (c) => {
    const { id: meetingId } = c.req.valid('param');
    const { remarks } = c.req.valid('json');
    const input = { meetingId, ...(remarks !== undefined && { remarks }) };
    const done = await once.commit(c, { name: 'meeting.write-minutes', input }, async (uow) => {
      must(await writeMinutes(uow, input));
      return showMinutes(must(await readMinutes(uow, { meetingId })));
    });
    return c.json(done, 200);
  });
}
