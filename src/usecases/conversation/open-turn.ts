/**
 * Finds (or makes) the chat, the account and the conversation an event belongs to, and who that makes the actor.
 * People the system has never seen get a row here; nothing else is known of them.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { chat, chatAccount, conversation, person, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import { type Actor, PERSON_ROLES, type Seat } from '../../domain/permissions/roles.ts';
import { placesUnder } from '../registry/places.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export interface TurnAddress {
  readonly platform: string;
  readonly account: string;
  readonly chat: string;
  readonly topic?: string;
}

export interface TurnInput {
  readonly address: TurnAddress;
  readonly scope: 'direct' | 'group';
  readonly title?: string;
  readonly actor?: { readonly user: string; readonly name?: string; readonly language?: string };
}

export type ChatRow = typeof chat.$inferSelect;
export type AccountRow = typeof chatAccount.$inferSelect;
export type ConversationRow = typeof conversation.$inferSelect;

export const chatKeyOf = (index: IndexKey, address: TurnAddress): string =>
  index.of('chat', address.platform, address.account, address.chat, address.topic ?? '');
export const userKeyOf = (index: IndexKey, platform: string, user: string): string => index.of('user', platform, user);
export const messageKeyOf = (index: IndexKey, address: TurnAddress, message: string): string =>
  index.of('message', address.platform, address.account, address.chat, message);

export async function openAccount(
  uow: UnitOfWork,
  address: TurnAddress,
  actor: NonNullable<TurnInput['actor']>,
): Promise<AccountRow> {
  const { tx, keys, index, now } = uow;
  const userKey = userKeyOf(index, address.platform, actor.user);
  const [known] = await tx.select().from(chatAccount).where(eq(chatAccount.userKey, userKey));
  if (known) return known;
  const [made] = await tx
    .insert(chatAccount)
    .values({
      id: newId(),
      platform: address.platform,
      botAccount: address.account,
      userKey,
      userSealed: keys.seal('chat_account.user', actor.user),
      nameSealed: actor.name ? keys.seal('chat_account.name', actor.name) : null,
      guessedLanguage: actor.language ?? null,
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
  input: TurnInput,
  account: AccountRow | undefined,
): Promise<ChatRow | undefined> {
  const { tx, keys, index, now } = uow;
  const chatKey = chatKeyOf(index, input.address);
  const [known] = await tx.select().from(chat).where(eq(chat.chatKey, chatKey));
  if (known) return known;
  if (input.scope === 'direct' && !account) return undefined;
  const [made] = await tx
    .insert(chat)
    .values({
      id: newId(),
      platform: input.address.platform,
      botAccount: input.address.account,
      chatKey,
      addressSealed: keys.sealJson('chat.address', { chat: input.address.chat, topic: input.address.topic }),
      scope: input.scope,
      accountId: input.scope === 'direct' ? (account?.id ?? null) : null,
      titleSealed: input.title ? keys.seal('chat.title', input.title) : null,
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
  { tx, now }: UnitOfWork,
  chatId: string,
  accountId: string,
): Promise<ConversationRow> {
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

export interface Known {
  readonly actor: Actor;
  readonly homePlaceId?: string;
  readonly language?: string;
}

/** The seats a person holds now, the humblest first. */
export async function seatsOf(tx: Tx, personId: string): Promise<Seat[]> {
  const rows = await tx
    .select()
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, personId), isNull(roleSeat.until)));
  const seats: Seat[] = [];
  for (const row of rows) {
    const placeIds = row.placeId ? await placesUnder(tx, row.placeId) : undefined;
    seats.push({
      role: row.role,
      communityId: row.communityId,
      ...(placeIds && { placeIds }),
      ...(row.bodyId && { bodyId: row.bodyId }),
    });
  }
  return seats.sort((a, b) => PERSON_ROLES.indexOf(a.role) - PERSON_ROLES.indexOf(b.role));
}

/** What the account may act as: the person it is bound to, with every seat that person holds now. */
export async function actorOf(tx: Tx, account: AccountRow): Promise<Known> {
  if (!account.personId) {
    return {
      actor: {
        kind: 'account',
        accountId: account.id,
        seats: [],
        ...(account.communityId && { communityId: account.communityId }),
      },
    };
  }
  const [who] = await tx.select().from(person).where(eq(person.id, account.personId));
  const seats = await seatsOf(tx, account.personId);
  return {
    actor: {
      kind: 'account',
      accountId: account.id,
      personId: account.personId,
      seats,
      ...(who && { communityId: who.communityId }),
    },
    ...(who?.homePlaceId && { homePlaceId: who.homePlaceId }),
    ...(who?.language && { language: who.language }),
  };
}

/** Locked, because the caller is about to change it. */
export async function chatById(tx: Tx, chatId: string): Promise<ChatRow | undefined> {
  const [row] = await tx.select().from(chat).where(eq(chat.id, chatId)).for('update');
  return row;
}
