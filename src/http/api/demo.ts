/** The demo community, for an installation that was started as a trial. */
import { createRoute, z } from '@hono/zod-openapi';
import { loadDemo } from '../../demo/load.ts';
import type { Api } from './api.ts';
import { ApiProblem } from './problem.ts';
import { changed, writeHeaders } from './shapes.ts';

const load = createRoute({
  method: 'post',
  path: '/demo',
  tags: ['demo'],
  summary: 'Load the demo community; demo mode only. Loading it twice changes nothing',
  request: { headers: writeHeaders },
  responses: changed(z.object({ demo: z.enum(['made', 'there']) }), '`made`, or `there` when it was loaded before.'),
});

export function demoRoutes({ app, runtime: { context }, config, once }: Api): void {
  app.openapi(load, async (c) => {
    if (!config.demo) {
      throw new ApiProblem(
        403,
        'not_demo',
        'The demo community belongs in a trial installation: start one with DEMO=1.',
      );
    }
    const answer = await once.plan(
      c,
      { name: 'demo.load', input: {} },
      async () => ({}),
      async () => ({ demo: await loadDemo(context) }),
    );
    return c.json(answer, 200);
  });
}
