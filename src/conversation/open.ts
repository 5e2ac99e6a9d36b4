/** Opens a turn: who, where, in which language, for which community. */
import type { Inbound } from '../channel.ts';
import { languageOf } from '../notices/recipients.ts';
import {
  type AccountRow,
  actorOf,
  type ChatRow,
  type ConversationRow,
  openConversation,
} from '../usecases/conversation/identify.ts';
import { standingOf } from '../usecases/conversation/remember.ts';
import { policyOf } from '../usecases/policies.ts';
import { allCommunities, type CommunityRow } from '../usecases/registry/communities.ts';
import { placesAbove, placesOf } from '../usecases/registry/places.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import type { KnownPlace } from './flows/flow.ts';
import type { Arrival, ConversationHost, Turn } from './turn.ts';

/** LINE gives no locale; Telegram a language tag. zh-TW, zh-HK and zh-Hant read Traditional. */
export function guessLanguage(locale: string | undefined): string | undefined {
  if (!locale) return undefined;
  const tag = locale.toLowerCase().replace('_', '-');
  if (/^zh-(tw|hk|mo|hant)/.test(tag)) return 'zh-Hant';
  if (tag.startsWith('zh')) return 'zh-Hans';
  return tag.startsWith('en') ? 'en' : undefined;
}

export async function openTurn(
  uow: UnitOfWork,
  host: ConversationHost,
  inbound: Inbound,
  chat: ChatRow,
  account: AccountRow,
  arrival: Arrival,
): Promise<{ turn: Turn; conversation: ConversationRow }> {
  const conversation = await openConversation(uow, chat.id, account.id);
  const known = uow.ahead?.speakers.get(account.id) ?? (await actorOf(uow.tx, account));
  const communities = uow.ahead?.communities ?? (await allCommunities(uow.tx));
  const communityId =
    known.actor.communityId ?? chat.communityId ?? (communities.length === 1 ? communities[0]?.id : undefined);
  const community = communities.find((row) => row.id === communityId);
  const places = community ? await placeNames(uow, community) : [];
  const home = known.homePlaceId && (await nearestKnown(uow, known.homePlaceId, places));
  const turn: Turn = {
    host,
    uow: { ...uow, actor: known.actor },
    inbound,
    arrival,
    chat,
    account,
    conversation,
    actor: known.actor,
    ...(home && { homePlaceId: home }),
    communities,
    language: languageOf(account.language, known.language, account.guessedLanguage, chat.language),
    community,
    policy: await policyOf(uow, community),
    places,
    standing: standingOf(uow, conversation),
    outgoing: [],
  };
  return { turn, conversation };
}

export async function enterCommunity(turn: Turn, communityId: string): Promise<void> {
  const community = turn.communities.find((row) => row.id === communityId);
  if (!community) return;
  turn.community = community;
  turn.policy = await policyOf(turn.uow, community);
  turn.places = await placeNames(turn.uow, community);
}

/** People live in a flat and say 「我家」 of the building. */
async function nearestKnown(
  uow: UnitOfWork,
  placeId: string,
  places: readonly KnownPlace[],
): Promise<string | undefined> {
  if (places.some(({ id }) => id === placeId)) return placeId;
  return (await placesAbove(uow.tx, placeId)).find((above) => places.some(({ id }) => id === above));
}

/** Flats are left out: they are private, and there are thousands. */
async function placeNames(uow: UnitOfWork, community: CommunityRow): Promise<KnownPlace[]> {
  const rows = uow.ahead?.places.get(community.id) ?? (await placesOf(uow.tx, community.id));
  return rows.flatMap(({ id, name, aliases, kind, parentId }) =>
    kind === 'unit' ? [] : [{ id, name, aliases, kind, ...(parentId && { parent: parentId }) }],
  );
}
