/** 投票/征集 in chat: one line asks a group, a tap answers, and everybody sees what may be seen. */
import { Temporal } from 'temporal-polyfill';
import { permit } from '../domain/permissions/permit.ts';
import { NO_ANSWER, pickedIn } from '../domain/poll/poll.ts';
import { parsePollLine } from '../domain/poll/typed.ts';
import { formatTime } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from '../notices/button.ts';
import type { BoundChoice, PollAct } from '../notices/intent.ts';
import { optionLabel, type PollRow, pollFactsOf } from '../notices/poll-facts.ts';
import { pollChoices, pollPrompt, resultPrompt } from '../notices/polls.ts';
import type { NotPermitted } from '../usecases/command.ts';
import { type AddOptionRefusal, addPollOption, answerPoll } from '../usecases/poll/answer.ts';
import { type ClosePollRefusal, closePoll } from '../usecases/poll/close.ts';
import { groupsToAsk, type OpenPollRefusal, openPoll } from '../usecases/poll/open.ts';
import { belongsTo, type PollChat, pollsOf, pollTarget } from '../usecases/poll/read.ts';
import { boundName } from './group-binding.ts';
import { rulesOf, say, sayPrivately, sayText, type Turn } from './turn.ts';

type PollRefusal = NotPermitted | OpenPollRefusal | AddOptionRefusal | ClosePollRefusal;

function refusalText({ language }: Turn, refusal: PollRefusal): string {
  switch (refusal.kind) {
    case 'not_permitted':
      return phrase(
        language,
        refusal.command === 'poll.answer' || refusal.command === 'poll.add-option'
          ? 'poll.refused.not-bound'
          : 'refused.not-permitted',
      );
    case 'chat_not_found':
    case 'poll_not_found':
      return phrase(language, 'poll.refused.not-found');
    case 'poll_group_not_bound':
      return phrase(language, 'poll.refused.no-group');
    case 'poll_closes_past':
      return phrase(language, 'poll.refused.past');
    case 'poll_closed':
      return phrase(language, 'poll.refused.closed');
    case 'poll_elsewhere':
      return phrase(language, 'poll.refused.elsewhere');
    case 'poll_option_unknown':
      return phrase(language, 'poll.refused.option');
    case 'poll_fixed':
      return phrase(language, 'poll.refused.fixed');
    case 'poll_question_missing':
    case 'poll_options_few':
      return phrase(language, 'poll.how');
    case 'poll_too_long':
      return phrase(language, 'poll.refused.too-long', { most: refusal.most });
    case 'poll_options_many':
      return phrase(language, 'poll.refused.many', { most: refusal.most });
    case 'poll_option_twice':
      return phrase(language, 'poll.refused.twice', { label: refusal.label });
  }
}

const refuse = (turn: Turn, refusal: PollRefusal, about = 'press'): void =>
  sayPrivately(turn, `refused.${refusal.kind}`, refusalText(turn, refusal), { about });

/** In a direct chat: into the one group the person may ask, or into the one she names of several. */
export async function onPollLine(turn: Turn, line: string): Promise<void> {
  const { uow, community, language } = turn;
  if (isNumber(line)) return showNumbered(turn, Number(line));
  const groups = community ? await groupsToAsk(uow, community.id) : [];
  const [only, other] = groups;
  if (!only) return sayText(turn, 'poll.no-group', 'poll.refused.no-ask');
  if (!other) return askGroup(turn, only.id, line);
  const choices: BoundChoice[] = [];
  for (const group of groups) {
    const label = await nameOf(turn, group);
    choices.push({ label, says: label, intent: { do: 'new-poll', chatId: group.id, line } });
  }
  say(turn, 'poll.which-group', { text: translate(language, 'poll.which-group'), choices });
}

const isNumber = (line: string): boolean => /^\s*\d{1,6}\s*$/.test(line);

const nameOf = async (turn: Turn, group: PollChat): Promise<string> =>
  group.titleSealed ? turn.uow.keys.openText('chat.title', group.titleSealed) : boundName(turn, group);

/** The group itself is shown what is asked by the notice; whoever asked in a direct chat is told that it is there. */
export async function askGroup(turn: Turn, chatId: string, line: string): Promise<void> {
  const { uow, policy, language } = turn;
  if (isNumber(line)) return showNumbered(turn, Number(line));
  const local = uow.now.toZonedDateTimeISO(policy.zone);
  const { closes, ...asked } = parsePollLine(line, local.toPlainDate(), local.toPlainTime());
  // A day without an hour ends where the hours begin in which nobody is written to.
  const evening = Temporal.PlainTime.from(rulesOf(turn).value('quiet.from'));
  const done = await openPoll(uow, {
    ...asked,
    chatId,
    ...(closes && { closesAt: policy.calendar.instantAt(closes.date, closes.time ?? evening) }),
  });
  if (!done.ok) return refuse(turn, done.error);
  const { number, closesAt } = done.value;
  if (turn.chat.id !== chatId)
    sayText(turn, 'poll.asked', 'poll.asked', { number, closes: formatTime(language, policy.zone, closesAt) });
}

