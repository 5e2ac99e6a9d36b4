/**
 * What a push costs and what is left of the month. LINE counts every person in a group, not every message
 * (https://developers.line.biz/en/docs/messaging-api/pricing/).
 */
import type { ChatAddress, MonthlyQuota, Scope } from '../../src/channel.ts';
import { described, type LineClient } from './transport.ts';

const KEPT_MS = 10 * 60_000;
/** A bot sits in a few dozen groups; the bound only keeps a flood of strange ids from growing the memory. */
const MOST_CHATS = 2_000;

/** @throws when LINE does not answer: an invented figure could spend the month's last messages. */
export async function monthlyQuota(client: LineClient): Promise<MonthlyQuota> {
  const [quota, consumption] = await Promise.all([client.getMessageQuota(), client.getMessageQuotaConsumption()]);
  const used = consumption?.totalUsage;
  if (typeof used !== 'number') throw new Error('LINE answered the quota question without a figure.');
  return quota?.type === 'limited' && typeof quota.value === 'number' ? { limit: quota.value, used } : { used };
}

export type CountRecipients = (address: ChatAddress, scope: Scope) => Promise<number>;

/** Remembers a group's size for ten minutes, and longer while LINE does not answer. */
export function createRecipientCount(client: LineClient, now: () => number): CountRecipients {
  const counts = new Map<string, { readonly people: number; readonly untilMs: number }>();
  const asking = new Map<string, Promise<number>>();

  const ask = async (chat: string): Promise<number> => {
    // Group ids start with C, those of the older multi-person rooms with R.
    const room = chat.startsWith('R');
    const answer = room ? await client.getRoomMemberCount(chat) : await client.getGroupMemberCount(chat);
    // The bot itself is not in the count: https://developers.line.biz/en/reference/messaging-api/#get-members-group-count
    if (typeof answer?.count !== 'number') throw new Error('LINE answered without a count');
    counts.delete(chat);
    counts.set(chat, { people: answer.count, untilMs: now() + KEPT_MS });
    const oldest = counts.size > MOST_CHATS ? counts.keys().next().value : undefined;
    if (oldest !== undefined) counts.delete(oldest);
    return answer.count;
  };

  return async ({ chat }, scope) => {
    if (scope === 'direct') return 1;
    if (!/^[\w.-]{1,100}$/.test(chat)) throw new Error('Not a LINE group id.');
    const known = counts.get(chat);
    if (known !== undefined && known.untilMs > now()) return known.people;
    const question = asking.get(chat) ?? ask(chat).finally(() => asking.delete(chat));
    asking.set(chat, question);
    try {
      return await question;
    } catch (error) {
      if (known !== undefined) return known.people;
      throw new Error(`LINE did not say how many people are in the group (${described(error)}).`, { cause: error });
    }
  };
}
