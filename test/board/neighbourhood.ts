/**
 * A community to show on the board, in a real process. Everything in it happens through the use cases
 * people's chats run, so the ledger has a line for each thing. Time is the clock's own: days pass by moving it.
 */
import { rm } from 'node:fs/promises';
import { Temporal } from 'temporal-polyfill';
import { readConfig } from '../../src/config.ts';
import { type Actor, OPERATOR } from '../../src/domain/permissions/roles.ts';
import type { Result } from '../../src/domain/result.ts';
import { createApp, type Mounted } from '../../src/http/app.ts';
import { boardRoutes } from '../../src/http/board/index.ts';
import { openDatabase } from '../../src/open-database.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { openRuntime, type Runtime } from '../../src/runtime.ts';
import { actorOf, openAccount, openChat } from '../../src/usecases/conversation/identify.ts';
import type { DemandRow } from '../../src/usecases/demand/change.ts';
import { submitDemand } from '../../src/usecases/demand/submit.ts';
import type { CommunityRow } from '../../src/usecases/registry/communities.ts';
import { createCommunity, createPerson, createPlace } from '../../src/usecases/registry/create.ts';
import type { PlaceRow } from '../../src/usecases/registry/places.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { prepareFolder } from '../harness/prepared.ts';
import { scratchFolder } from '../harness/scratch.ts';

export interface Filed {
  readonly community: CommunityRow;
  readonly text: string;
  readonly category?: string;
  readonly place?: PlaceRow;
  readonly placeText?: string;
}

export interface Neighbourhood {
  readonly runtime: Runtime;
  readonly app: ReturnType<typeof createApp>;
  /** One unit of work of the actor. */
  as<T>(actor: Actor, work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
  community(code: string, name: string): Promise<CommunityRow>;
  place(community: CommunityRow, kind: PlaceRow['kind'], name: string, parent?: PlaceRow): Promise<PlaceRow>;
  /** Someone with the seat, who handles demands. */
  handler(community: CommunityRow, role: 'committee_head' | 'grid_officer'): Promise<Actor>;
  /** A resident without a bound account says it, and may act on it afterwards. */
  file(filed: Filed): Promise<{ readonly row: DemandRow; readonly resident: Actor }>;
  /** Lets time pass, with everything that falls due in it, and seals the ledger. */
  pass(hours: number): Promise<void>;
  close(): Promise<void>;
}

/** The value of a command that must succeed. */
export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

export interface NeighbourhoodOptions {
  /** An empty database of PostgreSQL, instead of the embedded one. */
  readonly databaseUrl?: string;
  readonly publicBaseUrl?: string;
}

export async function openNeighbourhood({
  databaseUrl,
  ...options
}: NeighbourhoodOptions = {}): Promise<Neighbourhood> {
  const dataDir = await scratchFolder('board');
  if (databaseUrl === undefined) prepareFolder(dataDir);
  const config = readConfig({
    DATA_DIR: dataDir,
    DEMO: '1',
    LOG_LEVEL: 'silent',
    ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  });
  const runtime = await openRuntime(
    config,
    () => {},
    await openDatabase(config),
    () => [],
  );
  const { context } = runtime;
  const board: Mounted = {
    path: '/board',
    routes: boardRoutes({
      db: context.db,
      keys: context.keys,
      now: context.clock.now,
      policies: context.policies,
      log: context.log,
      ...options,
    }),
  };
  let units = 0;
  let people = 0;

  const as: Neighbourhood['as'] = async (actor, work) => {
    let value: { readonly of: Awaited<ReturnType<typeof work>> } | undefined;
    units += 1;
    await runUnit(context, actor, context.index.of('test', String(units)), async (uow) => {
      value = { of: await work(uow) };
      return {};
    });
    if (!value) throw new Error('the unit did not run');
    return value.of;
  };

  return {
    runtime,
    app: createApp(config, runtime, [board]),
    as,
    community: (code, name) => as(OPERATOR, async (uow) => must(await createCommunity(uow, { code, name }))),
    place: ({ id }, kind, name, parent) =>
      as(OPERATOR, async (uow) =>
        must(await createPlace(uow, { communityId: id, kind, name, ...(parent && { parentId: parent.id }) })),
      ),
    handler: async ({ id: communityId }, role) => {
      const person = await as(OPERATOR, async (uow) => {
        const made = must(await createPerson(uow, { communityId, name: `张三${people}` }));
        must(await grantSeat(uow, { personId: made.id, role }));
        return made;
      });
      people += 1;
      return { kind: 'account', personId: person.id, communityId, seats: [{ role, communityId }] };
    },
    file: ({ community, text, category = 'other', place, placeText }) =>
      as({ kind: 'account', seats: [] }, async (uow) => {
        people += 1;
        const address = { platform: 'web' as const, account: 'sandbox', chat: `resident-${people}` };
        const account = await openAccount(uow, address, { user: address.chat, name: '李四' });
        const chat = await openChat(uow, { address, scope: 'direct' }, account);
        if (!chat) throw new Error('the chat was not opened');
        const { actor } = await actorOf(uow.tx, account);
        const row = must(
          await submitDemand(
            { ...uow, actor },
            {
              accountId: account.id,
              chatId: chat.id,
              communityId: community.id,
              text,
              category,
              ...(place && { placeId: place.id }),
              ...(placeText && { placeText }),
            },
          ),
        );
        return { row, resident: actor };
      }),
    pass: async (hours) => {
      const { clock } = context;
      await runtime.jobs.advanceTo(clock.now().add(Temporal.Duration.from({ hours })));
    },
    close: async () => {
      await runtime.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