/** 「加选项 3 周日晚上」 */
export async function onAddOption(turn: Turn, line: string): Promise<void> {
  const [, number, label] = /^\s*(\d{1,6})\s*[\s.:：]\s*(\S[\s\S]*)$/.exec(line) ?? [];
  const row = number === undefined ? undefined : await numbered(turn, Number(number));
  if (number === undefined || label === undefined) return sayText(turn, 'poll.add-how', 'poll.add-how');
  if (!row) return refuse(turn, { kind: 'poll_not_found' });
  const done = await addPollOption(turn.uow, { pollId: row.id, label });
  if (!done.ok) return refuse(turn, done.error);
  if (turn.chat.id !== row.chatId) sayText(turn, 'poll.option-added', 'poll.option-added', { label: label.trim() });
}

/** The latest of the group, or of the community. */
export async function sayPolls(turn: Turn): Promise<void> {
  const { language } = turn;
  const rows = await latest(turn);
  if (rows.length === 0) return sayText(turn, 'poll.how', 'poll.how');
  say(turn, 'poll.list', {
    text: [
      ...translate(language, 'poll.list'),
      ...rows.flatMap(({ number, question, state }) => [
        '\n',
        phrase(language, 'poll.list.line', {
          number,
          question,
          state: phrase(language, state === 'open' ? 'poll.state.open' : 'poll.state.closed'),
        }),
      ]),
    ],
    choices: rows.map(({ id, number, question }): BoundChoice => {
      const label = `${number}. ${question}`;
      return { label, says: label, intent: { do: 'poll', pollId: id, act: 'show' } };
    }),
  });
}

async function latest(turn: Turn): Promise<readonly PollRow[]> {
  const { uow, chat, community } = turn;
  const limit = rulesOf(turn).value('task.list.page');
  if (chat.scope === 'group')
    return chat.communityId ? pollsOf(uow, { communityId: chat.communityId, chatId: chat.id }, limit) : [];
  return community && belongsTo(turn.actor, community.id) ? pollsOf(uow, { communityId: community.id }, limit) : [];
}

async function numbered(turn: Turn, number: number): Promise<PollRow | undefined> {
  const communityId = turn.chat.communityId ?? turn.community?.id;
  const [found] = communityId ? await pollsOf(turn.uow, { communityId, number }, 1) : [];
  return found;
}

async function showNumbered(turn: Turn, number: number): Promise<void> {
  const row = await numbered(turn, number);
  return row ? showPoll(turn, row.id) : refuse(turn, { kind: 'poll_not_found' });
}

export async function onPollAct(turn: Turn, pollId: string, act: PollAct): Promise<void> {
  switch (act) {
    case 'show':
      return showPoll(turn, pollId);
    case 'clear':
      return pickOption(turn, pollId, undefined);
    case 'close': {
      const done = await closePoll(turn.uow, { pollId });
      if (!done.ok) return refuse(turn, done.error);
      return sayText(turn, 'poll.done.close', 'poll.done.close', { number: done.value.number });
    }
  }
}

/** In the group without buttons: those that everybody may press are under the question. */
async function showPoll(turn: Turn, pollId: string): Promise<void> {
  const { uow, language, actor, chat, host } = turn;
  const facts = await pollFactsOf(uow, pollId);
  if (!facts || (facts.row.chatId !== chat.id && !belongsTo(actor, facts.row.communityId)))
    return refuse(turn, { kind: 'poll_not_found' });
  const { row } = facts;
  if (row.state === 'closed') return say(turn, 'poll.result', resultPrompt(language, facts, host.pictureUrl));
  if (chat.scope === 'group') return say(turn, 'poll.card', pollPrompt(language, facts, []));
  const mayClose = permit('poll.close', actor, pollTarget({ ...facts, poll: row })).ok;
  say(
    turn,
    'poll.card',
    pollPrompt(language, facts, [
      ...pollChoices(language, facts),
      ...(mayClose ? [button(language, 'poll.button.close', { do: 'poll', pollId, act: 'close' }, 'quiet')] : []),
    ]),
  );
}

/** A tap, with the few words that only whoever tapped reads. Of an anonymous poll no answer is ever repeated or kept. */
export async function pickOption(turn: Turn, pollId: string, option: number | undefined): Promise<void> {
  const { uow, language } = turn;
  const about = `poll:${pollId}`;
  const done = await answerPoll(uow, { pollId, ...(option !== undefined && { option }) });
  if (!done.ok) {
    // Which button it was is nobody's business even where it came too late.
    turn.forget = true;
    return refuse(turn, done.error, about);
  }
  const { poll: row, answer } = done.value;
  if (row.anonymous) turn.forget = true;
  const discreet = row.anonymous || (row.hidden && turn.chat.scope === 'group');
  const privately = { about, ...(discreet && { discreet }) };
  if (answer === NO_ANSWER)
    return sayPrivately(turn, 'poll.cleared', phrase(language, 'poll.noted.cleared'), privately);
  const picked = listed(
    language,
    pickedIn(row.kind, answer).map((at) => optionLabel(language, row, at)),
  );
  sayPrivately(
    turn,
    'poll.noted',
    discreet ? phrase(language, 'poll.noted.discreet') : phrase(language, 'poll.noted', { picked }),
    privately,
  );
}
