/** In a group the bot answers only when spoken to, and never with what someone said: details move to the direct chat by a link. */
import { phrase, translate } from '../locales/translate.ts';
import { createHandoff } from '../usecases/conversation/handoff.ts';
import { messageKeyOf, userKeyOf } from '../usecases/conversation/identify.ts';
import { soundsLikeReport } from './begin-case.ts';
import { parseCommand } from './commands.ts';
import { onCosign } from './cosign.ts';
import { bindGroup, bindGroupByCode, unbindGroup } from './group-binding.ts';
import { askGroup, onAddOption, sayPolls } from './polls.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function onGroupText(turn: Turn, text: string): Promise<void> {
  const command = parseCommand(text);
  if (command?.word === 'start' && command.rest.startsWith('c_')) return bindGroupByCode(turn, command.rest.slice(2));
  if (command?.word === 'bindgroup') return bindGroup(turn, command.rest);
  if (command?.word === 'unbindgroup') return unbindGroup(turn);
  if (command?.word === 'help' || command?.word === 'start') return sayText(turn, 'group.help', 'group.help');
  if (command?.word === 'cosign' || command?.word === 'take-back') return onCosign(turn, command.rest, command.word);
  if (command?.word === 'poll')
    return command.rest === '' ? sayPolls(turn) : askGroup(turn, turn.chat.id, command.rest);
  if (command?.word === 'add-option') return onAddOption(turn, command.rest);
  if (command?.word === 'report' || soundsLikeReport(text)) {
    // What somebody reports is not kept as it came, neither here nor in the direct chat.
    turn.forget = true;
    return moveToPrivate(turn, text);
  }
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
