/** Words between somebody and whoever is on duty. */
import { eq } from 'drizzle-orm';
import { chatAccount, person } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { languageOf, namesOf, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

type Of<K extends RegistryNotice['kind']> = Extract<RegistryNotice, { kind: K }>;

/** So much of the question comes along in the button, to be shown again when it is answered. */
const QUOTED = 200;

async function bearerOf({ tx, keys }: ComposeTools, accountId: string) {
  const [row] = await tx
    .select({ account: chatAccount, who: person })
    .from(chatAccount)
    .leftJoin(person, eq(person.id, chatAccount.personId))
    .where(eq(chatAccount.id, accountId));
  return row && { ...row, name: row.who ? keys.openText('person.name', row.who.nameSealed) : undefined };
}

const ASKED = { first: 'duty.asked', nudge: 'duty.asked.nudge', next: 'duty.asked.next' } as const;

export async function dutyAsked(tools: ComposeTools, notice: Of<'duty.asked'>): Promise<Outgoing[]> {
  const asker = await bearerOf(tools, notice.accountId);
  const { ask, accountId, chatId, communityId, words, again } = notice;
  const question = [...words].slice(0, QUOTED).join('');
  return tell(
    tools,
    await reachPeople(tools.tx, notice.personIds),
    { topic: notice.kind, subject: `community:${communityId}`, policy: 'repeat' },
    (language) => ({
      text: translate(language, ASKED[again ?? 'first'], {
        who: asker?.name ?? phrase(language, 'duty.somebody'),
        words,
      }),
      choices: [
        button(
          language,
          'duty.button.answer',
          { do: 'registry', act: { kind: 'answer-asker', ask, accountId, chatId, communityId, question } },
          'primary',
        ),
      ],
    }),
  );
}

/** Back to the chat in which it was asked. */
export const dutyAnswered = (tools: ComposeTools, notice: Of<'duty.answered'>): Promise<Outgoing[]> =>
  toAsker(tools, notice, async (language) => {
    const [by] = notice.personId ? await namesOf(tools, [notice.personId]) : [];
    return {
      text: translate(language, 'duty.answered', { who: by ?? phrase(language, 'duty.staff'), words: notice.words }),
      choices: [
        button(language, 'duty.button.more', { do: 'registry', act: { kind: 'ask-human' } }),
        button(language, 'home.button.report', { do: 'report' }, 'quiet'),
      ],
    };
  });

/** Two need not write the same answer. */
export async function dutySettled(tools: ComposeTools, notice: Of<'duty.settled'>): Promise<Outgoing[]> {
  const asker = await bearerOf(tools, notice.accountId);
  const [by] = notice.personId ? await namesOf(tools, [notice.personId]) : [];
  return tell(
    tools,
    await reachPeople(tools.tx, notice.personIds),
    { topic: notice.kind, subject: `community:${notice.communityId}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'duty.settled', {
        by: by ?? phrase(language, 'duty.staff'),
        who: asker?.name ?? phrase(language, 'duty.somebody'),
      }),
    }),
  );
}

/** The truth, and what always has an answer. */
export const dutyUnanswered = (tools: ComposeTools, notice: Of<'duty.unanswered'>): Promise<Outgoing[]> =>
  toAsker(tools, notice, async (language) => {
    const who = listed(language, await namesOf(tools, notice.personIds));
    return {
      text: translate(language, who === '' ? 'duty.unanswered' : 'duty.unanswered.next', { who, words: notice.words }),
      choices: [button(language, 'home.button.report-this', { do: 'report-this', text: notice.words }, 'primary')],
    };
  });

async function toAsker(
  tools: ComposeTools,
  notice: Of<'duty.answered'> | Of<'duty.unanswered'>,
  words: (language: Language) => Promise<BoundPrompt>,
): Promise<Outgoing[]> {
  const asker = await bearerOf(tools, notice.accountId);
  if (!asker) return [];
  const language = languageOf(asker.account.language, asker.who?.language, asker.account.guessedLanguage);
  return [
    {
      chatId: notice.chatId,
      accountId: notice.accountId,
      language,
      prompt: await words(language),
      topic: notice.kind,
      lane: 'interactive',
      purpose: 'notice',
      policy: 'repeat',
      ...('messageKey' in notice && notice.messageKey !== undefined && { messageKey: notice.messageKey }),
    },
  ];
}
