/**
 * 100,000 reminders that come due in one minute: planned with their tasks, claimed, told as digests and handed to the
 * platforms. Beside it BullMQ adds and runs as many empty jobs on the same database.
 */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../db/client.ts';
import { newId } from '../../db/schema/namespace.ts';
import { openQueueEngine } from '../../jobs/engine/open.ts';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { bindAccount } from '../../src/usecases/account/bind.ts';
import { actorOf, openAccount, openChat } from '../../src/usecases/conversation/identify.ts';
import { policyOf } from '../../src/usecases/policies.ts';
import type { CommunityRow } from '../../src/usecases/registry/communities.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { insertTasks } from '../../src/usecases/task/create.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { LINE_BOT } from '../fakes/line.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { compared, plain, type Result } from './result.ts';

/** Reminders of one community. */
const EACH = 2_500;
const PEOPLE = 25;

/** @param count how many reminders; a multiple of {@link EACH} */
export async function reminders(count: number): Promise<Result[]> {
  const communities = Math.ceil(count / EACH);
  const [, postgres] = await engineCases('reminders');
  if (!postgres || postgres.skip) return [];
  const setup = await postgres.setUp();
  const house = await startInstallation({ ...setup.settings, demo: false, chatIntervalMs: 0 });
  try {
    const towns = await settle(house, communities);
    const planned = await timed(() => plan(house, towns));
    const due = await nextDigest(house);
    const from = performance.now();
    await house.runtime.jobs.jumpTo(due);
    const handed = (performance.now() - from) / 1000;
    await check(house, communities * EACH);
    const empty = await emptyJobs(setup.settings.databaseUrl ?? '', communities * EACH);
    const all = communities * EACH;
    return [
      plain('reminders', `${all} tasks planned with their reminders`, 's', planned),
      plain('reminders', `${all} reminders claimed, told to ${communities * PEOPLE} people, handed over`, 's', handed),
      plain('reminders', `${all} empty jobs added and run by BullMQ on PostgreSQL`, 's', empty),
      compared('reminders', 'due in one minute, against empty jobs', 'a second', all / handed, all / empty, {
        least: 0.5,
      }),
    ];
  } finally {
    await house.stop();
    await setup.drop();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

interface Town {
  readonly home: CommunityRow;
  readonly people: readonly string[];
}

const inUnit = async (house: Installation, name: string, work: (uow: UnitOfWork) => Promise<unknown>) =>
  house.runtime.committed(
    await runUnit(house.runtime.context, OPERATOR, house.runtime.context.index.of('bench', name), async (uow) => {
      await work(uow);
      return {};
    }),
  );

async function settle(house: Installation, communities: number): Promise<readonly Town[]> {
  const towns: Town[] = [];
  for (let number = 0; number < communities; number += 1)
    await inUnit(house, `town ${number}`, async (uow) => {
      const made = await createCommunity(uow, { code: `town-${number}`, name: `第${number}社区` });
      if (!made.ok) throw new Error(made.error.kind);
      const home = made.value;
      const people: string[] = [];
      for (let at = 0; at < PEOPLE; at += 1) people.push(await member(uow, home.id, number * PEOPLE + at));
      towns.push({ home, people });
    });
  return towns;
}

async function member(uow: UnitOfWork, communityId: string, number: number): Promise<string> {
  const made = await createPerson(uow, { communityId, name: `委员${number}` });
  if (!made.ok) throw new Error(made.error.kind);
  await grantSeat(uow, { personId: made.value.id, role: 'committee_member' });
  const invited = await createInvitation(uow, { personId: made.value.id });
  if (!invited.ok) throw new Error(invited.error.kind);
  const user = `U${number.toString(16).padStart(32, '0')}`;
  const address = { platform: 'line', account: LINE_BOT, chat: user };
  const account = await openAccount(uow, address, { user });
  await openChat(uow, { address, scope: 'direct' }, account);
  const { actor } = await actorOf(uow.tx, account);
  const bound = await bindAccount({ ...uow, actor }, { accountId: account.id, code: invited.value.code });
  if (!bound.ok) throw new Error(bound.error.kind);
  return made.value.id;
}

/** Every task has somebody to do it, and all of them the same date. */
async function plan(house: Installation, towns: readonly Town[]): Promise<void> {
  for (const { home, people } of towns)
    await inUnit(house, `plan ${home.code}`, async (uow) => {
      const policy = await policyOf(uow, home);
      const dueOn = policy.calendar.localDate(uow.now).add({ days: 15 });
      const tasks = Array.from({ length: EACH }, (_, at) => ({
        title: { 'zh-Hans': `任务${at}` },
        ownerRole: 'committee_member' as const,
        delegateId: people[at % people.length] ?? newId(),
        verifierRole: null,
        evidence: 'none' as const,
        dueOn,
      }));
      await insertTasks(uow, { home, policy, as: 'operator' }, tasks);
    });
}

async function nextDigest({ runtime }: Installation): Promise<Temporal.Instant> {
  const [row] = await rowsOf<{ at: string | Date }>(
    runtime.context.db.direct,
    sql`select min(due_at) as at from lilong.reminder where state = 'waiting'`,
  );
  if (!row) throw new Error('no reminder is planned');
  return Temporal.Instant.fromEpochMilliseconds(new Date(row.at).getTime());
}

async function check({ runtime }: Installation, count: number): Promise<void> {
  const [row] = await rowsOf<{ sent: string; accepted: string }>(
    runtime.context.db.direct,
    sql`select count(*) as sent, count(*) filter (where o.state = 'accepted') as accepted
      from lilong.reminder_sent s left join lilong.outbox o on o.id = s.outbox_id`,
  );
  if (Number(row?.sent) !== count || Number(row?.accepted) !== count)
    throw new Error(`${row?.sent} reminders were sent and ${row?.accepted} accepted, not ${count}`);
}

async function emptyJobs(url: string, count: number): Promise<number> {
  const engine = await openQueueEngine({
    backend: { kind: 'postgres', url },
    prefix: 'bench',
    concurrency: 50,
    hooks: { onJobError: () => {}, onLag: () => {}, warn: () => {} },
  });
  let done = 0;
  try {
    return await timed(async () => {
      await engine.process({
        due: async () => {
          done += 1;
        },
      });
      for (let minute = 0; minute < count; minute += 200)
        await Promise.all(
          Array.from({ length: 200 }, (_, at) => engine.wake({ kind: 'due', minute: minute + at, shard: 0 }, 0)),
        );
      while (done < count) await new Promise((resolve) => setTimeout(resolve, 20));
    });
  } finally {
    await engine.close();
  }
}
