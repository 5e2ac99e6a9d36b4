/** What is not well with this installation, and how it is mended. */
import { createRoute, z } from '@hono/zod-openapi';
import { examine } from '../doctor/examine.ts';
import type { Api } from './api.ts';
import { shown } from './shapes.ts';

const Findings = z
  .object({
    well: z.boolean().openapi({ description: 'Whether nothing failed; warnings are for an operator to judge.' }),
    findings: z.array(
      z.object({
        check: z.string().openapi({ example: 'line webhook' }),
        level: z.enum(['ok', 'warn', 'fail']),
        says: z.string(),
        mend: z.string().nullable(),
      }),
    ),
  })
  .openapi('Findings');
export type ShownFindings = z.infer<typeof Findings>;

const look = createRoute({
  method: 'get',
  path: '/doctor',
  tags: ['operation'],
  summary: 'Examine the installation: tokens, webhooks, clock, disk, database, queue, quota',
  responses: shown(Findings, 'What was looked at.'),
});

export function doctorRoutes({ app, runtime, config }: Api): void {
  app.openapi(look, async (c) => {
    const findings = await examine(runtime, config);
    const well = findings.every(({ level }) => level !== 'fail');
    return c.json({ well, findings: findings.map((each) => ({ ...each, mend: each.mend ?? null })) }, 200);
  });
}
