/** Who is responsible now, and a word with them. */
import { formatTime } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { type MessageKey, phrase, translate } from '../locales/translate.ts';
import { messageKeyOf } from '../usecases/conversation/identify.ts';
import { answerAsker, askDuty } from '../usecases/duty/ask.ts';
import { chainOf, headsOf, officersOf, onDutyNow, type Published, published } from '../usecases/duty/on-duty.ts';
import { choice } from './answers.ts';
import type { HumanState } from './flows/human.ts';
import { wordsOf } from './flows/said.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

const shown = ({ name, phone }: Published): string => (phone ? `${name} ${phone}` : name);

/** 「值班」「我的网格员」: on duty now, the officer of the place where she lives, and the head. */
export async function sayDuty(turn: Turn): Promise<void> {
  const { community, language, uow } = turn;
  if (!community) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const chain = await chainOf(uow.tx, turn.homePlaceId);
  const lines: string[] = [];
  const add = (key: MessageKey, people: readonly Published[]) => {
    if (people.length > 0) lines.push(phrase(language, key, { who: listed(language, people.map(shown)) }));
  };
  const onDuty = await onDutyNow(uow, community.id, chain);
  for (const { personId, until } of onDuty) {
    const [who] = await published(uow, [personId]);
    if (who)
      lines.push(
        phrase(language, 'duty.line.now', {
          who: shown(who),
          until: formatTime(language, community.timeZone, until),
        }),
      );
  }
  if (onDuty.length === 0) lines.push(phrase(language, 'duty.line.nobody'));
  add('duty.line.officer', await published(uow, await officersOf(uow.tx, community.id, chain)));
  add('duty.line.head', await published(uow, await headsOf(uow.tx, community.id)));
  say(turn, 'duty', {
    text: [...translate(language, 'duty.title', { community: community.name }), '\n', lines.join('\n')],
    choices: [
      choice(turn, 'duty.button.ask', { do: 'registry', act: { kind: 'ask-human' } }, 'primary'),
      choice(turn, 'home.button.report', { do: 'report' }),
    ],
  });
}

export async function finishHuman(turn: Turn, { said, to }: HumanState): Promise<void> {
  const words = wordsOf(said);
  if (!to) return askHuman(turn, words);
  const { ask, accountId, chatId, communityId } = to;
  const done = await answerAsker(turn.uow, {
    accountId,
    chatId,
    communityId,
    words,
    ...(ask !== undefined && { ask }),
  });
  if (!done.ok) return sayRefusal(turn, done.error);
  sayText(turn, 'duty.sent-back', 'duty.sent-back');
}

/** Where nobody can be reached, one tap makes of it what always has an answer: a demand with a number. */
export async function askHuman(turn: Turn, words: string): Promise<void> {
  const { community, uow } = turn;
  const { message, address } = turn.inbound;
  if (!community) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const done = await askDuty(uow, {
    accountId: turn.account.id,
    chatId: turn.chat.id,
    communityId: community.id,
    ...(turn.homePlaceId && { homePlaceId: turn.homePlaceId }),
    words,
    ...(message !== undefined && { messageKey: messageKeyOf(uow.index, address, message) }),
  });
  if (!done.ok) return sayRefusal(turn, done.error);
  const { to, personIds } = done.value;
  if (to === 'nobody') {
    say(turn, 'duty.unreached', {
      text: translate(turn.language, 'duty.unreached'),
      choices: [choice(turn, 'home.button.report-this', { do: 'report-this', text: words }, 'primary')],
    });
    return;
  }
  const who = listed(
    turn.language,
    (await published(uow, personIds)).map(({ name }) => name),
  );
  sayText(turn, 'duty.passed-on', to === 'duty' ? 'duty.passed-on' : 'duty.passed-on.head', { who });
}
