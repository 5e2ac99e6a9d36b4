/** What the process does by itself: announce, forget, seal, tell the head of the ledger. One installation for all of it. */
import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../db/digest.ts';
import {
  announcement,
  attachment,
  attachmentBlob,
  chatAccount,
  community,
  inbox,
  ledger,
  ledgerPending,
  outbox,
  person,
  rosterImport,
  schedule,
  unreached,
} from '../db/schema/index.ts';
import { OPERATOR, SYSTEM } from '../src/domain/permissions/roles.ts';
import { openEnvelope } from '../src/notices/outbox-writer.ts';
import { runUnit } from '../src/pipeline/unit.ts';
import { bindAccount } from '../src/usecases/account/bind.ts';
import { createAnnouncement } from '../src/usecases/announcement/create.ts';
import { actorOf, openAccount, openChat } from '../src/usecases/conversation/identify.ts';
import { attachToDemand } from '../src/usecases/demand/attach.ts';
import { createPerson } from '../src/usecases/registry/create.ts';
import { createInvitation } from '../src/usecases/registry/invitations.ts';
import { grantSeat } from '../src/usecases/registry/seats.ts';
import { importById } from '../src/usecases/roster/imports.ts';
import { refuseUnread, signOfLife } from '../src/usecases/roster/reader-life.ts';
import { beginImport } from '../src/usecases/roster/steps.ts';
import type { UnitOfWork } from '../src/usecases/unit-of-work.ts';
import { LINE_BOT } from '../test/fakes/line.ts';
import { type Installation, startInstallation } from '../test/harness/installation.ts';
import { purge } from './purge.ts';
import { refuseUnreadRosters } from './rosters.ts';
import { sealLedger } from './seal.ts';

let installation: Installation;
let home: typeof community.$inferSelect;
const PEOPLE = 12;

/** A registered person with a direct chat on LINE, bound by a code as anyone would be. */
async function resident(uow: UnitOfWork, number: number, role: 'resident' | 'supervisor' = 'resident'): Promise<void> {
  const who = await createPerson(uow, { communityId: home.id, name: `居民${number}`, language: 'zh-Hans' });
  if (!who.ok) throw new Error(who.error.kind);
  await grantSeat(uow, { personId: who.value.id, role });
  const invited = await createInvitation(uow, { personId: who.value.id });
  if (!invited.ok) throw new Error(invited.error.kind);
  const user = `U${number.toString(16).padStart(32, '0')}`;
  const address = { platform: 'line', account: LINE_BOT, chat: user };
  const account = await openAccount(uow, address, { user });
  await openChat(uow, { address, scope: 'direct' }, account);
  const { actor } = await actorOf(uow.tx, account);
  const bound = await bindAccount({ ...uow, actor }, { accountId: account.id, code: invited.value.code });
  if (!bound.ok) throw new Error(bound.error.kind);
}

const run = (name: string, actor: typeof OPERATOR, work: (uow: UnitOfWork) => Promise<void>) =>
  runUnit(installation.runtime.context, actor, installation.runtime.context.index.of('test', name), async (uow) => {
    await work(uow);
    return {};
  });

beforeAll(async () => {
  installation = await startInstallation();
  const [row] = await installation.runtime.context.db.direct.select().from(community).where(eq(community.code, 'demo'));
  if (!row) throw new Error('no demo community');
  home = row;
  await run('people', OPERATOR, async (uow) => {
    for (let number = 1; number <= PEOPLE; number += 1)
      await resident(uow, number, number === 1 ? 'supervisor' : 'resident');
    await createPerson(uow, { communityId: home.id, name: '没有手机的爷爷' });
  });
  await installation.settle();
});
afterAll(() => installation.stop());

