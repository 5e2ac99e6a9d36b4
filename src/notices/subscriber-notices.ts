/** What everyone hears who filed a demand, filed one that was merged into it, or co-signed: each step once. */
import { eq } from 'drizzle-orm';
import { demand } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import { isFound } from '../domain/demand/states.ts';
import type { Notice, Told } from '../domain/notices/notice.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { pictureOf } from './demand-card.ts';
import { type DemandFacts, demandFacts, eventText, placeLabel } from './demand-facts.ts';
import { handlersIn } from './handler-notices.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { reachPeople } from './recipients.ts';
import { type Subscriber, type Subscribers, subscribersOf } from './subscribers.ts';
import { type ComposeTools, LETTER, tell } from './tell.ts';
import { appliedTo, whyButton } from './why.ts';

type ForSubscribers = Told | Extract<Notice, { readonly kind: 'demand.info-asked' }>;

export async function subscriberNotices(tools: ComposeTools, notice: ForSubscribers): Promise<Outgoing[]> {
  const facts = await demandFacts(tools, notice.demandId);
  if (!facts) return [];
  const except = 'except' in notice ? notice.except : undefined;
  const everyone = await subscribersOf(tools.tx, notice.demandId, except);
  const words = 'eventId' in notice ? await eventText(tools.tx, tools.keys, notice.eventId) : '';
  const other = await otherNumber(tools, notice);
  const policy = notice.kind === 'demand.resolved' || notice.kind === 'demand.info-asked' ? 'repeat' : 'skip';
  const what = { topic: LETTER, listedAs: notice.kind, subject: `demand:${facts.row.id}`, policy } as const;
  const told = await tell(tools, meant(notice, everyone), what, (language, to) =>
    said(tools, notice, facts, language, to, { words, other }),
  );
  return [...told, ...(await handlersToo(tools, notice, facts))];
}

/** A question can only be answered by those who filed. */
const meant = (notice: ForSubscribers, everyone: Subscribers): Subscribers =>
  notice.kind === 'demand.info-asked'
    ? { ...everyone, recipients: everyone.recipients.filter((to) => to.as !== 'cosigner') }
    : everyone;

async function otherNumber({ tx }: ComposeTools, notice: ForSubscribers): Promise<string> {
  const id = 'intoId' in notice ? notice.intoId : 'successorId' in notice ? notice.successorId : undefined;
  if (id === undefined) return '';
  const [row] = await tx.select({ year: demand.year, number: demand.number }).from(demand).where(eq(demand.id, id));
  return row ? formatDemandNumber(row) : '';
}

/** Whoever works on it hears that it is over. */
async function handlersToo(tools: ComposeTools, notice: ForSubscribers, facts: DemandFacts): Promise<Outgoing[]> {
  const { number } = facts;
  if (notice.kind !== 'demand.withdrawn' && notice.kind !== 'demand.confirmed') return [];
  const people = await handlersIn(tools, facts, { because: 'new' });
  const what = { topic: notice.kind, subject: `demand:${facts.row.id}`, policy: 'skip' } as const;
  return tell(tools, await reachPeople(tools.tx, people), what, (language) => {
    if (notice.kind === 'demand.withdrawn') return { text: translate(language, 'notice.withdrawn', { number }) };
    return {
      text: translate(language, notice.because === 'silence' ? 'notice.confirmed.silence' : 'notice.confirmed', {
        number,
      }),
    };
  });
}

interface Around {
  readonly words: string;
  readonly other: string;
}

/** Whose own demand was merged knows it by another number. */
const numberFor = ({ number }: DemandFacts, language: Language, { own }: Subscriber): string =>
  own === undefined ? number : phrase(language, 'demand.number.with-own', { number, own });

