/** Notices in words: one function per notice, from the facts to a prompt in each recipient's language. */

import { eq } from 'drizzle-orm';
import { chatAccount, view, viewStale } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { phrase, translate } from '../locales/translate.ts';
import { demandCard, pictureOf } from './demand-card.ts';
import { type DemandFacts, demandFacts, eventText, isUrgent, placeLabel } from './demand-facts.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { handlersOf, holders, languageOf, mayReject, type Reach, reachPeople, reachSubmitter } from './recipients.ts';
import { composeRegistry, isAboutRegistry } from './registry.ts';
import { button, type ComposeTools, tell, type Words } from './tell.ts';

/** @param answers what the same unit says anyway: a card among them needs no second edit */
export async function compose(
  tools: ComposeTools,
  notices: readonly Notice[],
  answers: readonly Outgoing[] = [],
): Promise<Outgoing[]> {
  const outgoing: Outgoing[] = [];
  for (const notice of notices) outgoing.push(...(await composeOne(tools, notice)));
  const changed = new Set(
    notices.flatMap((notice) => (notice.kind === 'demand.card-changed' ? [notice.demandId] : [])),
  );
  for (const demandId of changed) await markCards(tools, demandId, [...answers, ...outgoing]);
  return outgoing;
}

async function composeOne(tools: ComposeTools, notice: Notice): Promise<Outgoing[]> {
  if (notice.kind === 'inbox.parked') return parked(tools, notice);
  if (notice.kind === 'demand.card-changed') return [];
  if (notice.kind === 'ledger.head') return ledgerHead(tools, notice);
  if (isAboutRegistry(notice)) return composeRegistry(tools, notice);
  const facts = await demandFacts(tools.tx, tools.keys, notice.demandId);
  if (!facts) return [];
  switch (notice.kind) {
    case 'demand.to-handle':
      return toHandle(tools, facts, notice.because);
    case 'demand.withdrawn': {
      const reach = await handlerReach(tools, facts, false);
      return tell(tools, reach, topic(notice, facts), (language) => ({
        text: translate(language, 'notice.withdrawn', { number: facts.number }),
      }));
    }
    case 'demand.confirmed':
      return [
        ...(await tell(tools, await handlerReach(tools, facts, false), topic(notice, facts), (language) => ({
          text: translate(language, notice.because === 'silence' ? 'notice.confirmed.silence' : 'notice.confirmed', {
            number: facts.number,
          }),
        }))),
        ...(notice.because === 'silence'
          ? await toSubmitter(tools, facts, notice, (language) => ({
              text: translate(language, 'notice.confirmed.silence.submitter', { number: facts.number }),
            }))
          : []),
      ];
    case 'demand.accepted':
      return toSubmitter(tools, facts, notice, (language) => ({
        text: translate(language, 'notice.accepted', { number: facts.number, place: placeLabel(language, facts) }),
      }));
    case 'demand.closed-without-info':
      return toSubmitter(tools, facts, notice, (language) => ({
        text: translate(language, 'notice.closed-without-info', { number: facts.number }),
      }));
    case 'demand.rejected': {
      const words = await eventText(tools.tx, tools.keys, notice.eventId);
      return toSubmitter(tools, facts, notice, (language) => ({
        text: translate(language, 'notice.rejected', { number: facts.number, words }),
      }));
    }
    case 'demand.info-asked': {
      const words = await eventText(tools.tx, tools.keys, notice.eventId);
      return toSubmitter(tools, facts, notice, (language) => ({
        text: translate(language, 'notice.info-asked', { number: facts.number, words }),
        choices: [
          button(
            language,
            'demand.button.add_info',
            { do: 'write', purpose: 'add_info', demandId: facts.row.id },
            'primary',
          ),
        ],
      }));
    }
    case 'demand.progress': {
      const words = await eventText(tools.tx, tools.keys, notice.eventId);
      return toSubmitter(tools, facts, notice, (language) => ({
        text: translate(language, 'notice.progress', { number: facts.number, words }),
      }));
    }
    case 'demand.resolved': {
      const words = await eventText(tools.tx, tools.keys, notice.eventId);
      return toSubmitter(tools, facts, notice, (language) => resolved(tools, facts, language, words));
    }
  }
}