describe('an announcement', () => {
  test('reaches everyone with a chat in one multicast, lists the rest, and is not sent again', async () => {
    const { db, keys } = installation.runtime.context;
    await run('announce', OPERATOR, async (uow) => {
      const done = await createAnnouncement(uow, { communityId: home.id, text: '周六上午停水检修,请提前储水。' });
      expect(done.ok).toBe(true);
    });
    await installation.settle();
    const sent = installation.line.calls.filter((call) => JSON.stringify(call).includes('周六上午停水检修'));
    expect(sent).toHaveLength(1);
    const [row] = await db.direct
      .select()
      .from(outbox)
      .where(and(eq(outbox.topic, 'announcement'), eq(outbox.state, 'accepted')));
    expect(row).toMatchObject({ lane: 'bulk', recipients: PEOPLE });
    const { envelope } = openEnvelope(keys, row?.envelopeSealed ?? null);
    expect(envelope.kind === 'multicast' && new Set(envelope.users).size).toBe(PEOPLE);
    const missed = await db.direct
      .select()
      .from(unreached)
      .innerJoin(person, eq(person.id, unreached.personId))
      .where(eq(unreached.topic, 'announcement'));
    expect(missed.map((miss) => keys.openText('person.name', miss.person.nameSealed))).toContain('没有手机的爷爷');
    await installation.settle();
    expect(installation.line.calls.filter((call) => JSON.stringify(call).includes('周六上午停水检修'))).toHaveLength(1);
    expect((await db.direct.select().from(announcement))[0]).toMatchObject({ doneAt: expect.anything() });
  });

  test('without words, or without end, is refused and changes nothing', async () => {
    await run('refused', OPERATOR, async (uow) => {
      expect(await createAnnouncement(uow, { communityId: home.id, text: '  ' })).toMatchObject({
        ok: false,
        error: { kind: 'text_missing' },
      });
      expect(await createAnnouncement(uow, { communityId: home.id, text: '长'.repeat(2001) })).toMatchObject({
        ok: false,
        error: { kind: 'text_too_long' },
      });
    });
    expect(await installation.runtime.context.db.direct.select().from(announcement)).toHaveLength(1);
  });
});

describe('the ledger', () => {
  test('is sealed without gaps, and the supervision committee hears its head every morning', async () => {
    const { context, jobs } = installation.runtime;
    // From mid-morning, so that two mornings lie within two days whenever this runs.
    const local = context.clock.now().toZonedDateTimeISO('Asia/Shanghai');
    await jobs.advanceTo(local.add({ days: 1 }).withPlainTime('10:00').toInstant());
    const before = installation.line.calls.length;
    await jobs.advanceTo(context.clock.now().add({ hours: 48 }));
    const told = installation.line.calls.slice(before).filter((call) => JSON.stringify(call).includes('指纹'));
    expect(told.length).toBe(2);
    const positions = (
      await context.db.direct.select({ position: ledger.position }).from(ledger).orderBy(ledger.position)
    ).map((row) => row.position);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
    expect(await context.db.direct.select().from(ledgerPending)).toHaveLength(0);
    const waiting = await context.db.direct
      .select()
      .from(schedule)
      .where(and(eq(schedule.kind, 'ledger.head-daily'), eq(schedule.state, 'waiting')));
    expect(waiting).toHaveLength(1);
  });

  test('refuses to be changed: no entry, sealed or waiting, becomes another', async () => {
    const { db } = installation.runtime.context;
    await expect(db.direct.update(ledger).set({ subject: 'x' })).rejects.toThrow();
    await expect(db.direct.delete(ledger)).rejects.toThrow();
    await run('one more', OPERATOR, async (uow) => {
      await createPerson(uow, { communityId: home.id, name: '乙' });
    });
    await expect(db.direct.update(ledgerPending).set({ entry: '{}' })).rejects.toThrow();
    await expect(
      db.direct.insert(ledger).values({
        position: 1_000_000,
        entry: '{}',
        subject: 'x',
        prevHash: new Uint8Array(32),
        hash: new Uint8Array(32),
      }),
    ).rejects.toThrow();
  });

  test('two sealers at once give every entry one place', async () => {
    const { context } = installation.runtime;
    await run('many', OPERATOR, async (uow) => {
      for (let number = 0; number < 30; number += 1)
        await createPerson(uow, { communityId: home.id, name: `甲${number}` });
    });
    await Promise.all([sealLedger(context), sealLedger(context), sealLedger(context)]);
    await sealLedger(context);
    const positions = (
      await context.db.direct.select({ position: ledger.position }).from(ledger).orderBy(ledger.position)
    ).map((row) => row.position);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
  });
});

