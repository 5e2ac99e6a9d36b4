/** The edge takes webhooks in front of the database, and Node reads what it stored as if it had been there itself. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLineReceive } from '../../adapters/line/receive.ts';
import { receiveUpdate } from '../../adapters/telegram/receive.ts';
import { INBOX_CHANNEL, INSERT_INBOX, type InboxRow, inboxRow } from '../../db/inbox-insert.ts';
import { openPostgres } from '../../db/postgres.ts';
import type { ReceiveResult } from '../../src/channel.ts';
import { LINE_BOT, LINE_GROUP, LINE_USER, redelivered, signedWebhook, textEvent } from '../fakes/line-events.ts';
import { services, unlessMissing } from '../services.ts';
import {
  bodyOf,
  type Call,
  createInstallation,
  groupMessage,
  type Installation,
  index,
  keys,
  lineCall,
  post,
  SETTINGS,
  telegramCall,
} from './installation.ts';
import { captureConsole, type EdgeWorker, startEdge } from './worker.ts';

const { LINE_CHANNEL_SECRET: channelSecret, TELEGRAM_WEBHOOK_SECRET: secret, TELEGRAM_BOT_ID: botId } = SETTINGS;

/** The rows that the Node process would have written for the same webhook. */
async function nodeRows(result: ReceiveResult): Promise<InboxRow[]> {
  const events = result.kind === 'accepted' ? result.events : [];
  return Promise.all(events.map((event) => inboxRow(event, { index: index.of, seal: keys.seal })));
}

const { skip, name } = unlessMissing(await services(), 'postgres', 'the edge ingress');

