/**
 * A town to tell stories about: a whole installation on one of the engines, the two platforms' fakes, and a community
 * founded by its operator. Nobody in it has ever been seen by the system.
 */

import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe } from 'vitest';
import { rowsOf } from '../../db/client.ts';
import { chatAccount, person } from '../../db/schema/index.ts';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import type { BodyKind } from '../../src/domain/registry/bodies.ts';
import type { Result } from '../../src/domain/result.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { actorOf } from '../../src/usecases/conversation/identify.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createCommunity, createPerson, createPlace } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { type LineFake, startLineFake } from '../fakes/line.ts';
import { startTelegramFake, type TelegramFake } from '../fakes/telegram.ts';
import { memoryWebStore } from '../fakes/web-store.ts';
import { type EngineCase, type EngineSetup, engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';

export const COMMUNITY = { code: 'xfl', name: '幸福里社区', zone: 'Asia/Shanghai' } as const;
/** Buildings 1–3 belong to the first grid, 4–6 to the second. */
export const FIRST_GRID = '第一网格';
export const SECOND_GRID = '第二网格';

export interface Invitee {
  readonly name: string;
  readonly role?: PersonRole;
  /** What the seat covers. */
  readonly grid?: string;
  readonly home?: string;
  readonly phone?: string;
  /** The unit she works for, by name; it is entered when it is not there. */
  readonly unit?: string;
  /** A property firm, unless it is something else. */
  readonly unitKind?: BodyKind;
}

/** Nearly none: the platform's second between two messages is real time. `pace.test.ts` keeps the platform's own. */
const HURRIED_MS = 5;
const PATIENCE_MS = 20_000;

export type Town = ReturnType<typeof createTown>;

export interface TownOptions {
  readonly chatIntervalMs?: number;
  readonly groupEditMs?: number;
  readonly gatherMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly richMenus?: boolean;
  /** The sandbox's chats as a third platform. */
  readonly web?: boolean;
}

/** Tells the same stories on the embedded engine, on PostgreSQL, and on PostgreSQL with Redis. */
export async function inEveryTown(suite: string, tell: (town: Town) => void, options: TownOptions = {}): Promise<void> {
  for (const engine of await engineCases(suite)) tellOf(engine, tell, options);
}

/** Where the queue makes no difference: the embedded engine, and PostgreSQL with Redis where there is one. */
export async function onBothDatabases(suite: string, tell: (town: Town) => void): Promise<void> {
  const [embedded, postgres, redis] = await engineCases(suite);
  for (const engine of [embedded, redis && !redis.skip ? redis : postgres]) if (engine) tellOf(engine, tell, {});
}

/** For what does not depend on the engine: PostgreSQL where there is one, because it is there at once. */
export async function inOneTown(suite: string, tell: (town: Town) => void, options: TownOptions = {}): Promise<void> {
  const [embedded, postgres] = await engineCases(suite);
  const engine = postgres && !postgres.skip ? postgres : embedded;
  if (engine) tellOf(engine, tell, options);
}

function tellOf(engine: EngineCase, tell: (town: Town) => void, options: TownOptions): void {
  describe.skipIf(engine.skip)(engine.name, () => {
    const town = createTown(engine, options);
    beforeAll(town.open, 60_000);
    afterAll(town.close, 60_000);
    tell(town);
  });
}

export function createTown(engineCase: EngineCase, options: TownOptions) {
  let setup: EngineSetup | undefined;
  let line: LineFake | undefined;
  let telegram: TelegramFake | undefined;
  let house: Installation | undefined;
  const webStore = memoryWebStore();
  let communityId = '';
  const places = new Map<string, string>();
  const units = new Map<string, string>();
  /** Everything any of the processes has logged. */
  const logged: string[] = [];
  /** What people said, wrote and are called: none of it may be readable in the database or in a log. */
  const secrets = new Set<string>();
  let rushing = 0;

  function there<T>(thing: T | undefined): T {
    if (thing === undefined) throw new Error('the town is not open');
    return thing;
  }

  async function open(): Promise<void> {
    setup = await engineCase.setUp();
    line = await startLineFake({ strictReplyTokens: true });
    telegram = await startTelegramFake();
    house = await start();
    await found();
  }

  const start = (dataDir?: string): Promise<Installation> =>
    startInstallation({
      ...there(setup).settings,
      fakes: { line: there(line), telegram: there(telegram) },
      demo: false,
      chatIntervalMs: options.chatIntervalMs ?? HURRIED_MS,
      groupEditMs: options.groupEditMs ?? HURRIED_MS,
      gatherMs: options.gatherMs ?? HURRIED_MS,
      ...(options.env && { env: options.env }),
      ...(options.richMenus && { richMenus: true }),
      ...(options.web && { web: webStore }),
      ...(dataDir !== undefined && { dataDir }),
    });

  async function close(): Promise<void> {
    await house?.stop();
    await line?.close();
    await telegram?.close();
    await setup?.drop();
  }

  /** The process ends and another one starts on the same data. */
  async function restart(): Promise<void> {
    const old = there(house);
    await old.stop({ keep: true });
    logged.push(...old.logged);
    house = await start(old.dataDir);
  }

  function keepSecret(...words: readonly (string | undefined)[]): void {
    // Shorter ones are commands, numbers and yes or no, which stand everywhere.
    for (const word of words)
      if (word !== undefined && word.length >= (/[\u3400-\u9fff]/.test(word) ? 4 : 8)) secrets.add(word);
  }

  const context = () => there(house).runtime.context;
  const jobs = () => there(house).runtime.jobs;
  const rows = <T extends Record<string, unknown>>(query: SQL): Promise<T[]> => rowsOf<T>(context().db.direct, query);

  /** What the operator does with the admin token. */
  async function asOperator<T>(what: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    let result: T | undefined;
    const done = await runUnit(context(), OPERATOR, context().index.of('story', what), async (uow) => {
      result = await work(uow);
      return {};
    });
    there(house).runtime.committed(done);
    return result as T;
  }

  /** What somebody would do who gets past the buttons: the use case itself, with all the seats the person has now. */
  async function asPerson<T>(name: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    const { db, keys, index } = context();
    const bound = await db.direct.select().from(chatAccount).innerJoin(person, eq(person.id, chatAccount.personId));
    const found = bound.find(({ person: who }) => keys.openText('person.name', who.nameSealed) === name);
    if (!found) throw new Error(`nobody called ${name} is bound to an account`);
    const { actor } = await actorOf(db.direct, found.chat_account);
    let result: T | undefined;
    const done = await runUnit(context(), actor, index.of('story', randomUUID()), async (uow) => {
      result = await work(uow);
      return {};
    });
    there(house).runtime.committed(done);
    return result as T;
  }

  async function found(): Promise<void> {
    await asOperator('found', async (uow) => {
      communityId = must(await createCommunity(uow, COMMUNITY)).id;
      for (const [grid, numbers] of [
        [FIRST_GRID, [1, 2, 3]],
        [SECOND_GRID, [4, 5, 6]],
      ] as const) {
        const parent = must(await createPlace(uow, { communityId, kind: 'grid', name: grid }));
        places.set(grid, parent.id);
        for (const number of numbers) {
          const name = `${number}号楼`;
          const aliases = [`building ${number}`, `${number}號樓`];
          const made = must(
            await createPlace(uow, { communityId, kind: 'building', name, aliases, parentId: parent.id }),
          );
          places.set(name, made.id);
        }
      }
    });
  }

  /** Enters somebody into the registry and writes an invitation. @returns the code on it */
  const invites = (who: Invitee): Promise<string> => {
    keepSecret(who.name, who.phone);
    return asOperator(`invite ${who.name}`, async (uow) => {
      const homePlaceId = who.home && places.get(who.home);
      const made = must(
        await createPerson(uow, {
          communityId,
          name: who.name,
          ...(homePlaceId && { homePlaceId }),
          ...(who.phone && { contact: { phone: who.phone } }),
        }),
      );
      const placeId = who.grid && places.get(who.grid);
      const bodyId = who.unit && (await unitOf(uow, who.unit, who.unitKind));
      if (who.role)
        must(
          await grantSeat(uow, {
            personId: made.id,
            role: who.role,
            ...(placeId && { placeId }),
            ...(bodyId && { bodyId }),
          }),
        );
      return must(await createInvitation(uow, { personId: made.id })).code;
    });
  };

  async function unitOf(uow: UnitOfWork, name: string, kind: BodyKind = 'property_firm'): Promise<string> {
    const known = units.get(name);
    if (known !== undefined) return known;
    const made = must(await createBody(uow, { kind, name, communityId }));
    units.set(name, made.id);
    return made.id;
  }

  /** How many rows every table has. */
  async function census(): Promise<Readonly<Record<string, number>>> {
    const tables = await rows<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'lilong' and table_type = 'BASE TABLE' order by 1`,
    );
    const counted: Record<string, number> = {};
    for (const { name } of tables) {
      const [row] = await rows<{ n: number }>(sql`select count(*)::int as n from lilong.${sql.identifier(name)}`);
      counted[name] = row?.n ?? 0;
    }
    return counted;
  }

  /** What the page of the sandbox posts when a person does something there. */
  async function deliverOnWeb(event: object): Promise<void> {
    const { web, runtime } = there(house);
    const body = new TextEncoder().encode(JSON.stringify(event));
    const received = await there(web).receive({ body, header: () => undefined }, Date.now());
    if (received.kind === 'refused') throw new Error(`the sandbox did not take it: ${received.reason}`);
    for (const one of received.events) await there(web).keep(one);
    await runtime.store(received.events);
  }

  /** One webhook call, exactly as the platform makes it. */
  async function deliver(
    path: 'line' | 'telegram',
    body: Uint8Array | string,
    headers: Readonly<Record<string, string>>,
  ) {
    const sent = typeof body === 'string' ? body : new Uint8Array(body);
    return there(house).app.request(`/webhooks/${path}`, { method: 'POST', headers, body: sent });
  }

  /** Also what another part of the process is doing right now: its rows stay as they were until it commits. */
  async function underWay(): Promise<Readonly<Record<string, number>>> {
    const [open] = await rows<Record<string, number>>(sql`select
      (select count(*)::int from lilong.inbox where state = 'pending' and next_at <= now()) as inbox,
      (select count(*)::int from lilong.outbox where state in ('leased','sending')
        or (state = 'waiting' and next_at <= now() + interval '400 milliseconds')) as outbox,
      (select count(*)::int from lilong.view_stale s join lilong.view v on v.id = s.view_id
        where v.message_sealed is not null) as views,
      (select count(*)::int from lilong.circular where done_at is null) as circulars,
      (select count(*)::int from lilong.gathered where outbox_id is null and token_until > now() + interval '1 second') as gathered,
      (select count(*)::int from lilong.attachment where state = 'pending') as files,
      (select count(*)::int from lilong.letter where next_at <= now() + interval '10 seconds') as letters,
      (select count(*)::int from lilong.schedule where state = 'waiting'
        and due_at <= ${context().clock.now().toString()}::timestamptz) as due,
      (select count(*)::int from lilong.ledger_pending) as ledger`);
    return open ?? {};
  }

  /** Until all that has come is handled, told and sealed, except what waits for a later time. */
  async function settle(): Promise<void> {
    if (rushing > 0) return;
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      await jobs().drain();
      const open = await underWay();
      if (Object.values(open).every((count) => count === 0)) return;
      if (Date.now() > until) throw new Error(`the town does not come to rest: ${JSON.stringify(open)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Everybody acts before anything is waited for. */
  async function atOnce(acts: readonly (() => Promise<unknown>)[]): Promise<void> {
    rushing += 1;
    try {
      await Promise.all(acts.map((act) => act()));
    } finally {
      rushing -= 1;
    }
    await settle();
  }

  /** Until something comes about in real time, such as a second try. */
  async function until(what: string, check: () => boolean | Promise<boolean>, ms = PATIENCE_MS): Promise<void> {
    const end = Date.now() + ms;
    while (!(await check())) {
      if (Date.now() > end) throw new Error(`not within ${ms} ms: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  /** Domain time moves on, stopping at whatever becomes due in between. */
  async function passes(span: Temporal.DurationLike): Promise<void> {
    const target = context().clock.now().toZonedDateTimeISO(COMMUNITY.zone).add(span).toInstant();
    await jobs().advanceTo(target);
    await settle();
  }

  return {
    open,
    close,
    restart,
    settle,
    atOnce,
    until,
    passes,
    passesUntil: async (instant: Temporal.Instant) => {
      await jobs().advanceTo(instant);
      await settle();
    },
    invites,
    keepSecret,
    census,
    asOperator,
    asPerson,
    deliver,
    deliverOnWeb,
    rows,
    now: () => context().clock.now(),
    /** The year demand numbers carry now. */
    year: () => context().clock.now().toZonedDateTimeISO(COMMUNITY.zone).year,
    get house() {
      return there(house);
    },
    get line() {
      return there(line);
    },
    get telegram() {
      return there(telegram);
    },
    webStore,
    get logged(): readonly string[] {
      return [...logged, ...(house?.logged ?? [])];
    },
    get secrets(): ReadonlySet<string> {
      return secrets;
    },
    get communityId() {
      return communityId;
    },
  };
}

export function must<T, E extends { readonly kind: string }>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the town could not be founded: ${result.error.kind}`);
  return result.value;
}

/** The token the installation made for its operator. */
export const adminToken = ({ house }: Town): string => readFileSync(join(house.dataDir, 'admin-token'), 'utf8').trim();

/** `timestamptz` as either driver hands it over. */
export const instantOf = (value: unknown): Temporal.Instant =>
  value instanceof Date
    ? Temporal.Instant.fromEpochMilliseconds(value.getTime())
    : Temporal.Instant.from(String(value));
