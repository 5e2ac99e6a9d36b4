/** Words between somebody and whoever is on duty. */
import { eq } from 'drizzle-orm';
import { chatAccount, person } from '../../db/schema/index.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { Outgoing } from './intent.ts';
import { languageOf, reachPeople } from './recipients.ts';
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

export async function dutyAsked(tools: ComposeTools, notice: Of<'duty.asked'>): Promise<Outgoing[]> {
  const asker = await bearerOf(tools, notice.accountId);
  const { accountId, chatId, communityId, words } = notice;
  const question = [...words].slice(0, QUOTED).join('');
  return tell(
    tools,
    await reachPeople(tools.tx, notice.personIds),
    { topic: notice.kind, subject: `community:${communityId}`, policy: 'repeat' },
    (language) => ({
      text: translate(language, 'duty.asked', { who: asker?.name ?? phrase(language, 'duty.somebody'), words }),
      choices: [
        button(
          language,
          'duty.button.answer',
          { do: 'registry', act: { kind: 'answer-asker', accountId, chatId, communityId, question } },
          'primary',
        ),
      ],
    }),
  );
}

/** Back to the chat in which it was asked. */
export async function dutyAnswered(tools: ComposeTools, notice: Of<'duty.answered'>): Promise<Outgoing[]> {
  const asker = await bearerOf(tools, notice.accountId);
  if (!asker) return [];
  const [by] = notice.personId ? await tools.tx.select().from(person).where(eq(person.id, notice.personId)) : [];
  const language = languageOf(asker.account.language, asker.who?.language, asker.account.guessedLanguage);
  return [
    {
      chatId: notice.chatId,
      accountId: notice.accountId,
      language,
      prompt: {
        text: translate(language, 'duty.answered', {
          who: by ? tools.keys.openText('person.name', by.nameSealed) : phrase(language, 'duty.staff'),
          words: notice.words,
        }),
        choices: [
          button(language, 'duty.button.more', { do: 'registry', act: { kind: 'ask-human' } }),
          button(language, 'home.button.report', { do: 'report' }, 'quiet'),
        ],
      },
      topic: notice.kind,
      lane: 'interactive',
      purpose: 'notice',
      policy: 'repeat',
    },
  ];
}
