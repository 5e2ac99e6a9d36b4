/**
 * A ballot with 2,500 people on its roll: freezing it and opening it return at once, everybody is asked to vote once though the
 * process is restarted on the way, and what it came to is declared to all of them.
 */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/client.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import type { Result as Outcome } from '../../src/domain/result.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { freezeRoll, openBallot, pauseBallot, reviewBallot } from '../../src/usecases/ballot/run.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { startLineFake } from '../fakes/line.ts';
import { startTelegramFake } from '../fakes/telegram.ts';
import { memberChat, settleCommittees } from '../harness/busy-committees.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { bounded, plain, type Result } from './result.ts';

const ROLL = 2_500;
const RETURNS_MS = 300;
const PATIENCE_MS = 120_000;
const TITLE = '楼道统一安装充电桩';

export async function circular(): Promise<Result[]> {
  const [, postgres] = await engineCases('circular');
  if (!postgres || postgres.skip) return [];
  const setup = await postgres.setUp();
  const fakes = { line: await startLineFake(), telegram: await startTelegramFake() };
  try {
    const settings = { ...setup.settings, demo: false, fakes };
    const first = await startInstallation(settings);
    const [committee] = await settleCommittees(first.runtime, 1, ROLL);
    const communityId = committee?.home.id ?? '';
    const [head = '', watcher = ''] = committee?.people ?? [];
    await first.settle();
    const ballotId = await draft(first, communityId, head);
    await as(first, 'supervisor', watcher, communityId, (uow) => reviewBallot(uow, { ballotId }));
    await first.settle();
    const froze = await timed(() =>
      as(first, 'committee_head', head, communityId, (uow) => freezeRoll(uow, { ballotId })),
    );
    await untilHandedOver(first);
    const before = fakes.line.calls.length;
    const opened = await timed(() =>
      as(first, 'committee_head', head, communityId, (uow) => openBallot(uow, { ballotId })),
    );
    const from = performance.now();
    // Stopped as soon as the first have it.
    while (fakes.line.calls.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
    await first.stop({ keep: true });
    const second = await startInstallation({ ...settings, dataDir: first.dataDir });
    await untilHandedOver(second);
    const seconds = (performance.now() - from) / 1000;
    const asked = people((messages) => messages.filter((one) => one.includes(TITLE) && one.includes('"赞成"')).length);
    const calls = fakes.line.calls.slice(before).length;
    const paused = await timed(() =>
      as(second, 'committee_head', head, communityId, (uow) => pauseBallot(uow, { ballotId })),
    );
    await untilHandedOver(second);
    const told = people((messages) => messages.filter((one) => one.includes('暂停投票')).length);
    await second.stop();
    return [
      plain('circular', `freezing a roll of ${ROLL} returns`, 'ms', froze),
      bounded('circular', `opening it returns`, 'ms', opened, RETURNS_MS),
      bounded('circular', `pausing it returns`, 'ms', paused, RETURNS_MS),
      plain('circular', `all ${ROLL} asked to vote, with a restart on the way`, 's', seconds),
      plain('circular', 'calls of the platform that took', 'calls', calls),
      bounded('circular', 'people asked not at all or twice', 'people', ROLL - asked, 0),
      bounded('circular', 'people not told of the pause, or twice', 'people', ROLL - told, 0),
    ];
  } finally {
    await fakes.line.close();
    await fakes.telegram.close();
    await setup.drop();
  }

  /** How many of them have it exactly once. */
  function people(times: (messages: readonly string[]) => number): number {
    return Array.from({ length: ROLL }, (_, at) =>
      times(fakes.line.messagesTo(memberChat(at)).map((message) => JSON.stringify(message))),
    ).filter((many) => many === 1).length;
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

async function as<T>(
  { runtime }: Installation,
  role: PersonRole,
  personId: string,
  communityId: string,
  work: (uow: UnitOfWork) => Promise<Outcome<T, { readonly kind: string }>>,
): Promise<T> {
  const { context } = runtime;
  let value: T | undefined;
  const actor = { kind: 'account', accountId: newId(), personId, seats: [{ role, communityId }] } as const;
  const done = await runUnit(context, actor, context.index.of('bench', newId()), async (uow) => {
    const result = await work(uow);
    if (!result.ok) throw new Error(result.error.kind);
    value = result.value;
    return {};
  });
  runtime.committed(done);
  return value as T;
}

async function draft(house: Installation, communityId: string, head: string): Promise<string> {
  const made = await as(house, 'committee_head', head, communityId, (uow) =>
    draftBallot(uow, {
      communityId,
      title: TITLE,
      text: '每个楼道一处',
      kind: 'motion',
      electorate: { from: 'seats', bodies: ['committee'] },
      closesAt: uow.now.add({ hours: 48 }),
    }),
  );
  return made.id;
}

/** Every slice is out, and each message has its fate. */
async function untilHandedOver({ runtime, settle }: Installation): Promise<void> {
  for (const until = performance.now() + PATIENCE_MS; ; ) {
    await settle();
    const [open] = await rowsOf<{ n: string }>(
      runtime.context.db.direct,
      sql`select (select count(*) from lilong.circular where done_at is null)
        + (select count(*) from lilong.outbox where state in ('waiting','leased','sending')) as n`,
    );
    if (Number(open?.n) === 0) return;
    if (performance.now() > until) throw new Error(`not everybody was told within ${PATIENCE_MS / 1000} s`);
  }
}
