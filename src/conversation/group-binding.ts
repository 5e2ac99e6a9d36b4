/** 「绑定本群」: somebody who may says, in the group, what the group belongs to; the group is told, and can be parted again. */
import { translate } from '../locales/translate.ts';
import { bindChat, unbindChat } from '../usecases/conversation/bind-chat.ts';
import type { ChatRow } from '../usecases/conversation/identify.ts';
import { bodyById } from '../usecases/registry/bodies.ts';
import { communityByCode, communityById } from '../usecases/registry/communities.ts';
import {
  type GroupTarget,
  groupTargets,
  groupTargetsNamed,
  ownGroupTargets,
} from '../usecases/registry/group-target.ts';
import { placeName } from '../usecases/registry/lists.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

/** Names shown when the one that was said is unknown. */
const SUGGESTED = 8;

/** With the link the committee was given, or by name. */
export async function bindGroupByCode(turn: Turn, code: string): Promise<void> {
  const community = await communityByCode(turn.uow.tx, code);
  if (!community) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  await bindTo(turn, { communityId: community.id, name: community.name });
}

export async function bindGroup(turn: Turn, name: string): Promise<void> {
  const { tx } = turn.uow;
  // Where the speaker is at home; a group that is bound already says nothing about who may change that.
  const home = turn.actor.communityId ? await communityById(tx, turn.actor.communityId) : undefined;
  if (!home || !turn.actor.personId) return sayText(turn, 'group.not-yours', 'group.not-yours');
  const found = name === '' ? await ownGroupTargets(tx, home, turn.actor) : await groupTargetsNamed(tx, home, name);
  const [only, other] = found;
  if (only && !other) return bindTo(turn, only);
  if (name === '' && !only) return sayText(turn, 'group.not-yours', 'group.not-yours');
  const known = only ? found : await groupTargets(tx, home);
  say(turn, 'group.bind-which', {
    text: translate(turn.language, only ? 'group.bind-which' : 'group.bind-unknown', {
      name,
      names: known
        .slice(0, SUGGESTED)
        .map((one) => one.name)
        .join(turn.language === 'en' ? ', ' : '、'),
    }),
  });
}

async function bindTo(turn: Turn, { name, ...target }: GroupTarget): Promise<void> {
  const { communityId, bodyId, placeId } = target;
  const done = await bindChat(turn.uow, {
    chatId: turn.chat.id,
    communityId,
    ...(bodyId && { bodyId }),
    ...(placeId && { placeId }),
    // Said in that very group, by somebody who may let it go.
    move: true,
  });
  if (done.ok) return sayText(turn, 'group.bound', 'group.bound', { name });
  if (done.error.kind === 'not_permitted') return sayText(turn, 'group.not-yours', 'group.not-yours');
  sayRefusal(turn, done.error);
}

export async function unbindGroup(turn: Turn): Promise<void> {
  const name = await boundName(turn, turn.chat);
  const done = await unbindChat(turn.uow, { chatId: turn.chat.id });
  if (done.ok) return sayText(turn, 'group.unbound', 'group.unbound', { name });
  if (done.error.kind === 'not_permitted') return sayText(turn, 'group.not-yours', 'group.not-yours');
  sayRefusal(turn, done.error);
}

export async function boundName({ uow: { tx } }: Turn, { communityId, bodyId, placeId }: ChatRow): Promise<string> {
  if (bodyId) return (await bodyById(tx, bodyId))?.name ?? '';
  if (placeId) return (await placeName(tx, placeId)) ?? '';
  return communityId ? ((await communityById(tx, communityId))?.name ?? '') : '';
}
