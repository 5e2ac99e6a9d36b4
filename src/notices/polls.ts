/** 征集 as messages: what is asked, in the group with its buttons; the reminder; the result with its picture. */
import type { Language } from '../channel.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { PollNotice } from '../domain/poll/notices.ts';
import { answersAtOnce } from '../domain/poll/poll.ts';
import { type MessageKey, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { pictureOf } from './demand-card.ts';
import type { BoundChoice, BoundPrompt, Outgoing } from './intent.ts';
import { optionLines, type PollFacts, pollFactsOf, pollValues } from './poll-facts.ts';
import { languageOf, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

const KINDS: ReadonlySet<string> = new Set([
  'poll.opened',
  'poll.answered',
  'poll.closing',
  'poll.closed',
] satisfies PollNotice['kind'][]);
export const isAboutPolls = (notice: Notice): notice is PollNotice => KINDS.has(notice.kind);

export async function composePolls(tools: ComposeTools, notice: PollNotice): Promise<Outgoing[]> {
  // Only what the group is shown changes (`compose.ts`), and that many times a minute.
  if (notice.kind === 'poll.answered') return [];
  const facts = await pollFactsOf(tools, notice.pollId);
  if (!facts) return [];
  switch (notice.kind) {
    case 'poll.opened':
      return inGroup(facts, notice.kind, (language) => livePoll(language, facts)).map((one) => ({
        ...one,
        viewSubject: `poll:${notice.pollId}`,
      }));
    case 'poll.closing':
      return tell(
        tools,
        await reachPeople(tools.tx, notice.personIds),
        { topic: notice.kind, subject: `poll:${notice.pollId}`, policy: 'skip' },
        (language) => ({
          text: translate(language, 'poll.closing', {
            ...pollValues(language, facts),
            options: optionLines(language, facts),
          }),
          choices: pollChoices(language, facts),
        }),
      );
    case 'poll.closed':
      return inGroup(facts, notice.kind, (language) => resultPrompt(language, facts, tools.pictureUrl));
  }
}

export const pollPrompt = (language: Language, facts: PollFacts, choices: readonly BoundChoice[]): BoundPrompt => ({
  text: text(language, facts, 'poll.card'),
  choices,
});

/** The message in the group as it is kept up to date: without names, so that it stays one message however many answer. */
export function livePoll(language: Language, facts: PollFacts): BoundPrompt {
  const shown = { ...facts, names: [] };
  if (facts.row.state === 'closed') return { text: text(language, shown, 'poll.result') };
  return pollPrompt(language, shown, pollChoices(language, facts));
}

/** The result, and under it the same as bars where there is anything to draw. */
export const resultPrompt = (
  language: Language,
  facts: PollFacts,
  pictureUrl: ComposeTools['pictureUrl'],
): BoundPrompt => ({
  text: text(language, facts, 'poll.result'),
  ...(facts.tally?.withheld === false && {
    pictures: [pictureOf(`poll.${facts.row.id}.${language}.png`, pictureUrl)],
  }),
});

function text(language: Language, facts: PollFacts, key: MessageKey) {
  const lines = optionLines(language, facts);
  return [...translate(language, key, pollValues(language, facts)), ...(lines === '' ? [] : ['\n', lines])];
}

/** One button an option. What is hidden must not stand in the chat as the words of whoever pressed it. */
export const pollChoices = (language: Language, { row }: Pick<PollFacts, 'row'>): readonly BoundChoice[] => [
  ...row.options.map(
    ({ label }, at): BoundChoice => ({
      label,
      ...(!row.hidden && { says: label }),
      intent: { do: 'poll-pick', pollId: row.id, option: at + 1 },
    }),
  ),
  // Where another tap takes the place of the last one there is nothing to clear.
  ...(answersAtOnce(row.kind)
    ? []
    : [button(language, 'poll.button.clear', { do: 'poll', pollId: row.id, act: 'clear' }, 'quiet')]),
  button(language, 'poll.button.show', { do: 'poll', pollId: row.id, act: 'show' }, 'quiet'),
];

function inGroup({ group }: PollFacts, topic: string, prompt: (language: Language) => BoundPrompt): Outgoing[] {
  if (group.state !== 'active') return [];
  const language = languageOf(group.language);
  return [
    {
      chatId: group.id,
      language,
      prompt: prompt(language),
      topic,
      lane: 'interactive',
      purpose: 'notice',
      policy: 'skip',
    },
  ];
}
