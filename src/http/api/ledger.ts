/** The ledger: its entries, where it ends, and whether everything still agrees with it. */
import { createRoute, z } from '@hono/zod-openapi';
import { sealLedger } from '../../../jobs/seal.ts';
import { type LedgerLink, pageLedger } from '../../usecases/ledger/entries.ts';
import { hex, ledgerHead, pendingEntries } from '../../usecases/ledger/head.ts';
import { verifyLedger } from '../../usecases/ledger/verify.ts';
import type { Api } from './api.ts';
import { keyIn, pageOf, SEQ_KEY } from './cursor.ts';
import { body, instant, listOf, PAGE, position, query, shown, text, timeOf } from './shapes.ts';

const Entry = z
  .object({
    position: z.int(),
    subject: z.string(),
    entry: z.string().openapi({ description: 'Canonical JSON (RFC 8785), exactly as it was hashed.' }),
    prevHash: z.string(),
    hash: z.string().openapi({ description: 'Hex SHA-256 of the previous hash followed by the entry.' }),
    sealedAt: instant,
  })
  .openapi('LedgerEntry');
export type ShownEntry = z.infer<typeof Entry>;
const Head = z.object({ position: z.int(), hash: z.string() }).openapi('LedgerHead');
export type ShownHead = z.infer<typeof Head>;
const Report = z
  .object({
    ok: z.boolean(),
    entries: z.int().openapi({ description: 'Sealed entries that were recomputed.' }),
    rows: z.int().openapi({ description: 'Live rows that were compared.' }),
    head: Head,
    problems: z.array(
      z.object({
        kind: z.string(),
        position: z.int().optional(),
        subject: z.string().optional(),
        message: z.string(),
      }),
    ),
    unlisted: z.int().openapi({ description: 'Problems beyond those listed.' }),
  })
  .openapi('LedgerReport');
export type ShownReport = z.infer<typeof Report>;

const showLink = (link: LedgerLink) => ({
  position: link.position,
  subject: link.subject,
  entry: link.entry,
  prevHash: hex(link.prevHash),
  hash: hex(link.hash),
  sealedAt: timeOf(link.sealedAt),
});

const list = createRoute({
  method: 'get',
  path: '/ledger',
  tags: ['ledger'],
  summary: 'Sealed entries, by position',
  request: { query: query({ ...PAGE, subject: text(1, 100).optional() }) },
  responses: shown(listOf(Entry), 'One page.'),
});
const head = createRoute({
  method: 'get',
  path: '/ledger/head',
  tags: ['ledger'],
  summary: 'Where the chain ends, and how many entries wait for their position',
  responses: shown(Head.extend({ pending: z.int() }), 'The head.'),
});
const HASH = text(64, 64).regex(/^[0-9a-f]+$/, 'must be 64 hexadecimal characters');
const verify = createRoute({
  method: 'post',
  path: '/ledger/verify',
  tags: ['ledger'],
  summary: 'Recompute the chain and compare every live row with its last digest',
  description:
    'Changes nothing. Give a head that you kept earlier, and a chain that was cut or rewritten before it is found out whatever was done to this database.',
  request: {
    body: {
      content: {
        'application/json': { schema: body({ head: body({ position, hash: HASH }).optional() }).openapi('KnownHead') },
      },
    },
  },
  responses: shown(Report, 'What was found.'),
});

export function ledgerRoutes({ app, runtime: { context } }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, subject } = c.req.valid('query');
    const rows = await pageLedger(context.db.direct, subject, keyIn(cursor, SEQ_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, (link) => link.position, showLink),
      200,
    );
  });
  app.openapi(head, async (c) =>
    c.json({ ...(await ledgerHead(context.db.direct)), pending: await pendingEntries(context.db.direct) }, 200),
  );
  app.openapi(verify, async (c) => {
    const { head: told } = c.req.valid('json');
    // What just happened gets its position first, so that the report speaks of positions.
    await sealLedger(context);
    const report = await verifyLedger(context.db.direct, context, told);
    return c.json({ ...report, head: { ...report.head }, problems: report.problems.map((each) => ({ ...each })) }, 200);
  });
}