const topic = (notice: Notice, facts: DemandFacts) => ({
  topic: notice.kind,
  subject: `demand:${facts.row.id}`,
  policy: 'skip' as const,
});

async function toSubmitter(tools: ComposeTools, facts: DemandFacts, notice: Notice, words: Words): Promise<Outgoing[]> {
  const policy =
    notice.kind === 'demand.resolved' || notice.kind === 'demand.info-asked' ? ('repeat' as const) : ('skip' as const);
  return tell(tools, await reachSubmitter(tools.tx, facts.row), { ...topic(notice, facts), policy }, words);
}

async function handlerReach(tools: ComposeTools, facts: DemandFacts, late: boolean): Promise<Reach> {
  const chain = facts.row.placeId ? await tools.placesAbove(tools.tx, facts.row.placeId) : [];
  return reachPeople(tools.tx, await handlersOf(tools.tx, facts.row, chain, { late }));
}

async function toHandle(
  tools: ComposeTools,
  facts: DemandFacts,
  because: Extract<Notice, { kind: 'demand.to-handle' }>['because'],
): Promise<Outgoing[]> {
  const reach = await handlerReach(tools, facts, because === 'late' || isUrgent(facts));
  return tell(
    tools,
    reach,
    {
      topic: `demand.to-handle.${because}`,
      subject: `demand:${facts.row.id}`,
      policy: because === 'late' ? 'repeat' : 'skip',
      viewSubject: `demand-card:${facts.row.id}`,
    },
    async (language, { personId }) =>
      demandCard(
        facts,
        { language, mayHandle: true, mayReject: await mayReject(tools.tx, facts.row.communityId, personId) },
        phrase(language, `card.because.${because}`),
      ),
  );
}

/** The submitter sees what was done, with the pictures that show it, and has the last word. */
function resolved(tools: ComposeTools, facts: DemandFacts, language: Language, words: string): BoundPrompt {
  const { id, resolution } = facts.row;
  return {
    text: translate(language, 'notice.resolved', { number: facts.number, words }),
    ...(facts.evidence.length > 0 && { pictures: facts.evidence.map(({ id }) => pictureOf(id, tools.pictureUrl)) }),
    choices: [
      button(language, 'demand.button.confirm', { do: 'confirm', demandId: id, resolution }, 'primary'),
      button(language, 'demand.button.reopen', { do: 'write', purpose: 'reopen', demandId: id, resolution }),
    ],
  };
}

/** Cards shown in chats that can edit are brought up to date; marking is an insert and waits for nobody. */
async function markCards({ tx }: ComposeTools, demandId: string, said: readonly Outgoing[]): Promise<void> {
  const subject = `demand-card:${demandId}`;
  const fresh = new Set(said.flatMap((item) => (item.viewSubject === subject ? [item.chatId] : [])));
  const shown = await tx.select({ id: view.id, chatId: view.chatId }).from(view).where(eq(view.subject, subject));
  const stale = shown.filter((row) => !fresh.has(row.chatId));
  if (stale.length > 0) await tx.insert(viewStale).values(stale.map(({ id }) => ({ viewId: id })));
}

async function ledgerHead(tools: ComposeTools, notice: Extract<Notice, { kind: 'ledger.head' }>): Promise<Outgoing[]> {
  const { communityId, position, hash } = notice;
  const reach = await reachPeople(tools.tx, await holders(tools.tx, communityId, ['supervisor']));
  return tell(
    tools,
    reach,
    { topic: notice.kind, subject: `community:${communityId}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'notice.ledger-head', { position, hash }),
    }),
  );
}

async function parked({ tx }: ComposeTools, notice: Extract<Notice, { kind: 'inbox.parked' }>): Promise<Outgoing[]> {
  const [account] = await tx.select().from(chatAccount).where(eq(chatAccount.id, notice.accountId));
  const language = languageOf(account?.language, account?.guessedLanguage);
  return [
    {
      chatId: notice.chatId,
      accountId: notice.accountId,
      language,
      prompt: { text: translate(language, 'error.parked') },
      topic: 'inbox.parked',
      lane: 'interactive',
      purpose: 'notice',
      policy: 'skip',
    },
  ];
}
