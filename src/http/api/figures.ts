/** Figures and trainings that staff enter until another part of the system keeps them. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { ENTERED_FIGURES, FIGURE_NAMES, TRAININGS } from '../../domain/task/figures.ts';
import { policyOf } from '../../usecases/policies.ts';
import { enterFigure, enterTraining } from '../../usecases/task/enter-figures.ts';
import { figuresOf } from '../../usecases/task/figures.ts';
import { type Api, communityOf } from './api.ts';
import { must } from './refusals.ts';
import { body, changed, communityRef, day, given, oneOf, query, shown, uuid, writeHeaders } from './shapes.ts';

const Figures = z
  .object({
    items: z.array(z.object({ name: z.enum(FIGURE_NAMES as [string, ...string[]]), value: z.int().nullable() })),
  })
  .openapi('Figures');
export type ShownFigures = z.infer<typeof Figures>;
const Entered = z
  .object({
    entered: z.boolean().openapi({ description: 'False: it was known already.' }),
    opened: z.array(uuid).openapi({ description: 'Tasks that plans opened because of it.' }),
  })
  .openapi('EnteredFigure');
export type ShownEnteredFigure = z.infer<typeof Entered>;

const list = createRoute({
  method: 'get',
  path: '/figures',
  tags: ['plans'],
  summary: 'The figures of a community today; null where nobody knows',
  request: { query: query({ community: communityRef }) },
  responses: shown(Figures, 'All of them.'),
});
const enter = createRoute({
  method: 'post',
  path: '/figures',
  tags: ['plans'],
  summary: 'Enter what a figure was on a day; plans are looked at at once',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        name: oneOf(ENTERED_FIGURES as [string, ...string[]]),
        value: z
          .number('must be a number')
          .int('must be a whole number')
          .min(0, 'must not be negative')
          .max(2_000_000_000),
        asOf: day.optional().openapi({ description: 'Today unless given.' }),
      }).openapi('NewFigure'),
    ),
  },
  responses: changed(Entered, 'What it opened.'),
});
const train = createRoute({
  method: 'post',
  path: '/trainings',
  tags: ['plans'],
  summary: 'Enter when a training was held; the next one’s time runs from the newest',
  request: {
    headers: writeHeaders,
    body: given(body({ community: communityRef, name: oneOf(TRAININGS), heldOn: day }).openapi('NewTraining')),
  },
  responses: changed(Entered, 'What it opened.'),
});

export function figureRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const home = await communityOf(context.db.direct, c.req.valid('query').community);
    const reading = { tx: context.db.direct, now: context.clock.now(), policies: context.policies };
    const figures = await figuresOf(reading, home, (await policyOf(reading, home)).year(reading.now));
    return c.json({ items: FIGURE_NAMES.map((name) => ({ name, value: figures[name] ?? null })) }, 200);
  });
  app.openapi(enter, async (c) => {
    const { community, name, value, asOf } = c.req.valid('json');
    const home = await communityOf(context.db.direct, community);
    const figure = ENTERED_FIGURES.find((each) => each === name);
    const input = { community: home.id, name, value, asOf };
    const answer = await once.commit(c, { name: 'figure.enter', input }, async (uow) => {
      if (!figure) throw new Error('the shape lets no other name through');
      const on = asOf ? Temporal.PlainDate.from(asOf) : uow.now.toZonedDateTimeISO(home.timeZone).toPlainDate();
      const { opened } = must(await enterFigure(uow, { communityId: home.id, name: figure, value, asOf: on }));
      return { entered: true, opened: opened.map(({ id }) => id) };
    });
    return c.json(answer, 200);
  });
  app.openapi(train, async (c) => {
    const { community, name, heldOn } = c.req.valid('json');
    const home = await communityOf(context.db.direct, community);
    const input = { community: home.id, name, heldOn };
    const answer = await once.commit(c, { name: 'training.enter', input }, async (uow) => {
      const held = { communityId: home.id, name, heldOn: Temporal.PlainDate.from(heldOn) };
      const { entered, opened } = must(await enterTraining(uow, held));
      return { entered, opened: opened.map(({ id }) => id) };
    });
    return c.json(answer, 200);
  });
}
