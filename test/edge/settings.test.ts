/** What the edge does with other settings, wrong settings, and a database that is not there. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFieldKeys } from '../../db/sealed.ts';
import { LINE_BOT, LINE_USER, textEvent } from '../fakes/line-events.ts';
import { flakyNetwork } from '../flaky-network.ts';
import { createTestDatabase, services, unlessMissing } from '../services.ts';
import {
  bodyOf,
  createInstallation,
  groupMessage,
  type Installation,
  index,
  indexKey,
  keys,
  lineCall,
  post,
  SETTINGS,
  telegramCall,
} from './installation.ts';
import { captureConsole, type EdgeSettings, type EdgeWorker, startEdge } from './worker.ts';

const { skip, name } = unlessMissing(await services(), 'postgres', 'the settings of the edge');

describe.skipIf(skip)(name, { timeout: 60_000, retry: 1 }, () => {
  let installation: Installation;
  let written: ReturnType<typeof captureConsole>;

  beforeAll(async () => {
    written = captureConsole();
    installation = await createInstallation();
  }, 30_000);

  afterAll(async () => {
    await installation?.drop();
    written.release();
  });

  beforeEach(async () => {
    await installation.sql`truncate lilong.inbox`;
  });

  /** A worker of its own, only for `work`. */
  async function withEdge(settings: EdgeSettings, work: (edge: EdgeWorker) => Promise<void>, url = installation.url) {
    const edge = await startEdge(settings, { url, through: 'direct' });
    try {
      await work(edge);
    } finally {
      await edge.stop();
    }
  }

  it('thirty webhooks at once on a cold start are thirty rows', () =>
    withEdge(SETTINGS, async (edge) => {
      const calls = Array.from({ length: 30 }, (_, at) => lineCall([textEvent(`第${at}个`)]));
      const answers = await Promise.all(calls.map((call) => post(edge, call)));
      expect(answers.map(({ status }) => status)).toEqual(calls.map(() => 200));
      expect(await installation.rows()).toHaveLength(30);
    }));

  it('a platform without its secret answers 404 and stores nothing', () => {
    const { FIELD_KEY, TELEGRAM_BOT_ID } = SETTINGS;
    return withEdge({ FIELD_KEY, TELEGRAM_BOT_ID }, async (edge) => {
      expect((await post(edge, lineCall([textEvent('谁在?')]))).status).toBe(404);
      expect((await post(edge, telegramCall(groupMessage(2, '谁在?')))).status).toBe(404);
      expect((await post(edge, telegramCall(groupMessage(3, '谁在?'), ''))).status).toBe(404);
      expect((await edge.fetch('/webhooks/line')).status).toBe(404);
      expect((await edge.fetch('/healthz')).status).toBe(200);
      expect(await installation.rows()).toEqual([]);
    });
  });

  it('takes the bot id from the bot token', () => {
    const { TELEGRAM_BOT_ID: id, ...others } = SETTINGS;
    return withEdge({ ...others, TELEGRAM_BOT_TOKEN: `${id}:AAbbCC-dd` }, async (edge) => {
      expect((await post(edge, telegramCall(groupMessage(4, '按令牌')))).status).toBe(200);
      expect(await installation.rows()).toMatchObject([{ event_key: index.of('event', `telegram-${id}-4`) }]);
    });
  });

  it('FIELD_KEY=new,old opens the index key sealed with the old one and seals with the new one', () => {
    const newKey = randomBytes(32);
    const FIELD_KEY = `${newKey.toString('base64url')}, ${SETTINGS.FIELD_KEY}`;
    return withEdge({ ...SETTINGS, FIELD_KEY }, async (edge) => {
      const event = textEvent('换钥匙');
      expect((await post(edge, lineCall([event]))).status).toBe(200);
      const [row] = await installation.rows();
      expect(row?.event_key).toBe(index.of('event', `line-${LINE_BOT}-${String(event.webhookEventId)}`));
      expect(bodyOf(row, createFieldKeys([newKey]))).toMatchObject({ event });
    });
  });

  it('the database account of docs/edge.md is enough, and cannot read what is stored', async ({ skip: skipTest }) => {
    const { sql } = installation;
    const [me] = await sql`select 1 from pg_roles where rolname = current_user and (rolsuper or rolcreaterole)`;
    skipTest(!me, 'the PostgreSQL account of the tests may not create roles');
    const role = `lilong_edge_${randomBytes(4).toString('hex')}`;
    const page = await readFile(new URL('../../docs/edge.md', import.meta.url), 'utf8');
    const grants = /```sql\n([^`]+)```/.exec(page)?.[1] ?? '';
    const url = new URL(installation.url);
    url.username = role;
    url.password = 'change-me';
    try {
      await sql.unsafe(grants.replaceAll('lilong_edge', role));
      const work = async (edge: EdgeWorker) => {
        const call = lineCall([textEvent('小账号')]);
        expect([(await post(edge, call)).status, (await post(edge, call)).status]).toEqual([200, 200]);
        expect(await installation.rows()).toHaveLength(1);
      };
      await withEdge(SETTINGS, work, url.href);
      const stored = sql.begin(async (tx) => {
        await tx.unsafe(`set local role ${role}`);
        return tx`select body_sealed from lilong.inbox`;
      });
      await expect(stored).rejects.toThrow(/permission denied/);
    } finally {
      await sql.unsafe(`drop owned by ${role}`);
      await sql.unsafe(`drop role ${role}`);
    }
  });

  describe('when it cannot store, it answers 503 and says why', () => {
    const event = textEvent('不能丢', { user: LINE_USER });

    /** Posts the event; whatever the log says, it may not say who, what, or a secret. */
    async function attempt(edge: EdgeWorker, call = lineCall([event])) {
      written.take();
      const { status } = await post(edge, call);
      const log = written.take();
      for (const word of [LINE_USER, '不能丢', ...Object.values(SETTINGS)]) expect(log).not.toContain(word);
      return { status, log };
    }

    it.each([
      ['no FIELD_KEY', '', 'FIELD_KEY is not set'],
      ['a FIELD_KEY that is not base64', '钥匙', 'FIELD_KEY is wrong'],
      ['a FIELD_KEY that is too short', 'AAAAAAAA', 'FIELD_KEY is wrong'],
      ["somebody else's FIELD_KEY", randomBytes(32).toString('base64'), 'FIELD_KEY does not open'],
    ])('%s', (_case, FIELD_KEY, sentence) =>
      withEdge({ ...SETTINGS, FIELD_KEY }, async (edge) => {
        const { status, log } = await attempt(edge);
        expect(status).toBe(503);
        expect(log).toContain(sentence);
        expect(log).not.toContain(FIELD_KEY || 'never');
        expect(await installation.rows()).toEqual([]);
      }),
    );

    it.each([
      ['no TELEGRAM_BOT_ID', { TELEGRAM_BOT_ID: '' }, 'TELEGRAM_BOT_ID is missing'],
      ['a bot name as TELEGRAM_BOT_ID', { TELEGRAM_BOT_ID: '@LilongBot' }, 'TELEGRAM_BOT_ID is missing'],
      ['a secret that Telegram cannot send', { TELEGRAM_WEBHOOK_SECRET: '密码' }, 'TELEGRAM_WEBHOOK_SECRET may only'],
    ])('%s', (_case, wrong, sentence) =>
      withEdge({ ...SETTINGS, ...wrong }, async (edge) => {
        const { status, log } = await attempt(edge, telegramCall(groupMessage(5, '不能丢')));
        expect(status).toBe(503);
        expect(log).toContain(sentence);
      }),
    );

    it('no index key in the database, or a broken one; as soon as it is right, it works', () =>
      withEdge(SETTINGS, async (edge) => {
        for (const [sealed, sentence] of [
          [null, "no 'index-key' setting yet"],
          [keys.seal('inbox.body', indexKey), 'FIELD_KEY does not open'],
          [keys.seal('setting.index-key', indexKey.subarray(1)), 'not a key of 32 bytes'],
        ] as const) {
          await installation.setIndexKey(sealed);
          const { status, log } = await attempt(edge);
          expect(status).toBe(503);
          expect(log).toContain(sentence);
        }
        expect(await installation.rows()).toEqual([]);

        await installation.setIndexKey(keys.seal('setting.index-key', indexKey));
        expect(await attempt(edge)).toEqual({ status: 200, log: '' });
        expect(await installation.rows()).toHaveLength(1);
      }));

    it('a database without tables', async () => {
      const empty = await createTestDatabase();
      const tried = withEdge(
        SETTINGS,
        async (edge) => {
          const { status, log } = await attempt(edge);
          expect(status).toBe(503);
          expect(log).toContain('The database has no Lilong tables');
        },
        empty.url,
      );
      await tried.finally(empty.drop);
    });

    it('a dead database', () =>
      withEdge(
        SETTINGS,
        async (edge) => {
          const { status, log } = await attempt(edge);
          expect(status).toBe(503);
          expect(log).toContain('The database could not be used');
        },
        'postgres://nobody:none@127.0.0.1:1/nothing',
      ));

    it('a database that fell silent; when it is back, the webhook sent again is one row', async () => {
      const url = new URL(installation.url);
      const network = await flakyNetwork(url.hostname, Number(url.port || 5432));
      url.host = `127.0.0.1:${network.port}`;
      const tried = withEdge(
        SETTINGS,
        async (edge) => {
          network.silence();
          const { status, log } = await attempt(edge);
          expect(status).toBe(503);
          expect(log).toContain('The database could not be used');
          expect(await installation.rows()).toEqual([]);

          network.restore();
          expect(await attempt(edge)).toEqual({ status: 200, log: '' });
          expect(await installation.rows()).toHaveLength(1);
        },
        url.href,
      );
      await tried.finally(network.close);
    });
  });
});
