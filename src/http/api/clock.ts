/** Domain time, which in demo mode can be moved forward so that deadlines are seen in minutes. */

import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { planClockMove } from '../../usecases/clock/move.ts';
import type { Api } from './api.ts';
import { ApiProblem } from './problem.ts';
import { must } from './refusals.ts';
import { body, changed, given, instant, shown, writeHeaders } from './shapes.ts';

const Clock = z
  .object({
    now: instant,
    offsetSeconds: z.int().openapi({ description: 'How far domain time is ahead of the present.' }),
    movable: z.boolean().openapi({ description: 'Whether this is demo mode.' }),
  })
  .openapi('Clock');
export type ShownClock = z.infer<typeof Clock>;

const DURATION = z
  .string()
  .refine((text) => durationOf(text) !== undefined, 'must be an ISO 8601 duration, like P1D or PT36H')
  .optional();
const Move = body({
  advance: DURATION.openapi({ description: 'Stop at everything due on the way and carry it out.', example: 'P1D' }),
  jump: DURATION.openapi({ description: 'Go there at once, as if the system had been down.' }),
}).openapi('ClockMove');

const show = createRoute({
  method: 'get',
  path: '/clock',
  tags: ['clock'],
  summary: 'Domain time',
  responses: shown(Clock, 'The clock.'),
});
const move = createRoute({
  method: 'post',
  path: '/clock',
  tags: ['clock'],
  summary: 'Move domain time forward; demo mode only',
  request: { headers: writeHeaders, body: given(Move) },
  responses: changed(z.object({ movedTo: instant }), 'The time the clock was moved to; everything due has been done.'),
});

export function clockRoutes({ app, runtime, once }: Api): void {
  const { context, clockMoves } = runtime;

  app.openapi(show, async (c) => {
    await context.clock.reload(context.db.direct);
    const offsetSeconds = Math.round(context.clock.offsetMs / 1000);
    return c.json({ now: context.clock.now().toString(), offsetSeconds, movable: context.clock.movable }, 200);
  });
  app.openapi(move, async (c) => {
    if (!context.clock.movable) {
      throw new ApiProblem(
        403,
        'not_demo',
        'The clock can be moved in demo mode only: start a trial installation with DEMO=1.',
      );
    }
    const input = c.req.valid('json');
    const written = input.advance ?? input.jump;
    const by = written === undefined ? undefined : durationOf(written);
    if (by === undefined || (input.advance !== undefined && input.jump !== undefined)) {
      throw new ApiProblem(400, 'not_valid', 'Give either the field "advance" or the field "jump".');
    }
    const how = input.advance === undefined ? ('jump' as const) : ('advance' as const);
    const plan = async (uow: Parameters<typeof planClockMove>[0]) => ({
      how,
      // Days and months of a move are counted where the demo community lives.
      to: must(await planClockMove(uow, { how, by, zone: DEFAULT_TIME_ZONE })).toString(),
    });
    const answer = await clockMoves.inTurn(() =>
      once.plan(c, { name: 'clock.advance', input }, plan, clockMoves.carryOut),
    );
    return c.json(answer, 200);
  });
}

function durationOf(written: string): Temporal.Duration | undefined {
  try {
    return Temporal.Duration.from(written);
  } catch {
    return undefined;
  }
}
