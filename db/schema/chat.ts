/** Chats, what was last said in them, and the buttons that are out there. */
import { sql } from 'drizzle-orm';
import { check, index, integer, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, instant, lilong } from './namespace.ts';
import { chatAccount } from './people.ts';
import { body, community, place } from './registry.ts';

export const chat = lilong.table(
  'chat',
  {
    id: id(),
    platform: text('platform').notNull(),
    botAccount: text('bot_account').notNull(),
    /** HMAC of platform, bot account, chat and topic. */
    chatKey: text('chat_key').notNull().unique(),
    /** The platform's chat id and topic, as JSON. */
    addressSealed: bytes('address_sealed').notNull(),
    scope: text('scope').$type<'direct' | 'group'>().notNull(),
    /** The one person of a direct chat. */
    accountId: uuid('account_id').references(() => chatAccount.id),
    /** A group is bound to a community by an operator or head. */
    communityId: uuid('community_id').references(() => community.id),
    /** The body, grid or building the group belongs to, for what concerns just them. */
    bodyId: uuid('body_id').references(() => body.id),
    placeId: uuid('place_id').references(() => place.id),
    titleSealed: bytes('title_sealed'),
    state: text('state').$type<'active' | 'blocked' | 'left'>().notNull().default('active'),
    language: text('language'),
    createdAt: instant('created_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    check('chat_scope', sql`${t.scope} in ('direct','group')`),
    check('chat_state', sql`${t.state} in ('active','blocked','left')`),
    check('chat_direct_account', sql`${t.scope} = 'group' or ${t.accountId} is not null`),
    index('chat_account_direct').on(t.accountId),
    index('chat_community').on(t.communityId),
    check('chat_bound_group', sql`${t.scope} = 'group' or (${t.bodyId} is null and ${t.placeId} is null)`),
  ],
);

/** Where one person stands in one chat. The state is sealed JSON of the flow's own, versioned shape. */
export const conversation = lilong.table(
  'conversation',
  {
    id: id(),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chat.id),
    accountId: uuid('account_id')
      .notNull()
      .references(() => chatAccount.id),
    flow: text('flow'),
    step: text('step'),
    version: integer('version').notNull().default(1),
    stateSealed: bytes('state_sealed'),
    /** The prompt whose choices typed numbers refer to. */
    lastPrompt: text('last_prompt'),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    unique('conversation_of').on(t.chatId, t.accountId),
    check('conversation_step', sql`(${t.flow} is null) = (${t.step} is null)`),
  ],
);

/** One prompt with choices. A token is `<id>.<index in base 36>`; nothing else travels with a button. */
export const choicePrompt = lilong.table(
  'choice_prompt',
  {
    id: text('id').primaryKey(),
    /** Null: the same call brought it to many people, each in her own direct chat. */
    chatId: uuid('chat_id').references(() => chat.id),
    /** Who may press; null = anyone in the chat. */
    accountId: uuid('account_id').references(() => chatAccount.id),
    /** Intents and arguments, one per choice, as JSON. */
    choicesSealed: bytes('choices_sealed').notNull(),
    /** The message whose words a button carries: when it is taken back, so is the prompt. */
    messageKey: text('message_key'),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [
    index('choice_prompt_expiry').on(t.expiresAt),
    index('choice_prompt_chat').on(t.chatId),
    index('choice_prompt_message').on(t.messageKey).where(sql`${t.messageKey} is not null`),
  ],
);

/** A single-use payload carried by a private link from a group into the direct chat. */
export const handoff = lilong.table(
  'handoff',
  {
    tokenKey: text('token_key').primaryKey(),
    /** Bound to the person where the group event named one. */
    userKey: text('user_key'),
    /** The message the words came in: when it is taken back, so is the link. */
    messageKey: text('message_key'),
    communityId: uuid('community_id').references(() => community.id),
    payloadSealed: bytes('payload_sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('handoff_message').on(t.messageKey).where(sql`${t.messageKey} is not null`)],
);

/** The sandbox's chats: what the web adapter delivered, in order. */
export const webMessage = lilong.table(
  'web_message',
  {
    seq: integer('seq').generatedAlwaysAsIdentity().primaryKey(),
    /** Delivery is idempotent by the sending's retry key. */
    retryKey: text('retry_key').notNull().unique(),
    chatKey: text('chat_key').notNull(),
    message: text('message').notNull(),
    bodySealed: bytes('body_sealed').notNull(),
    replacedBy: text('replaced_by'),
    meta: jsonb('meta').$type<{ readonly from: 'bot' | 'person' }>().notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('web_message_chat').on(t.chatKey, t.seq), index('web_message_id').on(t.chatKey, t.message)],
);

/** Files people put into the sandbox's chats. A platform keeps them until we fetch them; here we are the platform. */
export const webFile = lilong.table('web_file', {
  id: id(),
  bytesSealed: bytes('bytes_sealed').notNull(),
  nameSealed: bytes('name_sealed'),
  mime: text('mime').notNull(),
  createdAt: instant('created_at').notNull(),
});
