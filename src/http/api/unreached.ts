/** Whom reminders could not reach, as data and as a list to be printed. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { unreachedPdf } from '../../documents/unreached.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { NOT_REACHED } from '../../domain/reminder/fate.ts';
import { runUnit } from '../../pipeline/unit.ts';
import { askUnreached, type UnreachedList } from '../../usecases/task/unreached.ts';
import { paperOf } from '../unreached.ts';
import { type Api, communityOf } from './api.ts';
import { answerFile, file, PDF } from './files.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import { communityRef, instant, oneOf, query, shown, timeOf, uuid } from './shapes.ts';
import { PlanWords, subdistrictOf, subdistrictRef } from './tasks.ts';

const Unreached = z
  .object({
    name: z.string(),
    communities: z.array(
      z.object({
        community: z.string(),
        people: z.array(
          z.object({
            personId: uuid,
            home: z.string().nullable(),
            title: PlanWords,
            toVerify: z.boolean().openapi({ description: 'Handed in, and waits for this person to verify it.' }),
            dueOn: z.string().nullable().openapi({ description: 'Null for what is to be verified.' }),
            fate: z.enum(NOT_REACHED).openapi({
              description:
                'no_chat: no account; refused: the platform will not take it; quota: held back; unknown: sent, and nobody knows; given_up: tried for a day; withdrawn: taken back. What was accepted or seen is not listed.',
            }),
            at: instant,
          }),
        ),
      }),
    ),
  })
  .openapi('UnreachedReminders');
export type ShownUnreachedReminders = z.infer<typeof Unreached>;

const asked = { community: communityRef.optional(), subdistrict: subdistrictRef.optional() };

const show = createRoute({
  method: 'get',
  path: '/reminders/unreached',
  tags: ['tasks'],
  summary: 'Whom reminders of what is to be done or verified could not reach, without names',
  request: { query: query(asked) },
  responses: shown(Unreached, 'The list.'),
});
const print = createRoute({
  method: 'get',
  path: '/reminders/unreached/file',
  tags: ['tasks'],
  summary: 'The same with names, to be printed',
  request: {
    query: query({ ...asked, lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).default('zh-Hans') }),
  },
  responses: file('The list.', PDF),
});

export function unreachedRoutes({ app, runtime }: Api): void {
  const { context } = runtime;
  const read = async (wanted: { community?: string | undefined; subdistrict?: string | undefined }) => {
    const tx = context.db.direct;
    if ((wanted.community === undefined) === (wanted.subdistrict === undefined))
      throw new ApiProblem(400, 'not_valid', 'Give either the field "community" or the field "subdistrict".');
    const { id } =
      wanted.community === undefined
        ? await subdistrictOf(tx, wanted.subdistrict ?? '')
        : await communityOf(tx, wanted.community);
    const found: UnreachedList[] = [];
    const name = context.index.of('unreached', id, context.clock.now().toString());
    runtime.committed(
      await runUnit(context, OPERATOR, name, async (uow) => {
        found.push(must(await askUnreached(uow, { id })));
        return {};
      }),
    );
    const [list] = found;
    if (!list) throw new Error('nothing was read');
    return list;
  };
  app.openapi(show, async (c) => {
    const { name, communities } = await read(c.req.valid('query'));
    return c.json(
      {
        name,
        communities: communities.map(({ community, lines }) => ({
          community,
          people: lines.map(({ name: _name, at, ...line }) => ({ ...line, at: timeOf(at) })),
        })),
      },
      200,
    );
  });
  app.openapi(print, async (c) => {
    const { lang, ...wanted } = c.req.valid('query');
    const list = await read(wanted);
    return answerFile(await unreachedPdf(paperOf(list, lang, context.clock.now())), PDF, 'unreached.pdf');
  });
}
