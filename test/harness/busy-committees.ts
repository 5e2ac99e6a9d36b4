/** Communities whose committee members are bound on LINE, and tasks for them that all have one date: for load and chaos. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { type Database, rowsOf } from '../../db/client.ts';
import { newId } from '../../db/schema/namespace.ts';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import type { Runtime } from '../../src/runtime.ts';
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

export interface BusyCommittee {
  readonly home: CommunityRow;
  readonly people: readonly string[];
}

/** The LINE user a member writes from; members are numbered through all communities. */
export const memberChat = (number: number): string => `U${number.toString(16).padStart(32, '0')}`;

export async function inUnit(
  runtime: Runtime,
  name: string,
  work: (uow: UnitOfWork) => Promise<unknown>,
): Promise<void> {
  const { context } = runtime;
  runtime.committed(
    await runUnit(context, OPERATOR, context.index.of('busy', name), async (uow) => {
      await work(uow);
      return {};
    }),
  );
}

export async function settleCommittees(
  runtime: Runtime,
  communities: number,
  members: number,
): Promise<readonly BusyCommittee[]> {
  const made: BusyCommittee[] = [];
  for (let number = 0; number < communities; number += 1)
    await inUnit(runtime, `town ${number}`, async (uow) => {
      const created = await createCommunity(uow, { code: `town-${number}`, name: `第${number}社区` });
      if (!created.ok) throw new Error(created.error.kind);
      const people: string[] = [];
      for (let at = 0; at < members; at += 1) people.push(await member(uow, created.value.id, number * members + at));
      made.push({ home: created.value, people });
    });
  return made;
}

async function member(uow: UnitOfWork, communityId: string, number: number): Promise<string> {
  const made = await createPerson(uow, { communityId, name: `委员${number}` });
  if (!made.ok) throw new Error(made.error.kind);
  await grantSeat(uow, { personId: made.value.id, role: 'committee_member' });
  const invited = await createInvitation(uow, { personId: made.value.id });
  if (!invited.ok) throw new Error(invited.error.kind);
  const user = memberChat(number);
  const address = { platform: 'line', account: LINE_BOT, chat: user };
  const account = await openAccount(uow, address, { user });
  await openChat(uow, { address, scope: 'direct' }, account);
  const { actor } = await actorOf(uow.tx, account);
  const bound = await bindAccount({ ...uow, actor }, { accountId: account.id, code: invited.value.code });
  if (!bound.ok) throw new Error(bound.error.kind);
  return made.value.id;
}

/** Every task has somebody to do it, and all of them the same date, fifteen days from now. */
export async function planTasks(runtime: Runtime, committees: readonly BusyCommittee[], each: number): Promise<void> {
  for (const { home, people } of committees)
    await inUnit(runtime, `plan ${home.code}`, async (uow) => {
      const policy = await policyOf(uow, home);
      const dueOn = policy.calendar.localDate(uow.now).add({ days: 15 });
      const tasks = Array.from({ length: each }, (_, at) => ({
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

/** When the next reminder of these communities is due. */
export async function nextReminder(db: Database, committees: readonly BusyCommittee[]): Promise<Temporal.Instant> {
  const ids = JSON.stringify(committees.map(({ home }) => home.id));
  const [row] = await rowsOf<{ at: string | Date | null }>(
    db.direct,
    sql`select min(due_at) as at from lilong.reminder
      where state = 'waiting' and community_id in (select value::uuid from jsonb_array_elements_text(${ids}::text::jsonb))`,
  );
  if (!row?.at) throw new Error('no reminder is planned');
  return Temporal.Instant.fromEpochMilliseconds(new Date(row.at).getTime());
}
