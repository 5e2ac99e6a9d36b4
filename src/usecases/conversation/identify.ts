/**
 * Who speaks, and where: the chat, the account and the conversation an event belongs to, and what the account may act as.
 * Chats and accounts never seen before get their rows here; nothing else is known of them.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { among } from '../../../db/among.ts';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { chat, chatAccount, conversation, person, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import { type Actor, PERSON_ROLES, type Seat } from '../../domain/permissions/roles.ts';
import { placesUnder } from '../registry/places.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

/** In the platform's own ids. */
export interface Whereabouts {
  readonly platform: string;
  readonly account: string;
  readonly chat: string;
  readonly topic?: string;
}

/** What the platform says of the chat. */
export interface SeenChat {
  readonly address: Whereabouts;
  readonly scope: 'direct' | 'group';
  readonly title?: string;
}

/** What the platform says of the person. */
export interface SeenPerson {
  readonly user: string;
  readonly name?: string;
  readonly language?: string;
}

export type ChatRow = typeof chat.$inferSelect;
export type AccountRow = typeof chatAccount.$inferSelect;
export type ConversationRow = typeof conversation.$inferSelect;

export const chatKeyOf = (index: IndexKey, address: Whereabouts): string =>
  index.of('chat', address.platform, address.account, address.chat, address.topic ?? '');
export const userKeyOf = (index: IndexKey, platform: string, user: string): string => index.of('user', platform, user);
export const messageKeyOf = (index: IndexKey, address: Whereabouts, message: string): string =>
  index.of('message', address.platform, address.account, address.chat, message);

export async function openAccount(uow: UnitOfWork, address: Whereabouts, seen: SeenPerson): Promise<AccountRow> {
  const { tx, keys, index, now } = uow;
  const userKey = userKeyOf(index, address.platform, seen.user);
  const ahead = uow.ahead?.accounts.get(userKey);
  if (ahead) return ahead;
  const [known] = await tx.select().from(chatAccount).where(eq(chatAccount.userKey, userKey));
  if (known) return known;
  const [made] = await tx
    .insert(chatAccount)
    .values({
      id: newId(),
      platform: address.platform,
      botAccount: address.account,
      userKey,
      userSealed: keys.seal('chat_account.user', seen.user),
      nameSealed: seen.name ? keys.seal('chat_account.name', seen.name) : null,
      guessedLanguage: seen.language ?? null,
      createdAt: now,
      salt: newSalt(),
    })
    .onConflictDoNothing()
    .returning();
  if (made) {
    record(uow, 'chat_account', made, { action: 'account.seen', as: 'visitor', facts: { platform: made.platform } });
    return made;
  }
  const [other] = await tx.select().from(chatAccount).where(eq(chatAccount.userKey, userKey));
  if (!other) throw new Error('the chat account vanished');
  return other;
}

export async function openChat(
  uow: UnitOfWork,
  seen: SeenChat,
  account: AccountRow | undefined,
): Promise<ChatRow | undefined> {
  const { tx, keys, index, now } = uow;
  const chatKey = chatKeyOf(index, seen.address);
  const ahead = uow.ahead?.chats.get(chatKey);
  if (ahead) return ahead;
  const [known] = await tx.select().from(chat).where(eq(chat.chatKey, chatKey));
  if (known) return known;
  if (seen.scope === 'direct' && !account) return undefined;
  const [made] = await tx
    .insert(chat)
    .values({
      id: newId(),
      platform: seen.address.platform,
      botAccount: seen.address.account,
      chatKey,
      addressSealed: keys.sealJson('chat.address', { chat: seen.address.chat, topic: seen.address.topic }),
      scope: seen.scope,
      accountId: seen.scope === 'direct' ? (account?.id ?? null) : null,
      titleSealed: seen.title ? keys.seal('chat.title', seen.title) : null,
      createdAt: now,
      salt: newSalt(),
    })
    .onConflictDoNothing()
    .returning();
  if (made) {
    record(uow, 'chat', made, {
      action: 'chat.seen',
      as: 'system',
      facts: { platform: made.platform, scope: made.scope },
    });
    return made;
  }
  const [other] = await tx.select().from(chat).where(eq(chat.chatKey, chatKey));
  return other;
}

