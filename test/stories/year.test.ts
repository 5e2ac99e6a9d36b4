/**
 * A year of a whole subdistrict, with a random third of its committee heads never answering: what was told, to whom and
 * when is compared with what the documents demand, reckoned here from dates alone and not with the program's own code.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rowsOf } from '../../db/client.ts';
import { chatAccount, task } from '../../db/schema/index.ts';
import { planTemplates } from '../../src/documents/plan-templates.ts';
import { type Actor, OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { bindAccount } from '../../src/usecases/account/bind.ts';
import { actorOf, openAccount, openChat } from '../../src/usecases/conversation/identify.ts';
import { attachToDemand } from '../../src/usecases/demand/attach.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { createSubdistrict, describeCommunity } from '../../src/usecases/registry/subdistricts.ts';
import { enterFigure } from '../../src/usecases/task/enter-figures.ts';
import { loadPlanForSubdistrict } from '../../src/usecases/task/load-plan.ts';
import { acknowledgeTask, addTaskEvidence, submitTask } from '../../src/usecases/task/steps.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { createRandom } from '../chaos/random.ts';
import { LINE_BOT } from '../fakes/line.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { must } from './town.ts';

/** As many as a subdistrict has with `YEAR_COMMUNITIES=39`; fewer take the same path in a tenth of the time. */
const COMMUNITIES = Number(process.env.YEAR_COMMUNITIES ?? 6);
const ZONE = 'Asia/Shanghai';
/** The days of `task.escalation.*`, written down once more so that a change of the program's own figures does not change these. */
const OFFSETS = [-14, -7, -3, -1, 0, 1, 3, 7];
const TIERS = { head: 1, subdistrict: 3, leading_group: 7, board: 10, bulletin: 15 };
const DAY_OF_TIER = Object.entries(TIERS);

/** One blue pixel. */
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNgYPgPAAEDAQAIicLsAAAAAElFTkSuQmCC',
  'base64',
);

interface Home {
  readonly id: string;
  readonly head: Actor & { readonly personId: string };
  readonly answers: boolean;
}

const [embedded, postgres] = await engineCases('a year of a subdistrict');
const engine = postgres && !postgres.skip ? postgres : embedded;
if (!engine) throw new Error('there is no engine');

