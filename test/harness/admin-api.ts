/** An operator with the admin token, and a resident who reports something, for suites about the admin API. */
import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import type { Context } from '../../src/pipeline/context.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { actorOf, openAccount, openChat } from '../../src/usecases/conversation/open-turn.ts';
import type { DemandRow } from '../../src/usecases/demand/change.ts';
import { submitDemand } from '../../src/usecases/demand/submit.ts';
import { communityByCode } from '../../src/usecases/registry/communities.ts';

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

/** The resident of the demo community says this in the sandbox. */
export async function report(context: Context, text: string, user = 'wang'): Promise<DemandRow> {
  let demand: DemandRow | undefined;
  const address = { platform: 'web', account: 'sandbox', chat: user };
  await runUnit(context, { kind: 'system', seats: [] }, context.index.of('test', randomUUID()), async (uow) => {
    const account = await openAccount(uow, address, { user });
    const chat = await openChat(uow, { address, scope: 'direct' }, account);
    const home = await communityByCode(uow.tx, 'demo');
    const { actor } = await actorOf(uow.tx, account);
    if (!chat || !home) throw new Error('the demo community is not loaded');
    const input = { accountId: account.id, chatId: chat.id, communityId: home.id, text, category: 'lift' };
    const made = await submitDemand({ ...uow, actor }, input);
    if (!made.ok) throw new Error(made.error.kind);
    demand = made.value;
    return {};
  });
  if (!demand) throw new Error('nothing was reported');
  return demand;
}
