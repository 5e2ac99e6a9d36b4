/** In a group the bot answers only when spoken to, and never with what someone said: details move to the direct chat by a link. */
import { phrase, translate } from '../locales/translate.ts';
import { bindChat } from '../usecases/conversation/chat-state.ts';
import { createHandoff } from '../usecases/conversation/handoff.ts';
import { messageKeyOf, userKeyOf } from '../usecases/conversation/open-turn.ts';
import { communityByCode } from '../usecases/registry/communities.ts';
import { parseCommand } from './commands.ts';
import { onCosign } from './cosign.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function onGroupText(turn: Turn, text: string): Promise<void> {
  const command = parseCommand(text);
  if (command?.word === 'start' && command.rest.startsWith('c_')) return bindGroup(turn, command.rest.slice(2));
  if (command?.word === 'help' || command?.word === 'start') return sayText(turn, 'group.help', 'group.help');
  if (command?.word === 'cosign' || command?.word === 'take-back') return onCosign(turn, command.rest, command.word);
  await moveToPrivate(turn, command ? (command.word === 'demand' ? command.rest : '') : text);
}

export async function moveToPrivate(turn: Turn, words: string): Promise<void> {
  const { actor, address, message } = turn.inbound;
  const { index } = turn.uow;
  const token = await createHandoff(
    turn.uow,
    { text: words, ...(turn.community && { communityId: turn.community.id }) },
    {
      ...(actor && { userKey: userKeyOf(index, address.platform, actor.user) }),
      ...(message !== undefined && { messageKey: messageKeyOf(index, address, message) }),
    },
  );
  const url = turn.host.privateLink(address, `h_${token}`);
  say(turn, 'group.continue', {
    text: translate(turn.language, url ? 'group.continue' : 'group.continue.no-link'),
    ...(url && { links: [{ label: phrase(turn.language, 'group.button.continue'), url }] }),
  });
}

/** A head ties the group to a community with the link the committee was given. */
async function bindGroup(turn: Turn, code: string): Promise<void> {
  const community = await communityByCode(turn.uow.tx, code);
  if (!community) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const done = await bindChat(turn.uow, { chatId: turn.chat.id, communityId: community.id });
  if (done.ok) return sayText(turn, 'group.bound', 'group.bound', { community: community.name });
  if (done.error.kind === 'not_permitted' || done.error.kind === 'community_not_found')
    return sayRefusal(turn, done.error);
}