describe(engine.name, () => {
  let house: Installation;
  let drop: () => Promise<void>;
  const homes: Home[] = [];
  let subdistrictId = '';
  /** When each task was handed in, as this story did it. */
  const handedIn = new Map<string, Temporal.Instant>();
  const random = createRandom(39);

  const context = () => house.runtime.context;
  const now = () => context().clock.now();
  async function unit<T>(actor: Actor, name: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    let result: T | undefined;
    house.runtime.committed(
      await runUnit(context(), actor, context().index.of('year', name), async (uow) => {
        result = await work(uow);
        return {};
      }),
    );
    return result as T;
  }
  const nine = (date: Temporal.PlainDate) => date.toZonedDateTime({ timeZone: ZONE, plainTime: '09:00' }).toInstant();
  const earlier = (a: Temporal.Instant, b: Temporal.Instant) => Temporal.Instant.compare(a, b) < 0;

  let people = 0;
  /** The direct chat of each person. */
  const chats = new Map<string, string>();
  let photos = 0;
  async function seat(
    uow: UnitOfWork,
    communityId: string,
    role: 'committee_head' | 'committee_member' | 'subdistrict',
    bodyId: string,
    position?: 'chair' | 'deputy',
  ): Promise<Actor & { readonly personId: string }> {
    people += 1;
    const made = must(await createPerson(uow, { communityId, name: `第${people}位` }));
    must(await grantSeat(uow, { personId: made.id, role, bodyId, ...(position && { position }) }));
    const { code } = must(await createInvitation(uow, { personId: made.id }));
    const user = `U${people.toString(16).padStart(32, '0')}`;
    const address = { platform: 'line', account: LINE_BOT, chat: user };
    const account = await openAccount(uow, address, { user });
    const direct = await openChat(uow, { address, scope: 'direct' }, account);
    if (direct) chats.set(made.id, direct.id);
    const { actor } = await actorOf(uow.tx, account);
    must(await bindAccount({ ...uow, actor }, { accountId: account.id, code }));
    const [bound] = await uow.tx.select().from(chatAccount).where(eq(chatAccount.id, account.id));
    if (!bound) throw new Error('the account was not bound');
    return { ...(await actorOf(uow.tx, bound)).actor, personId: made.id };
  }

  beforeAll(async () => {
    const setup = await engine.setUp();
    drop = setup.drop;
    house = await startInstallation({ ...setup.settings, demo: false, chatIntervalMs: 0 });
    const year = now().toZonedDateTimeISO(ZONE).year + 1;
    await house.runtime.jobs.jumpTo(nine(Temporal.PlainDate.from({ year, month: 1, day: 4 })));
    subdistrictId = await unit(
      OPERATOR,
      'subdistrict',
      async (uow) => must(await createSubdistrict(uow, { code: 'cslu', name: '长寿路街道' })).id,
    );
    for (let number = 1; number <= COMMUNITIES; number += 1)
      await unit(OPERATOR, `community ${number}`, async (uow) => {
        const { id } = must(await createCommunity(uow, { code: `cs-${number}`, name: `第${number}居民区` }));
        must(await describeCommunity(uow, { communityId: id, subdistrictId }));
        const body = async (kind: 'committee' | 'office' | 'leading_group', name: string) =>
          must(await createBody(uow, { kind, name, communityId: id })).id;
        const committee = await body('committee', '居委会');
        const head = await seat(uow, id, 'committee_head', committee, 'chair');
        await seat(uow, id, 'committee_member', committee, 'deputy');
        await seat(uow, id, 'subdistrict', await body('office', '自治办'));
        await seat(uow, id, 'subdistrict', await body('leading_group', '领导小组'), 'chair');
        homes.push({ id, head, answers: random.between(1, 3) !== 1 });
      });
    await house.settle();
  }, 120_000);
  afterAll(async () => {
    await house.stop();
    await drop();
  });

  test('one command gives every committee its year', async () => {
    const document = planTemplates().find(({ key }) => key === 'changshou');
    if (!document) throw new Error('the plan of Changshou Road is not there');
    const { year } = now().toZonedDateTimeISO(ZONE);
    const loaded = await unit(OPERATOR, 'load', async (uow) =>
      must(await loadPlanForSubdistrict(uow, { subdistrictId, document, year })),
    );
    expect(loaded.loaded).toHaveLength(COMMUNITIES);
    expect(loaded.skipped).toEqual([]);
    // Without a project the forms of the projects cannot be handed in.
    for (const { id, head, answers } of homes)
      if (answers)
        await unit(head, `projects ${id}`, async (uow) =>
          must(
            await enterFigure(uow, {
              communityId: id,
              name: 'projects',
              value: 1,
              asOf: now().toZonedDateTimeISO(ZONE).toPlainDate(),
            }),
          ),
        );
    await house.settle();
    const rows = await rowsOf<{ n: string }>(
      context().db.direct,
      sql`select count(*) as n from lilong.task where owner_role = 'committee_head' group by community_id`,
    );
    expect(rows).toHaveLength(COMMUNITIES);
    expect(new Set(rows.map(({ n }) => n)).size).toBe(1);
  });

  test('the year goes by; two thirds of the heads answer now and then', async () => {
    const end = now().toZonedDateTimeISO(ZONE).toPlainDate().add({ days: 380 });
    for (let day = now().toZonedDateTimeISO(ZONE).toPlainDate(); Temporal.PlainDate.compare(day, end) < 0; ) {
      day = day.add({ days: 3 });
      await house.runtime.jobs.advanceTo(nine(day).add({ hours: 1 }));
      await answerSome();
    }
    await house.settle();
    expect(handedIn.size).toBeGreaterThan(COMMUNITIES);
  }, 240_000);

  /** A picture she sent just before, which goes with the task. */
  async function sendPhoto(head: Home['head'], taskId: string): Promise<void> {
    photos += 1;
    const ref = String(5_000_000 + photos);
    house.line.putContent(ref, PHOTO, 'image/png');
    await unit(head, `photo ${ref}`, async (uow) => {
      must(
        await attachToDemand(uow, {
          accountId: head.accountId ?? '',
          chatId: chats.get(head.personId) ?? '',
          role: 'report',
          item: { kind: 'photo', ref },
        }),
      );
      must(await addTaskEvidence(uow, { taskId, chatId: chats.get(head.personId) ?? '' }));
    });
  }

  /** Every open task of those who answer, every third day with a chance of one in three. */
  async function answerSome(): Promise<void> {
    const heads = new Map(homes.flatMap(({ id, head, answers }) => (answers ? [[id, head] as const] : [])));
    const open = await context()
      .db.direct.select()
      .from(task)
      .where(
        and(
          inArray(task.communityId, [...heads.keys()]),
          eq(task.ownerRole, 'committee_head'),
          inArray(task.state, ['notified', 'acknowledged', 'in_progress']),
        ),
      )
      .orderBy(asc(task.id));
    for (const row of open) {
      const head = heads.get(row.communityId);
      if (!head || random.between(1, 3) !== 1) continue;
      if (row.state === 'notified')
        await unit(head, `ack ${row.id}`, async (uow) => must(await acknowledgeTask(uow, { taskId: row.id })));
      if (row.evidence === 'text' && row.state !== 'in_progress')
        await unit(head, `say ${row.id} ${now()}`, async (uow) =>
          must(await addTaskEvidence(uow, { taskId: row.id, words: '已经办好' })),
        );
      if (row.evidence === 'file' && row.state !== 'in_progress') await sendPhoto(head, row.id);
      const done = await unit(head, `done ${row.id} ${now()}`, (uow) => submitTask(uow, { taskId: row.id }));
      if (done.ok) handedIn.set(row.id, now());
    }
  }

  test('every reminder the rules demand was handed over, once, and no other', async () => {
    const rows = await context().db.direct.select().from(task).where(eq(task.ownerRole, 'committee_head'));
    const heads = new Map(homes.map(({ id, head }) => [id, head.personId]));
    const expected = rows.flatMap((row) =>
      OFFSETS.flatMap((offset) => {
        const at = nine(Temporal.PlainDate.from(row.dueOn).add({ days: offset }));
        const done = handedIn.get(row.id);
        const told = earlier(row.knownAt, at) && earlier(at, now()) && (done === undefined || earlier(at, done));
        return told ? [`${row.id} ${offset} ${heads.get(row.communityId)} accepted`] : [];
      }),
    );
    const sent = await rowsOf<{ subject: string; offset: number; person: string; fate: string | null }>(
      context().db.direct,
      sql`select s.subject, s."offset"::int as "offset", s.person_id as person, coalesce(s.fate, o.state) as fate
        from lilong.reminder_sent s join lilong.task t on 'task:' || t.id = s.subject
        left join lilong.outbox o on o.id = s.outbox_id
        where t.owner_role = 'committee_head' and s.channel in ('digest','alone')`,
    );
    const found = sent.map(({ subject, offset, person, fate }) => `${subject.slice(5)} ${offset} ${person} ${fate}`);
    expect(found.sort()).toEqual(expected.sort());
  });

  test('a person had one message a day at most, beside the summary of a month', async () => {
    const rows = await rowsOf<{ n: string }>(
      context().db.direct,
      sql`select max(n) as n from (select count(distinct s.outbox_id) as n from lilong.reminder_sent s
        where s.channel = 'digest' and s.subject not like 'month:%' group by s.person_id, (s.at at time zone ${ZONE})::date) each`,
    );
    expect(Number(rows[0]?.n)).toBe(1);
  });

  test('what was late climbed to the right tier, each tier once', async () => {
    const rows = await context().db.direct.select().from(task).where(eq(task.ownerRole, 'committee_head'));
    const expected = rows.flatMap((row) =>
      DAY_OF_TIER.flatMap(([tier, days]) => {
        const at = nine(Temporal.PlainDate.from(row.dueOn).add({ days }));
        const done = handedIn.get(row.id);
        return earlier(at, now()) && (done === undefined || earlier(at, done)) ? [`${row.id} ${tier}`] : [];
      }),
    );
    const entries = await rowsOf<{ entry: string }>(
      context().db.direct,
      sql`select entry from lilong.ledger where entry like '%"action":"task.escalate"%'`,
    );
    const ids = new Set(rows.map(({ id }) => id));
    const found = entries.flatMap(({ entry }) => {
      const { subject, facts } = JSON.parse(entry) as { subject: string; facts: { tier: string } };
      const id = subject.slice('task:'.length);
      return ids.has(id) ? [`${id} ${facts.tier}`] : [];
    });
    expect(found.sort()).toEqual(expected.sort());
    expect(found.length).toBeGreaterThan(COMMUNITIES * DAY_OF_TIER.length);
  });
});
