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
const ADMIN_TOKEN = 'the admin token of the bench';

export async function announcement(): Promise<Result[]> {
  const [, postgres] = await engineCases('announcement');
  if (!postgres || postgres.skip) return [];
  const setup = await postgres.setUp();
  const fakes = { line: await startLineFake(), telegram: await startTelegramFake() };
  try {
    const start = () => startInstallation({ ...setup.settings, demo: false, fakes, env: { ADMIN_TOKEN } });
    const first = await start();
    const [committee] = await settleCommittees(first.runtime, 1, RESIDENTS);
    await first.settle();
    const before = fakes.line.calls.length;
    const returned = await announce(first, committee?.home.id ?? '');
    const from = performance.now();
    // Stopped as soon as the first have it.
    while (fakes.line.calls.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.stop({ keep: true });
    const second = await start();
    await second.settle();
    const seconds = (performance.now() - from) / 1000;
    const told = Array.from({ length: RESIDENTS }, (_, at) => heard(fakes.line.messagesTo(memberChat(at))));
    const wrong = told.filter((times) => times !== 1).length;
    const [open] = await rowsOf<{ n: string }>(
      second.runtime.context.db.direct,
      sql`select count(*) as n from lilong.outbox where state in ('waiting','leased','sending')`,
    );
    await second.stop();
    if (Number(open?.n) > 0) throw new Error(`${open?.n} messages have no fate`);
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
