/** A conversation is handled by one worker at a time, also when an older event comes while a newer one is at work. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADVISORY_LOCK } from '../../db/advisory-locks.ts';
import { rowsOf } from '../../db/client.ts';
import { lineReplyToken, lineWebhook, textEvent } from '../../test/fakes/line.ts';
import { type Installation, LINE_SECRET, startInstallation } from '../../test/harness/installation.ts';
import { createPreparedDatabase } from '../../test/harness/prepared.ts';
import { services, type TestDatabase, unlessMissing } from '../../test/services.ts';

const { skip, name } = unlessMissing(await services(), 'postgres', 'the order of a conversation, PostgreSQL');
const USER = `U${'7'.repeat(32)}`;

describe.skipIf(skip)(name, () => {
  let database: TestDatabase;
  let installation: Installation;
  beforeAll(async () => {
    database = await createPreparedDatabase();
    installation = await startInstallation({ databaseUrl: database.url });
  });
  afterAll(async () => {
    await installation.stop();
    await database.drop();
  });

  const says = async (text: string, timestamp: number): Promise<void> => {
    const replyToken = lineReplyToken();
    const { body, headers } = lineWebhook(LINE_SECRET, [textEvent(text, { user: USER, timestamp, replyToken })]);
    const answer = await installation.app.request('/webhooks/line', {
      method: 'POST',
      headers,
      body: Buffer.from(body).toString('utf8'),
    });
    expect(answer.status).toBe(200);
  };
  const pending = async (): Promise<number> => {
    const { db } = installation.runtime.context;
    const [row] = await rowsOf<{ n: number }>(
      db.direct,
      sql`select count(*)::int as n from lilong.inbox where state = 'pending'`,
    );
    return row?.n ?? -1;
  };
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('an older event waits while somebody is at work on the conversation', async () => {
    const { db, index } = installation.runtime.context;
    const key = index.of('conversation', 'line', installation.line.bot.userId, USER, '', USER);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    // What a worker holds from claiming an event until its commit.
    const atWork = db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.conversation}, hashtext(${key}))`);
      await held;
    });
    await pause(50);
    await says('谢谢', Date.now() - 60_000);
    await pause(1_500);
    expect(await pending()).toBe(1);
    release();
    await atWork;
    await expect.poll(pending, { timeout: 5_000 }).toBe(0);
  });
});
