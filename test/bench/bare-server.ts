/**
 * The least anyone could do: a Hono handler that checks the HMAC and inserts the same row, one insert a webhook.
 * Arguments: database address, or the folder of an embedded one; channel secret; port.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { PGlite } from '@electric-sql/pglite';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';
import { migratePgliteDatabase } from '../../db/migrate.ts';

interface Row {
  readonly key: string;
  readonly conversation: string;
  readonly body: Buffer;
  readonly at: Date;
}
interface Event {
  readonly webhookEventId: string;
  readonly timestamp: number;
  readonly source: { readonly groupId: string; readonly userId: string };
}

async function openInsert(where: string): Promise<(row: Row) => Promise<unknown>> {
  if (/^postgres(ql)?:/.test(where)) {
    const sql = postgres(where, { max: 10, onnotice: () => {} });
    return ({ key, conversation, body, at }) => sql`
      insert into lilong.inbox (event_key, platform, conversation_key, body_sealed, event_at)
      values (${key}, 'line', ${conversation}, ${body}, ${at}) on conflict (event_key) do nothing`;
  }
  const db = await PGlite.create(where);
  await migratePgliteDatabase(db);
  const statement = `insert into lilong.inbox (event_key, platform, conversation_key, body_sealed, event_at)
    values ($1, 'line', $2, $3, $4) on conflict (event_key) do nothing`;
  return ({ key, conversation, body, at }) => db.query(statement, [key, conversation, body, at]);
}

const [where = '', secret = '', port = '0'] = process.argv.slice(2);
const insert = await openInsert(where);
const app = new Hono();
app.get('/healthz', (c) => c.json({ ok: true }));
app.post('/webhooks/line', async (c) => {
  const body = Buffer.from(await c.req.arrayBuffer());
  const right = createHmac('sha256', secret).update(body).digest();
  const told = Buffer.from(c.req.header('x-line-signature') ?? '', 'base64');
  if (right.length !== told.length || !timingSafeEqual(right, told)) return c.json({}, 401);
  const { destination, events } = JSON.parse(body.toString('utf8')) as { destination: string; events: Event[] };
  for (const event of events) {
    const { groupId, userId } = event.source;
    await insert({
      key: `bare-${event.webhookEventId}`,
      conversation: `${destination}-${groupId}-${userId}`,
      body: Buffer.from(JSON.stringify(event)),
      at: new Date(event.timestamp),
    });
  }
  return c.json({});
});
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' });