export async function openConversation(
  { tx, now, ahead }: UnitOfWork,
  chatId: string,
  accountId: string,
): Promise<ConversationRow> {
  const open = ahead?.conversations.get(chatId);
  if (open?.accountId === accountId) return open;
  const where = and(eq(conversation.chatId, chatId), eq(conversation.accountId, accountId));
  const [known] = await tx.select().from(conversation).where(where);
  if (known) return known;
  const [made] = await tx
    .insert(conversation)
    .values({ id: newId(), chatId, accountId, updatedAt: now })
    .onConflictDoNothing()
    .returning();
  if (made) return made;
  const [other] = await tx.select().from(conversation).where(where);
  if (!other) throw new Error('the conversation vanished');
  return other;
}

/** Whom the account belongs to, as far as anything is known. */
export interface Speaker {
  readonly actor: Actor;
  readonly homePlaceId?: string;
  readonly language?: string;
}

/** The seats a person holds now, the humblest first. */
export const seatsOf = async (tx: Tx, personId: string): Promise<readonly Seat[]> =>
  (await seatsOfEach(tx, [personId])).get(personId) ?? [];

async function seatsOfEach(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Seat[]>> {
  const rows = await tx
    .select()
    .from(roleSeat)
    .where(and(among(roleSeat.personId, personIds), isNull(roleSeat.until)));
  const covered = new Map<string, readonly string[]>();
  for (const { placeId } of rows)
    if (placeId && !covered.has(placeId)) covered.set(placeId, await placesUnder(tx, placeId));
  const seats = new Map<string, Seat[]>();
  for (const { personId, role, communityId, placeId, bodyId } of rows) {
    const placeIds = placeId ? covered.get(placeId) : undefined;
    const seat = { role, communityId, ...(placeIds && { placeIds }), ...(bodyId && { bodyId }) };
    seats.set(personId, [...(seats.get(personId) ?? []), seat]);
  }
  for (const held of seats.values()) held.sort((a, b) => PERSON_ROLES.indexOf(a.role) - PERSON_ROLES.indexOf(b.role));
  return seats;
}

/** What the account may act as: the person it is bound to, with every seat that person holds now. */
export async function actorOf(tx: Tx, account: AccountRow): Promise<Speaker> {
  const speaker = (await speakersOf(tx, [account])).get(account.id);
  if (!speaker) throw new Error('an account without a speaker');
  return speaker;
}

/** By account. */
export async function speakersOf(tx: Tx, accounts: readonly AccountRow[]): Promise<ReadonlyMap<string, Speaker>> {
  const personIds = accounts.flatMap(({ personId }) => (personId ? [personId] : []));
  const known = personIds.length > 0;
  const people = known ? await tx.select().from(person).where(among(person.id, personIds)) : [];
  const seats = known ? await seatsOfEach(tx, personIds) : new Map<string, readonly Seat[]>();
  const byId = new Map(people.map((row) => [row.id, row]));
  return new Map(
    accounts.map((account) => [
      account.id,
      account.personId
        ? speakerFor(account, account.personId, byId.get(account.personId), seats.get(account.personId) ?? [])
        : strangerFor(account),
    ]),
  );
}

const strangerFor = ({ id, communityId }: AccountRow): Speaker => ({
  actor: { kind: 'account', accountId: id, seats: [], ...(communityId && { communityId }) },
});

const speakerFor = (
  { id }: AccountRow,
  personId: string,
  who: typeof person.$inferSelect | undefined,
  seats: readonly Seat[],
): Speaker => ({
  actor: { kind: 'account', accountId: id, personId, seats, ...(who && { communityId: who.communityId }) },
  ...(who?.homePlaceId && { homePlaceId: who.homePlaceId }),
  ...(who?.language && { language: who.language }),
});