function said(
  tools: ComposeTools,
  notice: ForSubscribers,
  facts: DemandFacts,
  language: Language,
  to: Subscriber,
  { words, other }: Around,
): BoundPrompt {
  const number = numberFor(facts, language, to);
  const { id: demandId } = facts.row;
  const plain = (key: Parameters<typeof translate>[1], values: Readonly<Record<string, string | number>> = {}) => ({
    text: translate(language, key, { number, ...values }),
  });
  const why = (...rules: readonly RuleKey[]) => whyButton(language, appliedTo(tools, facts), ...rules);
  switch (notice.kind) {
    case 'demand.accepted':
      return plain('notice.accepted', { place: placeLabel(language, facts) });
    case 'demand.rejected':
      return plain('notice.rejected', { words });
    case 'demand.info-asked':
      return {
        ...plain('notice.info-asked', { words }),
        choices: [
          button(language, 'demand.button.add_info', { do: 'write', purpose: 'add_info', demandId }, 'primary'),
          why('demand.needs_info_closes'),
        ],
      };
    case 'demand.progress':
      return plain('notice.progress', { words });
    case 'demand.resolved':
      return resolved(tools, facts, language, to, words);
    case 'demand.confirmed':
      if (notice.because === 'silence' && to.as !== 'cosigner')
        return { ...plain('notice.confirmed.silence.submitter'), choices: [why('demand.silence_confirms')] };
      return plain(notice.because === 'silence' ? 'notice.confirmed.silence' : 'notice.confirmed');
    case 'demand.closed-without-info':
      return { ...plain('notice.closed-without-info'), choices: [why('demand.needs_info_closes')] };
    case 'demand.withdrawn':
      return other === ''
        ? {
            ...plain('notice.withdrawn.neighbours'),
            choices: [button(language, 'home.button.report', { do: 'report' })],
          }
        : plain('notice.withdrawn.goes-on', { other });
    case 'demand.doubted':
      return notice.because === 'climbed'
        ? { ...plain('notice.climbed'), choices: [why('demand.reopen.max')] }
        : plain(reopenedKey(facts));
    case 'demand.referred':
      return plain('notice.referred', { unit: notice.unit });
    case 'demand.returned':
      return plain('notice.returned');
    case 'demand.merged':
      return plain('notice.merged', { other });
    case 'demand.split':
      return plain('notice.split');
    case 'demand.unsupervised':
      return plain('notice.unsupervised', { words });
    case 'demand.listed':
      return plain('notice.listed', { count: facts.support.signatures });
    case 'demand.promoted':
      return notice.because === 'pick'
        ? plain('notice.promoted.pick', { words })
        : plain('notice.promoted', { count: facts.support.signatures });
  }
}

const reopenedKey = ({ row, doubtedBy }: DemandFacts) => {
  if (!isFound(row)) return 'notice.reopened';
  return doubtedBy === 'neighbour' ? 'notice.reopened.neighbour' : 'notice.reopened.staff';
};

/** Those who filed see what was done, with the pictures that show it; the submitter has the last word, and any of them may say that it is not solved. */
function resolved(
  tools: ComposeTools,
  facts: DemandFacts,
  language: Language,
  to: Subscriber,
  words: string,
): BoundPrompt {
  const { id: demandId, resolution } = facts.row;
  const number = numberFor(facts, language, to);
  const doubt = button(language, 'demand.button.reopen', { do: 'write', purpose: 'reopen', demandId, resolution });
  const why = whyButton(language, appliedTo(tools, facts), 'demand.silence_confirms', 'demand.reopen.max');
  const agree = button(language, 'demand.button.confirm', { do: 'confirm', demandId, resolution }, 'primary');
  return {
    text: translate(language, to.as === 'cosigner' ? 'notice.resolved.neighbours' : 'notice.resolved', {
      number,
      words,
    }),
    ...(to.as !== 'cosigner' &&
      facts.evidence.length > 0 && { pictures: facts.evidence.map(({ id }) => pictureOf(id, tools.pictureUrl)) }),
    ...(to.as !== 'cosigner' && { choices: to.as === 'submitter' ? [agree, doubt, why] : [doubt] }),
  };
}