describe('forgetting', () => {
  test('raw events go after 7 days, their keys after 30, and what is younger stays', async () => {
    const { context } = installation.runtime;
    const row = (
      age: string,
      key: string,
    ) => sql`insert into ${inbox} (event_key, platform, conversation_key, body_sealed, event_at, state, done_at)
      values (${key}, 'line', 'c', '\\x00', now(), 'done', now() - ${age}::interval)`;
    for (const [age, key] of [
      ['6 days', 'young'],
      ['8 days', 'week'],
      ['31 days', 'month'],
    ] as const)
      await context.db.direct.execute(row(age, key));
    await purge(context);
    const left = await context.db.direct
      .select({ key: inbox.eventKey, body: inbox.bodySealed })
      .from(inbox)
      .where(eq(inbox.conversationKey, 'c'));
    expect(left.map(({ key, body }) => [key, body !== null]).sort()).toEqual([
      ['week', false],
      ['young', true],
    ]);
  });

  test('a file nobody said a word about is erased after 30 days, with a ledger line and no way to prove what it was', async () => {
    const { context, jobs } = installation.runtime;
    const [account] = await context.db.direct
      .select()
      .from(chatAccount)
      .where(eq(chatAccount.platform, 'line'))
      .limit(1);
    if (!account) throw new Error('no account');
    let attachmentId = '';
    await run('loose', SYSTEM, async (uow) => {
      const { actor } = await actorOf(uow.tx, account);
      const chat = await openChat(
        uow,
        { address: { platform: 'line', account: LINE_BOT, chat: 'Uloose' }, scope: 'direct' },
        account,
      );
      const done = await attachToDemand(
        { ...uow, actor },
        {
          accountId: account.id,
          chatId: chat?.id ?? '',
          role: 'report',
          item: { kind: 'location', latitude: 31.2, longitude: 121.4 },
        },
      );
      if (done.ok) attachmentId = done.value.attachmentId;
    });
    await jobs.jumpTo(context.clock.now().add({ hours: 24 * 31 }));
    await purge(context);
    await sealLedger(context);
    const [row] = await context.db.direct.select().from(attachment).where(eq(attachment.id, attachmentId));
    expect(row).toMatchObject({ state: 'erased', pointSealed: null, salt: null, reason: 'never used' });
    expect(row && digestOf('attachment', row, context.keys)).toBeUndefined();
    expect(await context.db.direct.select().from(attachmentBlob)).toHaveLength(0);
    const lines = await context.db.direct
      .select()
      .from(ledger)
      .where(eq(ledger.subject, `attachment:${attachmentId}`))
      .orderBy(ledger.position);
    expect(lines.map((line) => JSON.parse(line.entry).action)).toEqual(['demand.attach', 'attachment.erase']);
  });
});

test('a roster somebody still reads is left alone; one whose reader fell silent is refused, once', async () => {
  const { context } = installation.runtime;
  const begun: string[] = [];
  await run('roster', OPERATOR, async (uow) => {
    const done = await beginImport(uow, { communityId: home.id });
    if (done.ok) begun.push(done.value.id);
  });
  const [importId = ''] = begun;
  const silentFor = (seconds: number) =>
    context.db.direct
      .update(rosterImport)
      .set({ readerSeenAt: sql`clock_timestamp() - make_interval(secs => ${seconds})` })
      .where(eq(rosterImport.id, importId));
  const stateOf = async () => (await importById(context.db.direct, importId))?.state;

  await silentFor(25);
  expect([await refuseUnreadRosters(context), await stateOf()]).toEqual([0, 'reading']);
  await silentFor(60);
  // Its reader comes back at the last moment.
  await signOfLife(context.db.direct, importId);
  await run('came back', SYSTEM, async (uow) => {
    expect(await refuseUnread(uow, { importId })).toMatchObject({ error: { kind: 'roster_not_found' } });
  });
  await silentFor(60);
  expect([await refuseUnreadRosters(context), await stateOf()]).toEqual([1, 'refused']);
  await signOfLife(context.db.direct, importId);
  await silentFor(60);
  expect(await refuseUnreadRosters(context)).toBe(0);
});
