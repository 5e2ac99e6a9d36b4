/** A bundle sent up to the subdistrict, and its answer: to each person once, however many of the demands are hers. */
import { asc, eq } from 'drizzle-orm';
import { demand, demandBundle } from '../../db/schema/index.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundChoice, Outgoing } from './intent.ts';
import { holders, reachPeople } from './recipients.ts';
import { type Subscriber, subscribersOf } from './subscribers.ts';
import { type ComposeTools, tell } from './tell.ts';

type OfBundle = Extract<Notice, { readonly bundleId: string }>;
type BundleRow = typeof demandBundle.$inferSelect;
type DemandRow = typeof demand.$inferSelect;

export async function bundleNotices(tools: ComposeTools, notice: OfBundle): Promise<Outgoing[]> {
  const [bundle] = await tools.tx.select().from(demandBundle).where(eq(demandBundle.id, notice.bundleId));
  if (!bundle) return [];
  const rows = await tools.tx
    .select()
    .from(demand)
    .where(eq(demand.bundleId, bundle.id))
    .orderBy(asc(demand.year), asc(demand.number));
  switch (notice.kind) {
    case 'bundle.sent':
      return toOffice(tools, bundle, rows, 'sent');
    case 'bundle.late':
      return toOffice(tools, bundle, rows, 'late');
    case 'bundle.told':
      return toThoseConcerned(tools, bundle, rows, 'bundle.told', 'notice.escalated', {});
    case 'bundle.answered':
      return [
        ...(await toThoseConcerned(tools, bundle, rows, 'bundle.answered', 'notice.bundle-answered', {
          words: answerOf(tools, bundle),
        })),
        ...(await toCommittee(tools, bundle, rows, notice.next)),
      ];
  }
}

const numbersOf = (rows: readonly DemandRow[]): string => rows.map(formatDemandNumber).join(' ');

const answerOf = ({ keys }: ComposeTools, { answerSealed }: BundleRow): string =>
  answerSealed ? keys.openText('demand_bundle.answer', answerSealed) : '';

/** The subdistrict answers once for all of them; when it is late the head hears so too. */
async function toOffice(
  tools: ComposeTools,
  bundle: BundleRow,
  rows: readonly DemandRow[],
  because: 'sent' | 'late',
): Promise<Outgoing[]> {
  const office = await holders(tools.tx, bundle.communityId, ['subdistrict']);
  const heads = because === 'late' ? await holders(tools.tx, bundle.communityId, ['committee_head']) : [];
  const [first] = rows;
  if (!first) return [];
  const answers = (['answer', 'answer_back'] as const).map((purpose) => ({
    key: `demand.button.${purpose}` as const,
    intent: { do: 'write', purpose, demandId: first.id, bundleId: bundle.id } as const,
  }));
  const what = { topic: `bundle.${because}`, subject: `bundle:${bundle.id}`, policy: 'repeat' } as const;
  return tell(
    tools,
    await reachPeople(tools.tx, [...new Set([...office, ...heads])]),
    what,
    (language, { personId }) => {
      const shown = rows.map((row): BoundChoice => {
        const label = formatDemandNumber(row);
        return { label, says: label, weight: 'quiet', intent: { do: 'show', demandId: row.id } };
      });
      return {
        text: translate(language, because === 'sent' ? 'notice.bundle-sent' : 'notice.bundle-late', {
          numbers: numbersOf(rows),
          count: rows.length,
          words: tools.keys.openText('demand_bundle.reason', bundle.reasonSealed),
        }),
        choices: [
          ...(personId !== undefined && office.includes(personId)
            ? answers.map(({ key, intent }) => button(language, key, intent, 'primary'))
            : []),
          ...shown,
        ],
      };
    },
  );
}

async function toThoseConcerned(
  tools: ComposeTools,
  bundle: BundleRow,
  rows: readonly DemandRow[],
  topic: string,
  key: 'notice.escalated' | 'notice.bundle-answered',
  values: Readonly<Record<string, string>>,
): Promise<Outgoing[]> {
  const people = new Map<string, { readonly to: Subscriber; readonly numbers: Set<string> }>();
  const unreached = new Set<string>();
  for (const row of rows) {
    const all = await subscribersOf(tools.tx, row.id);
    for (const to of all.recipients) {
      const name = to.personId ?? to.accountId;
      const known = people.get(name) ?? { to, numbers: new Set<string>() };
      known.numbers.add(to.own ?? formatDemandNumber(row));
      people.set(name, known);
    }
    for (const id of all.unreached) unreached.add(id);
  }
  const numbers = new Map([...people.values()].map((one) => [one.to.accountId, [...one.numbers].join(' ')]));
  return tell(
    tools,
    { recipients: [...people.values()].map(({ to }) => to), unreached: [...unreached] },
    { topic, subject: `bundle:${bundle.id}`, policy: 'skip' },
    (language, to) => ({
      text: translate(language, key, { ...values, number: numbers.get(to.accountId) ?? numbersOf(rows) }),
    }),
  );
}

/** Whoever handles them, and the head, know what the subdistrict said and whose they are now. */
async function toCommittee(
  tools: ComposeTools,
  bundle: BundleRow,
  rows: readonly DemandRow[],
  next: 'keep' | 'hand_back',
): Promise<Outgoing[]> {
  const heads = await holders(tools.tx, bundle.communityId, ['committee_head']);
  const people = new Set([...heads, ...rows.flatMap(({ handlerPersonId }) => handlerPersonId ?? [])]);
  return tell(
    tools,
    await reachPeople(tools.tx, [...people]),
    { topic: 'bundle.answered.committee', subject: `bundle:${bundle.id}`, policy: 'skip' },
    (language) => ({
      text: [
        ...translate(language, 'notice.bundle-answered', { number: numbersOf(rows), words: answerOf(tools, bundle) }),
        ...(next === 'hand_back' ? ['\n', phrase(language, 'notice.bundle-handed-back')] : []),
      ],
    }),
  );
}
