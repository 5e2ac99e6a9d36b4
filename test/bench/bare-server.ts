/**
 * The least anyone could do: a Hono handler that checks the HMAC and inserts the same row, one insert a webhook.
 * Arguments: database address, channel secret, port.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import postgres from 'postgres';

const [url = '', secret = '', port = '0'] = process.argv.slice(2);
const sql = postgres(url, { max: 10, onnotice: () => {} });
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
    const conversation = `${destination}-${groupId}-${userId}`;
    await sql`insert into lilong.inbox (event_key, platform, conversation_key, body_sealed, event_at)
      values (${`bare-${event.webhookEventId}`}, 'line', ${conversation}, ${Buffer.from(JSON.stringify(event))}, ${new Date(event.timestamp)})
      on conflict (event_key) do nothing`;
  }
  return c.json({});
});
interface Event {
  readonly webhookEventId: string;
  readonly timestamp: number;
  readonly source: { readonly groupId: string; readonly userId: string };
}
serve({ fetch: app.fetch, port: Number(port), hostname: '127.0.0.1' });
