/**
 * Everyone a demand is for: who filed it, who filed one that was merged into it, who co-signed any of them. Each person
 * is there once, whatever she did and however many accounts she has; so is each account without a person.
 */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { demandTree } from '../../db/demand-tree.ts';
import { chatAccount, cosign, demand } from '../../db/schema/index.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import { type Recipient, reachEach } from './recipients.ts';

export interface Subscriber extends Recipient {
  /** `joined`: her own demand was merged into this one. */
  readonly as: 'submitter' | 'joined' | 'cosigner';
  /** The number she knows it by, where that is another one. */
  readonly own?: string;
}

export interface Subscribers {
  readonly recipients: readonly Subscriber[];
  readonly unreached: readonly string[];
}

export async function subscribersOf(tx: Tx, demandId: string, except?: string): Promise<Subscribers> {
  const tree = await demandTree(tx, demandId);
  const filed = await tx.select().from(demand).where(inArray(demand.id, tree)).orderBy(asc(demand.submittedAt));
  const signed = await tx
    .select()
    .from(cosign)
    .where(and(inArray(cosign.demandId, tree), isNull(cosign.withdrawnAt)))
    .orderBy(asc(cosign.at));
  const wanted = [
    ...filed
      .toSorted((a, b) => tree.indexOf(a.id) - tree.indexOf(b.id))
      .map((row) => ({
        chatId: row.chatId,
        personId: row.submitterPersonId,
        as: row.id === demandId ? ('submitter' as const) : ('joined' as const),
        ...(row.id !== demandId && { own: formatDemandNumber(row) }),
      })),
    ...signed.map(({ chatId, personId }) => ({ chatId, personId, as: 'cosigner' as const })),
  ];
  const reached = await reachEach(tx, wanted);
  const told = new Set(await namesOf(tx, except));
  const recipients: Subscriber[] = [];
  const unreached = new Set<string>();
  for (const [index, { chatId: _chat, personId, ...what }] of wanted.entries()) {
    const to = reached[index];
    const name = to?.personId ?? personId ?? to?.accountId;
    if (name === undefined || told.has(name)) continue;
    told.add(name);
    if (to) recipients.push({ ...to, ...what });
    else if (personId) unreached.add(personId);
  }
  return { recipients, unreached: [...unreached] };
}

/** The person behind an account, or the account. */
async function namesOf(tx: Tx, accountId: string | undefined): Promise<string[]> {
  if (accountId === undefined) return [];
  const [row] = await tx
    .select({ personId: chatAccount.personId })
    .from(chatAccount)
    .where(eq(chatAccount.id, accountId));
  return [row?.personId ?? accountId];
}