describe.skipIf(skip)(name, { timeout: 60_000, retry: 1 }, () => {
  let installation: Installation;
  let edge: EdgeWorker;
  let written: ReturnType<typeof captureConsole>;

  beforeAll(async () => {
    written = captureConsole();
    installation = await createInstallation();
    edge = await startEdge(SETTINGS, { url: installation.url, through: 'hyperdrive' });
  }, 30_000);

  afterAll(async () => {
    // Not before the last wake-up is sent: a worker that is stopped with a connection open breaks it.
    await vi.waitFor(async () => {
      const open = await installation.sql`select 1 from pg_stat_activity
        where application_name = 'lilong-edge' and datname = current_database()`;
      expect(open).toHaveLength(0);
    }, 5_000);
    await edge?.stop();
    await installation?.drop();
    written.release();
  }, 60_000);

  beforeEach(async () => {
    await installation.sql`truncate lilong.inbox`;
    written.take();
  });

  const send = (call: Call) => post(edge, call);

  describe('a genuine webhook', () => {
    it('of LINE becomes the row that Node would have written, and Node opens it', async () => {
      const event = textEvent('楼道灯坏了 💡', { group: LINE_GROUP, user: LINE_USER });
      const call = lineCall([event]);
      expect(await send(call)).toEqual({ status: 200, text: 'ok\n' });

      const [row, ...others] = await installation.rows();
      expect(others).toEqual([]);
      const header = (field: string) => call.headers[field];
      const [expected] = await nodeRows(await createLineReceive({ channelSecret })({ body: call.body, header }, 0));
      expect(row).toMatchObject({
        event_key: expected?.event_key,
        platform: 'line',
        conversation_key: expected?.conversation_key,
        event_at: new Date(expected?.event_at ?? 0),
        state: 'pending',
      });
      expect(bodyOf(row)).toMatchObject({ destination: LINE_BOT, event });
    });

    it('of Telegram likewise', async () => {
      const sent = groupMessage(92_001, '三号楼要开会吗?');
      const call = telegramCall(sent);
      expect(await send(call)).toEqual({ status: 200, text: 'ok\n' });

      const [row, ...others] = await installation.rows();
      expect(others).toEqual([]);
      const request = { body: call.body, header: (field: string) => call.headers[field] };
      const [expected] = await nodeRows(await receiveUpdate(request, 0, { botId, secret }));
      expect(row).toMatchObject({
        event_key: expected?.event_key,
        platform: 'telegram',
        conversation_key: expected?.conversation_key,
        event_at: new Date(expected?.event_at ?? 0),
        state: 'pending',
      });
      expect(bodyOf(row)).toMatchObject({ update: sent });
    });

    it('with several events becomes several rows', async () => {
      const words = ['一', '二', '三'];
      expect((await send(lineCall(words.map((word) => textEvent(word))))).status).toBe(200);
      const bodies = (await installation.rows()).map((row) => bodyOf(row));
      expect(bodies).toMatchObject(words.map((text) => ({ event: { message: { text } } })));
    });

    it('sent twice, redelivered, or taken by Node as well, is one row', async () => {
      const event = textEvent('只算一次');
      for (const call of [lineCall([event]), lineCall([event]), lineCall([redelivered(event)])]) {
        expect((await send(call)).status).toBe(200);
      }
      const request = signedWebhook(channelSecret, { destination: LINE_BOT, events: [event] });
      const again = await nodeRows(await createLineReceive({ channelSecret })(request, 0));
      expect(again).toHaveLength(1);
      expect(await installation.sql.unsafe(INSERT_INBOX, [JSON.stringify(again)])).toHaveLength(0);
      expect(await installation.rows()).toHaveLength(1);
    });

    it('wakes the worker once, when the row is already there to be read', async () => {
      const node = openPostgres({ url: installation.url, connections: 1 });
      const found: Promise<number>[] = [];
      let listening = false;
      await node.listen(INBOX_CHANNEL, () => {
        if (listening) found.push(installation.rows().then((rows) => rows.length));
        listening = true;
      });
      const event = textEvent('醒来');
      await send(lineCall([event]));
      await send(lineCall([event]));
      await send(lineCall([textEvent('再来')]));
      await expect.poll(() => found.length, { timeout: 5_000 }).toBe(2);
      expect(Math.min(...(await Promise.all(found)))).toBeGreaterThanOrEqual(1);
      await node.close();
    });

    it('without events (the Verify button of the LINE console) is answered and stores nothing', async () => {
      expect((await send(lineCall([]))).status).toBe(200);
      expect(await installation.rows()).toEqual([]);
    });
  });

  describe('what is not a genuine webhook stores nothing', () => {
    it('a forged or missing signature of LINE: 401', async () => {
      const genuine = lineCall([textEvent('真')]);
      const forged = lineCall([textEvent('假')], 'another-secret');
      expect((await send(forged)).status).toBe(401);
      expect((await send({ ...genuine, headers: {} })).status).toBe(401);
      expect((await send({ ...forged, headers: genuine.headers })).status).toBe(401);
      expect(await installation.rows()).toEqual([]);
      expect(written.take()).toContain('refused with 401');
    });

    it('a wrong or missing secret of Telegram: 401', async () => {
      expect((await send(telegramCall(groupMessage(1, '假'), 'wrong'))).status).toBe(401);
      expect((await send(telegramCall(groupMessage(1, '假'), ''))).status).toBe(401);
      expect(await installation.rows()).toEqual([]);
    });

    it('signed nonsense: 400', async () => {
      const nonsense = { path: '/webhooks/line', ...signedWebhook(channelSecret, 'nonsense') };
      expect((await send(nonsense)).status).toBe(400);
      expect((await send(telegramCall('nonsense'))).status).toBe(400);
      expect(await installation.rows()).toEqual([]);
    });

    it('too much: 413, and the connection stays good', async () => {
      const large = signedWebhook(channelSecret, { padding: 'x'.repeat(1_100_000) });
      for (const body of [large.body, new Uint8Array(3 * 1024 * 1024), new Uint8Array(3 * 1024 * 1024)]) {
        expect((await send({ path: '/webhooks/line', body, headers: large.headers })).status).toBe(413);
      }
      expect(await installation.rows()).toEqual([]);
    });

    it('another method: 405; another path: 404', async () => {
      expect((await edge.fetch('/webhooks/line')).status).toBe(405);
      expect((await edge.fetch('/webhooks/telegram', { method: 'PUT', body: '{}' })).status).toBe(405);
      expect((await edge.fetch('/healthz', { method: 'POST' })).status).toBe(405);
      expect((await edge.fetch('/webhooks/web', { method: 'POST', body: '{}' })).status).toBe(404);
      expect((await edge.fetch('/')).status).toBe(404);
    });
  });

  it('says that it is up', async () => {
    expect(await edge.fetch('/healthz')).toEqual({ status: 200, text: 'ok\n' });
  });
});
