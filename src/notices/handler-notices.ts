/** What those who must act are told: the card, and why it comes now. */
import type { Language } from '../channel.ts';
import { isFound } from '../domain/demand/states.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { withColon } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { demandCard } from './demand-card.ts';
import { type DemandFacts, demandFacts, eventText, isUrgent } from './demand-facts.ts';
import type { Outgoing } from './intent.ts';
import { readerOf } from './reader.ts';
import { handlersOf, holders, reachPeople, unitMembers } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';
import { appliedTo, whyButton } from './why.ts';

type ForHandlers = Extract<Notice, { readonly kind: 'demand.to-handle' | 'demand.left-unit' | 'demand.many-cosigned' }>;
type ToHandleNotice = Extract<Notice, { readonly kind: 'demand.to-handle' }>;

export async function handlerNotices(tools: ComposeTools, notice: ForHandlers): Promise<Outgoing[]> {
  const facts = await demandFacts(tools, notice.demandId);
  if (!facts) return [];
  const subject = `demand:${facts.row.id}`;
  const plainly = { topic: notice.kind, subject, policy: 'skip' as const };
  switch (notice.kind) {
    case 'demand.to-handle':
      return toHandle(tools, facts, notice);
    case 'demand.left-unit':
      return tell(
        tools,
        await reachPeople(tools.tx, await unitMembers(tools.tx, notice.bodyId)),
        plainly,
        (language) => ({
          text: translate(language, 'notice.left-unit', { number: facts.number }),
        }),
      );
    case 'demand.many-cosigned': {
      const heads = await holders(tools.tx, facts.row.communityId, ['committee_head']);
      return tell(tools, await reachPeople(tools.tx, heads), plainly, (language) => ({
        text: translate(language, 'notice.many-cosigned', { number: facts.number, count: facts.support.signatures }),
        choices: [button(language, 'registered.button.show', { do: 'show', demandId: facts.row.id })],
      }));
    }
  }
}

/** Whoever has it in hand, in the chat of each. */
export async function handlersIn(
  tools: ComposeTools,
  facts: DemandFacts,
  { because, tells }: Pick<ToHandleNotice, 'because' | 'tells'>,
): Promise<readonly string[]> {
  const { row } = facts;
  const chain = row.placeId ? await tools.placesAbove(tools.tx, row.placeId) : [];
  // The unit is asked to act; whoever referred it knows.
  if (because === 'referred' && row.unitBodyId) return unitMembers(tools.tx, row.unitBodyId);
  // Danger is the head's to know at once.
  return handlersOf(tools.tx, row, chain, tells ?? (isUrgent(facts) ? 'head' : 'handler'));
}

/** What a patrol found has no reporter who could say that it is not solved. */
function whyNow({ row, doubtedBy }: DemandFacts, { because }: ToHandleNotice, language: Language): string {
  if (because !== 'reopened' || !isFound(row)) return phrase(language, `card.because.${because}`);
  return phrase(language, doubtedBy === 'neighbour' ? 'card.reopened.neighbour' : 'card.reopened.staff');
}

async function toHandle(tools: ComposeTools, facts: DemandFacts, notice: ToHandleNotice): Promise<Outgoing[]> {
  const { row } = facts;
  const chain = row.placeId ? await tools.placesAbove(tools.tx, row.placeId) : [];
  const words = notice.eventId === undefined ? '' : await eventText(tools.tx, tools.keys, notice.eventId);
  const due = notice.because === 'late' || notice.because === 'overdue';
  return tell(
    tools,
    await reachPeople(tools.tx, await handlersIn(tools, facts, notice)),
    {
      topic: `demand.to-handle.${notice.because}`,
      subject: `demand:${row.id}`,
      policy: due ? 'repeat' : 'skip',
      viewSubject: `demand-card:${row.id}`,
    },
    async (language, { personId }) => {
      const because = whyNow(facts, notice, language);
      const card = demandCard(
        facts,
        await readerOf(tools.tx, row, chain, language, personId),
        words === '' ? because : withColon(language, because, words),
      );
      if (!due) return card;
      const rule = notice.because === 'late' ? 'demand.response' : 'demand.handling';
      return { ...card, choices: [...(card.choices ?? []), whyButton(language, appliedTo(tools, facts), rule)] };
    },
  );
}
