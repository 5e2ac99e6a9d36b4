/**
 * Votes of a set that are taken together. Which they are is found by reading what all of them need, one statement a table;
 * each is then decided as it would be alone, and what they cause is written one statement a table. A press for which
 * something is missing (an account never seen, a chat that was left) is no matter for this: it is handled alone.
 */
import { among } from '../../db/among.ts';
import type { Tx } from '../../db/client.ts';
import { chat, chatAccount, conversation } from '../../db/schema/index.ts';
import type { Inbound } from '../channel.ts';
import { promptsOf } from '../notices/choices.ts';
import type { Intent } from '../notices/intent.ts';
import type { Ahead } from '../usecases/ahead.ts';
import { readVoters, voterName } from '../usecases/ballot/voters.ts';
import { chatKeyOf, speakersOf, userKeyOf } from '../usecases/conversation/identify.ts';
import { allCommunities } from '../usecases/registry/communities.ts';
import { type PlaceRow, placesOf } from '../usecases/registry/places.ts';
import type { Context } from './context.ts';

type Vote = Extract<Intent, { do: 'vote' }>;

/** A press in a direct chat, and who pressed. */
interface Pressed {
  readonly inbound: Inbound;
  readonly token: string;
  readonly userKey: string;
  readonly chatKey: string;
}

export interface VoteSet {
  readonly ahead: Ahead;
  /** Those of which everything is known. */
  readonly votes: ReadonlySet<Inbound>;
}

/** Fewer than this gain nothing from being read together. */
const LEAST = 2;

export async function readVoteSet(
  context: Context,
  tx: Tx,
  inbounds: readonly Inbound[],
): Promise<VoteSet | undefined> {
  const pressed = inbounds.flatMap((inbound) => pressIn(context, inbound));
  if (pressed.length < LEAST) return undefined;
  const { prompts, intents } = await promptsOf(
    tx,
    pressed.map(({ token }) => token),
    context.keys,
  );
  const cast = pressed.flatMap((press) => {
    const intent = intents.get(press.token);
    return intent?.do === 'vote' ? [{ ...press, intent }] : [];
  });
  return cast.length < LEAST ? undefined : readAhead(context, tx, cast, prompts);
}

function pressIn({ index }: Context, inbound: Inbound): Pressed[] {
  const { content, scope, actor, address } = inbound;
  if (content.kind !== 'pressed' || scope !== 'direct' || !actor) return [];
  const userKey = userKeyOf(index, address.platform, actor.user);
  return [{ inbound, token: content.token, userKey, chatKey: chatKeyOf(index, address) }];
}

async function readAhead(
  { clock, policies }: Context,
  tx: Tx,
  cast: readonly (Pressed & { readonly intent: Vote })[],
  prompts: Ahead['prompts'],
): Promise<VoteSet> {
  const accounts = new Map(
    (
      await tx
        .select()
        .from(chatAccount)
        .where(
          among(
            chatAccount.userKey,
            cast.map(({ userKey }) => userKey),
          ),
        )
    ).map((row) => [row.userKey, row]),
  );
  const chats = new Map(
    (
      await tx
        .select()
        .from(chat)
        .where(
          among(
            chat.chatKey,
            cast.map(({ chatKey }) => chatKey),
          ),
        )
    ).map((row) => [row.chatKey, row]),
  );
  const chatIds = [...chats.values()].map(({ id }) => id);
  const conversations = new Map(
    (await tx.select().from(conversation).where(among(conversation.chatId, chatIds))).map((row) => [row.chatId, row]),
  );
  const communities = await allCommunities(tx);
  const speakers = await speakersOf(tx, [...accounts.values()]);
  const places = new Map<string, readonly PlaceRow[]>();
  for (const { actor } of speakers.values())
    if (actor.communityId && !places.has(actor.communityId))
      places.set(actor.communityId, await placesOf(tx, actor.communityId));
  const wishes = cast.flatMap(({ inbound, userKey, intent: { ballotId, entry } }) => {
    const personId = accounts.get(userKey)?.personId;
    return personId ? [{ inbound, ballotId, personId, ...(entry !== undefined && { number: entry }) }] : [];
  });
  const voters = await readVoters({ tx, now: clock.now(), policies }, wishes);
  const ahead: Ahead = { accounts, chats, conversations, speakers, prompts, communities, places, voters, votes: [] };
  const found = new Set(wishes.filter((wish) => voters.get(voterName(wish))?.ok).map(({ inbound }) => inbound));
  const votes = cast.filter(({ inbound, userKey, chatKey }) => {
    const [account, place] = [accounts.get(userKey), chats.get(chatKey)];
    const open = place && conversations.get(place.id);
    return found.has(inbound) && place?.state === 'active' && open?.accountId === account?.id;
  });
  return { ahead, votes: new Set(votes.map(({ inbound }) => inbound)) };
}
