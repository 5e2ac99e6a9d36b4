/** An announcement to 2,500 residents: the command returns at once, a restart in the middle loses and doubles nothing. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/client.ts';
import { startLineFake } from '../fakes/line.ts';
import { startTelegramFake } from '../fakes/telegram.ts';
import { memberChat, settleCommittees } from '../harness/busy-committees.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { bounded, plain, type Result } from './result.ts';

const RESIDENTS = 2_500;
const RETURNS_MS = 300;
const PATIENCE_MS = 120_000;
const ADMIN_TOKEN = 'the-admin-token-of-the-bench';

export async function announcement(): Promise<Result[]> {
  const [, postgres] = await engineCases('announcement');
  if (!postgres || postgres.skip) return [];
  const setup = await postgres.setUp();
  const fakes = { line: await startLineFake(), telegram: await startTelegramFake() };
  try {
    const settings = { ...setup.settings, demo: false, fakes, env: { ADMIN_TOKEN } };
    const first = await startInstallation(settings);
    const [committee] = await settleCommittees(first.runtime, 1, RESIDENTS);
    await first.settle();
    const before = fakes.line.calls.length;
    // The first request of a process builds its routes; that is part of starting and not of announcing.
    await first.app.request('/api/v1/communities', { headers: { Authorization: `Bearer ${ADMIN_TOKEN}` } });
    const returned = await announce(first, committee?.home.id ?? '');
    const from = performance.now();
    // Stopped as soon as the first have it.
    while (fakes.line.calls.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.stop({ keep: true });
    const second = await startInstallation({ ...settings, dataDir: first.dataDir });
    for (const until = performance.now() + PATIENCE_MS; !(await allHandedOver(second)); ) {
      if (performance.now() > until) throw new Error(`not everybody was told within ${PATIENCE_MS / 1000} s`);
      await second.settle();
    }
    const seconds = (performance.now() - from) / 1000;
    const told = Array.from({ length: RESIDENTS }, (_, at) => heard(fakes.line.messagesTo(memberChat(at))));
    const wrong = told.filter((times) => times !== 1).length;
    await second.stop();
    return [
      bounded('announcement', `the command for ${RESIDENTS} residents returns`, 'ms', returned, RETURNS_MS),
      plain('announcement', `all ${RESIDENTS} told, with a restart on the way`, 's', seconds),
      bounded('announcement', 'residents told not at all or twice', 'people', wrong, 0),
    ];
  } finally {
    await fakes.line.close();
    await fakes.telegram.close();
    await setup.drop();
  }
}

/** The announcement is through all residents, and each message has its fate. */
async function allHandedOver({ runtime }: Installation): Promise<boolean> {
  const [open] = await rowsOf<{ n: string }>(
    runtime.context.db.direct,
    sql`select (select count(*) from lilong.announcement where done_at is null)
      + (select count(*) from lilong.outbox where state in ('waiting','leased','sending')) as n`,
  );
  return Number(open?.n) === 0;
}

const TEXT = '明天上午停水检修，请提前储水';
const heard = (messages: readonly unknown[]): number =>
  messages.filter((message) => JSON.stringify(message).includes(TEXT)).length;

async function announce({ app }: Installation, communityId: string): Promise<number> {
  const from = performance.now();
  const answer = await app.request('/api/v1/announcements', {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${ADMIN_TOKEN}`,
      'Content-Type': 'application/json',
      'Idempotency-Key': 'announcement-bench',
    },
    body: JSON.stringify({ communityId, text: TEXT }),
  });
  const ms = performance.now() - from;
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return ms;
}
