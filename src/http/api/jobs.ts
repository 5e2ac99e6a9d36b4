/** The process's own clockwork, on demand. */
import { createRoute, z } from '@hono/zod-openapi';
import { orderSweep } from '../../usecases/jobs/sweep.ts';
import type { Api } from './api.ts';
import { must } from './refusals.ts';
import { changed, writeHeaders } from './shapes.ts';

const Swept = z
  .object({
    gaps: z
      .object({
        missed: z.int().openapi({ description: 'Planned times that had passed and were carried out now.' }),
        escalations: z.int().openapi({ description: 'Open tasks for whose lateness nothing was planned.' }),
        reminders: z.int().openapi({ description: 'Reminders that nothing would have sent.' }),
      })
      .openapi({ description: 'Found and mended.' }),
    doubles: z.object({
      schedule: z.int().openapi({ description: 'Planned twice; the second was called off.' }),
      reminders: z.int().openapi({ description: 'Had gone out twice; each is counted once, whoever sweeps.' }),
    }),
  })
  .openapi('Swept');
export type ShownSwept = z.infer<typeof Swept>;

const sweep = createRoute({
  method: 'post',
  path: '/jobs/sweep',
  tags: ['clock'],
  summary: 'Look for gaps and doubles in what is planned and reminded of, at once, and mend them',
  request: { headers: writeHeaders },
  responses: changed(Swept, 'What was found.'),
});

export function jobRoutes({ app, runtime, once }: Api): void {
  app.openapi(sweep, async (c) => {
    const plan = async (uow: Parameters<typeof orderSweep>[0]) => {
      must(await orderSweep(uow, {}));
      return {};
    };
    const answer = await once.plan(c, { name: 'jobs.sweep', input: {} }, plan, () => runtime.jobs.repair());
    return c.json(answer, 200);
  });
}
