/**
 * What a set of events needs, read for all of them with one statement a table before the first is handled, and what they
 * change, written with one statement a table after the last. Whoever reads looks here first and asks the database for
 * what is missing; nothing is decided here. It may only be given to events none of which changes what another finds here:
 * votes are such (`pipeline/vote-set.ts`), and what they do change, the standing vote, is kept up to date in it.
 */
import type { chat, chatAccount, choicePrompt, conversation } from '../../db/schema/index.ts';
import type { VoteChange, VoterRead } from './ballot/voters.ts';
import type { Speaker } from './conversation/identify.ts';
import type { CommunityRow } from './registry/communities.ts';
import type { PlaceRow } from './registry/places.ts';

export interface Ahead {
  /** By the key of the user. */
  readonly accounts: ReadonlyMap<string, typeof chatAccount.$inferSelect>;
  /** By the key of the chat. */
  readonly chats: ReadonlyMap<string, typeof chat.$inferSelect>;
  /** By chat, of the one person of a direct chat. */
  readonly conversations: ReadonlyMap<string, typeof conversation.$inferSelect>;
  /** By account. */
  readonly speakers: ReadonlyMap<string, Speaker>;
  readonly prompts: ReadonlyMap<string, typeof choicePrompt.$inferSelect>;
  readonly communities: readonly CommunityRow[];
  /** By community. */
  readonly places: ReadonlyMap<string, readonly PlaceRow[]>;
  /** By `voterName`. */
  readonly voters: ReadonlyMap<string, VoterRead>;
  /** What was cast, in order; whoever closes the set writes it. */
  readonly votes: VoteChange[];
}
