/** An operator with the admin token, and a resident who reports something, for suites about the admin API. */
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { SYSTEM } from '../../src/domain/permissions/roles.ts';
import type { Context } from '../../src/pipeline/context.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { actorOf, openAccount, openChat } from '../../src/usecases/conversation/identify.ts';
import type { DemandRow } from '../../src/usecases/demand/change.ts';
import { submitDemand } from '../../src/usecases/demand/submit.ts';
import { communityByCode } from '../../src/usecases/registry/communities.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';

export const ADMIN_TOKEN = 'the-admin-token-of-the-tests';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at field by field
  readonly json: any;
}

export interface CallOptions {
  readonly body?: unknown;
  /** `null` sends none; a write gets a new one unless told. */
  readonly key?: string | null;
  /** `null` sends none. */
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** The remote address of the connection. */
  readonly from?: string;
}

export type AdminApi = (method: 'GET' | 'POST', path: string, options?: CallOptions) => Promise<Answer>;

export function adminApi(app: Hono): AdminApi {
  return async (method, path, { body, key, token, headers, from } = {}) => {
    const sentKey = key === undefined && method === 'POST' ? randomUUID() : key;
    const sentToken = token === undefined ? ADMIN_TOKEN : token;
    const response = await app.request(
      `/api/v1${path}`,
      {
        method,
        headers: {
          ...(sentToken !== null && { Authorization: `Bearer ${sentToken}` }),
          ...(sentKey !== null && sentKey !== undefined && { 'Idempotency-Key': sentKey }),
          ...(body !== undefined && { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      },
      from === undefined ? undefined : { incoming: { socket: { remoteAddress: from } } },
    );
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
}

/** What somebody does in the sandbox, in the direct chat with the bot; the user id says who, and a new one is a stranger. */
export async function actsAs<T>(
  context: Context,
  user: string,
  act: (uow: UnitOfWork, here: { readonly accountId: string; readonly chatId: string }) => Promise<T>,
): Promise<T> {
  const done: T[] = [];
  const address = { platform: 'web', account: 'sandbox', chat: user };
  await runUnit(context, SYSTEM, context.index.of('test', randomUUID()), async (uow) => {
    const account = await openAccount(uow, address, { user });
    const chat = await openChat(uow, { address, scope: 'direct' }, account);
    if (!chat) throw new Error('the chat cannot be opened');
    const { actor } = await actorOf(uow.tx, account);
    done.push(await act({ ...uow, actor }, { accountId: account.id, chatId: chat.id }));
    return {};
  });
  const [answer] = done;
  if (answer === undefined) throw new Error('nothing was done');
  return answer;
}

/** The resident of the demo community says this in the sandbox. */
export const report = (context: Context, text: string, user = 'wang'): Promise<DemandRow> =>
  actsAs(context, user, async (uow, here) => {
    const home = await communityByCode(uow.tx, 'demo');
    if (!home) throw new Error('the demo community is not loaded');
    const made = await submitDemand(uow, { ...here, communityId: home.id, text, category: 'lift' });
    if (!made.ok) throw new Error(made.error.kind);
    return made.value;
  });
