/** What those hear who work on cases: the desk a case lies on and the units that have it, without whoever is left out of it. */
import { and, desc, eq, gt, isNull, lte } from 'drizzle-orm';
import { withoutExcluded } from '../../db/not-excluded.ts';
import { caseReveal, dutyShift } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { bodiesOf, circleOf, deskOf, mayReadFrom } from '../domain/hotline/desk.ts';
import type { HotlineNotice, ToUnit } from '../domain/hotline/notices.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { caseCard } from './case-card.ts';
import { type CaseFacts, caseCategoryName, caseFactsOf, identityOf, peopleIn, struck } from './case-facts.ts';
import { caseReader } from './case-reader.ts';
import type { Outgoing } from './intent.ts';
import { namesOf, type Reached, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

type CaseNotice = Extract<HotlineNotice, { readonly caseId: string }>;

/** All of them, or it does not compile. */
const ABOUT: { readonly [K in CaseNotice['kind']]: true } = {
  'case.to-desk': true,
  'case.to-unit': true,
  'case.revealed': true,
  'case.reveal-refused': true,
};

export const isAboutCases = (notice: Notice): notice is CaseNotice => Object.hasOwn(ABOUT, notice.kind);

export async function composeCases(tools: ComposeTools, notice: CaseNotice): Promise<Outgoing[]> {
  const facts = await caseFactsOf(tools, notice.caseId);
  if (!facts) return [];
  switch (notice.kind) {
    case 'case.to-desk':
      return notice.because === 'reveal_asked' ? askWhoAgrees(tools, facts, notice) : toDesk(tools, facts, notice);
    case 'case.to-unit':
      return toUnits(tools, facts, notice);
    case 'case.revealed':
    case 'case.reveal-refused':
      return toAsker(tools, facts, notice);
  }
}

const subjectOf = ({ row }: CaseFacts): string => `case:${row.id}`;

/** Asked here as well as where the people are gathered: nobody who is left out of it is ever written to. */
const reached = async ({ tx }: ComposeTools, { row }: CaseFacts, people: readonly string[]): Promise<Reached> =>
  reachPeople(tx, await withoutExcluded(tx, row.id, [...new Set(people)]));

async function toDesk(
  tools: ComposeTools,
  facts: CaseFacts,
  { because, eventId }: Extract<CaseNotice, { kind: 'case.to-desk' }>,
): Promise<Outgoing[]> {
  const seats = await tools.seatsIn(tools.tx, facts.row.communityId);
  const people = deskOf(facts.row.tier, seats, facts.excluded);
  const onDuty = because === 'new' ? await onDutyAmong(tools, facts, people) : new Set<string>();
  return tell(
    tools,
    await reached(tools, facts, people),
    { topic: 'case.desk', subject: subjectOf(facts), policy: because === 'late' ? 'repeat' : 'skip' },
    (language, { personId = '' }) => {
      const reader = caseReader(
        facts,
        seats,
        { personId, bodyIds: bodiesOf(personId, seats) },
        { language, keys: tools.keys, now: tools.now },
      );
      const heading = phrase(language, `case.desk.${because}`, valuesOf(tools, facts, language, eventId));
      return caseCard(
        facts,
        reader,
        onDuty.has(personId) ? `${phrase(language, 'case.on-duty')}\n${heading}` : heading,
      );
    },
  );
}

/** Those of the desk whose shift it is: a live one is theirs to look at first. */
async function onDutyAmong(
  { tx, now }: ComposeTools,
  { row }: CaseFacts,
  people: readonly string[],
): Promise<ReadonlySet<string>> {
  const shifts = await tx
    .select({ personId: dutyShift.personId })
    .from(dutyShift)
    .where(
      and(
        eq(dutyShift.communityId, row.communityId),
        isNull(dutyShift.cancelledAt),
        lte(dutyShift.startsAt, now),
        gt(dutyShift.endsAt, now),
      ),
    );
  return new Set(shifts.map(({ personId }) => personId).filter((id) => people.includes(id)));
}

function valuesOf({ keys }: ComposeTools, facts: CaseFacts, language: Language, eventId: string | undefined) {
  const line = facts.lines.find(({ id }) => id === eventId);
  const lead = facts.units.find(({ part }) => part === 'lead')?.name;
  return {
    number: facts.row.number,
    category: caseCategoryName(language, facts.row.category),
    words: struck(facts, keys, language, line?.text ?? ''),
    unit: lead ?? line?.byBody ?? '',
  };
}

/** Told in a line: it is no longer theirs, or over. */
const WITHOUT_CARD: ReadonlySet<ToUnit> = new Set(['taken_away', 'withdrawn', 'closed']);

async function toUnits(
  tools: ComposeTools,
  facts: CaseFacts,
  { because, eventId, only, bodyId }: Extract<CaseNotice, { kind: 'case.to-unit' }>,
): Promise<Outgoing[]> {
  const bodies =
    bodyId === undefined
      ? facts.units.filter(({ part }) => only === undefined || part === only).map((unit) => unit.bodyId)
      : [bodyId];
  const people = await peopleIn(tools.tx, bodies);
  const seats = await tools.seatsIn(tools.tx, facts.row.communityId);
  return tell(
    tools,
    await reached(tools, facts, people),
    { topic: 'case.unit', subject: subjectOf(facts), policy: because === 'late' ? 'repeat' : 'skip' },
    (language, { personId = '' }) => {
      const values = valuesOf(tools, facts, language, eventId);
      if (WITHOUT_CARD.has(because)) return { text: translate(language, `case.unit.${because}`, values) };
      const reader = caseReader(
        facts,
        seats,
        { personId, bodyIds: bodies },
        {
          language,
          keys: tools.keys,
          now: tools.now,
        },
      );
      return caseCard(facts, reader, phrase(language, `case.unit.${because}`, values));
    },
  );
}

/** Whoever may read the case may agree, except the one who asked. */
async function askWhoAgrees(
  tools: ComposeTools,
  facts: CaseFacts,
  { eventId }: Extract<CaseNotice, { kind: 'case.to-desk' }>,
): Promise<Outgoing[]> {
  const [reveal] = await tools.tx
    .select()
    .from(caseReveal)
    .where(and(eq(caseReveal.caseId, facts.row.id), eq(caseReveal.state, 'asked')))
    .orderBy(desc(caseReveal.at))
    .limit(1);
  if (!reveal) return [];
  const seats = await tools.seatsIn(tools.tx, facts.row.communityId);
  const circle = circleOf(facts.row, facts.accused.length > 0);
  const readers = [...new Set(seats.map(({ personId }) => personId))].filter(
    (personId) => personId !== reveal.askedById && mayReadFrom(circle, seats, personId),
  );
  const [name = ''] = await namesOf(tools, [reveal.askedById]);
  return tell(
    tools,
    await reached(tools, facts, readers),
    { topic: 'case.desk', subject: subjectOf(facts), policy: 'skip' },
    (language) => {
      const decision = (agree: boolean) => ({
        ...button(language, agree ? 'case.reveal.agree' : 'case.reveal.refuse', {
          do: 'reveal',
          caseId: facts.row.id,
          revealId: reveal.id,
          agree,
        }),
      });
      return {
        text: translate(language, 'case.desk.reveal_asked', {
          ...valuesOf(tools, facts, language, eventId),
          name,
        }),
        choices: [decision(true), decision(false)],
      };
    },
  );
}

/** Shown once, to whoever asked: the message is all there is of it. */
async function toAsker(
  tools: ComposeTools,
  facts: CaseFacts,
  notice: Extract<CaseNotice, { readonly revealId: string }>,
): Promise<Outgoing[]> {
  const [reveal] = await tools.tx.select().from(caseReveal).where(eq(caseReveal.id, notice.revealId));
  if (!reveal) return [];
  const { number } = facts.row;
  const who = await identityOf(tools, facts.row.id);
  return tell(
    tools,
    await reached(tools, facts, [reveal.askedById]),
    { topic: 'case.desk', subject: subjectOf(facts), policy: 'skip' },
    (language) => {
      if (notice.kind === 'case.reveal-refused')
        return { text: translate(language, 'case.reveal.refused', { number }) };
      const shown = [who.name, who.phone].filter((part) => part !== undefined).join(' ');
      return {
        text: translate(language, 'case.reveal.shown', {
          number,
          who: shown === '' ? phrase(language, 'case.reveal.nameless') : shown,
        }),
      };
    },
  );
}
