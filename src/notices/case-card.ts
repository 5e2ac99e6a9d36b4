/** The card of a case: what, where, who has it, by when, what was said last, and the buttons that are possible now. */
import { Temporal } from 'temporal-polyfill';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language } from '../channel.ts';
import { deskOf } from '../domain/hotline/desk.ts';
import { AT_WORK, CASE_TRANSITIONS } from '../domain/hotline/states.ts';
import type { SeatFact } from '../domain/task/people.ts';
import { formatDay } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { button } from './button.ts';
import {
  type CaseFacts,
  type CaseLine,
  caseCategoryName,
  caseDueDay,
  casePlace,
  caseStateName,
  struck,
} from './case-facts.ts';
import type { CaseAct, CasePurpose } from './case-intent.ts';
import type { BoundChoice, BoundPrompt } from './intent.ts';

export interface CaseReader {
  readonly language: Language;
  readonly keys: FieldKeys;
  readonly now: Temporal.Instant;
  /** Sits at the desk it lies on. */
  readonly desk: boolean;
  readonly lead: boolean;
  readonly cooperating: boolean;
  /** Decides about it beside those who work on it: may ask who reported, and calls back whoever phoned. */
  readonly above: boolean;
}

export interface Who {
  readonly personId: string;
  /** Of every seat she holds now. */
  readonly bodyIds: readonly string[];
}

export function caseReader(
  facts: CaseFacts,
  seats: readonly SeatFact[],
  { personId, bodyIds }: Who,
  around: Pick<CaseReader, 'language' | 'keys' | 'now'>,
): CaseReader {
  const part = (wanted: 'lead' | 'cooperating') =>
    facts.units.some((unit) => unit.part === wanted && bodyIds.includes(unit.bodyId));
  const deciding = seats.some(
    (seat) =>
      seat.personId === personId &&
      ['committee_member', 'committee_head', 'subdistrict', 'supervisor'].includes(seat.role),
  );
  return {
    ...around,
    desk: deskOf(facts.row.tier, seats, facts.excluded).includes(personId),
    lead: part('lead'),
    cooperating: part('cooperating'),
    above: deciding,
  };
}

/** More than these do not fit beside each other on a phone. */
const BUTTONS = 5;
/** As much of the thread as is read at a glance. */
const LINES = 6;

export function caseCard(facts: CaseFacts, reader: CaseReader, heading?: string): BoundPrompt {
  const { language, keys } = reader;
  const { row } = facts;
  const choices = caseChoices(facts, reader);
  const thread = facts.lines.filter(({ text }) => text !== undefined).slice(-LINES);
  return {
    title: `${row.number} · ${caseStateName(language, row)}`,
    text: [
      ...(row.emergency ? [phrase(language, 'case.card.emergency'), '\n'] : []),
      ...(heading === undefined ? [] : [heading, '\n']),
      struck(facts, keys, language, facts.text),
      ...thread.flatMap((line) => ['\n', lineOf(facts, reader, line)]),
    ],
    fields: fieldsOf(facts, reader),
    choices:
      choices.length <= BUTTONS + 1
        ? choices
        : [...choices.slice(0, BUTTONS), caseButton(language, row.id, 'more', 'quiet')],
  };
}

export function lineOf(facts: CaseFacts, { language, keys }: Pick<CaseReader, 'language' | 'keys'>, line: CaseLine) {
  const by = line.byBody ?? phrase(language, line.byRole === 'system' ? 'case.by.reporter' : 'case.by.desk');
  return phrase(language, 'case.line', {
    day: formatDay(language, facts.home.timeZone, line.at),
    by,
    what: lookUp(language, `case.event.${line.kind}`) ?? line.kind,
    words: struck(facts, keys, language, line.text ?? ''),
  });
}

function fieldsOf(facts: CaseFacts, reader: CaseReader): NonNullable<BoundPrompt['fields']> {
  const { language, keys, now } = reader;
  const { row, units, reporter, accused, accusedText } = facts;
  const field = (key: Parameters<typeof phrase>[1], value: string | false | undefined) =>
    value ? [{ label: phrase(language, key), value }] : [];
  const named = (part: 'lead' | 'cooperating') =>
    listed(
      language,
      units.filter((unit) => unit.part === part).map(({ name }) => name),
    );
  const files = facts.pictures.length + facts.otherFiles;
  const who = [reporter.name, reporter.phone].filter((part) => part !== undefined).join(' ');
  const about = accused.length > 0 ? listed(language, accused) : accusedText;
  return [
    ...field('case.field.category', caseCategoryName(language, row.category)),
    ...field('case.field.place', casePlace(facts, keys, language)),
    ...field('case.field.about', about !== undefined && struck(facts, keys, language, about)),
    ...field('case.field.reporter', who === '' ? phrase(language, `case.mode.${row.mode}`) : who),
    ...field('case.field.source', row.source !== 'chat' && phrase(language, `case.source.${row.source}`)),
    ...field('case.field.desk', phrase(language, `case.tier.${row.tier}`)),
    ...field('case.field.lead', named('lead')),
    ...field('case.field.cooperating', named('cooperating')),
    ...facts.clocks
      .filter(({ clock }) => clock !== 'look_back')
      .flatMap(({ clock, dueAt, stands }) => {
        const state = stands ? 'stands' : Temporal.Instant.compare(dueAt, now) <= 0 ? 'late' : 'runs';
        const value = phrase(language, `case.due.${state}`, { day: caseDueDay(language, facts, dueAt) });
        return [{ label: phrase(language, `case.clock.${clock}`), value }];
      }),
    ...field('case.field.supervised', row.supervised && phrase(language, 'case.supervised')),
    ...field('case.field.reopened', row.reopenCount > 0 && String(row.reopenCount)),
    ...field('case.field.files', files > 0 && String(files)),
  ];
}

export const caseButton = (
  language: Language,
  caseId: string,
  act: CaseAct,
  weight?: BoundChoice['weight'],
): BoundChoice => button(language, `case.act.${act}`, { do: 'case', caseId, act }, weight);

export const caseWords = (
  language: Language,
  caseId: string,
  purpose: CasePurpose,
  weight?: BoundChoice['weight'],
): BoundChoice => button(language, `case.word.${purpose}`, { do: 'case-words', caseId, purpose }, weight);

/** All that this reader can do with it as it stands, the likeliest first. */
export function caseChoices(facts: CaseFacts, reader: CaseReader): readonly BoundChoice[] {
  const { language } = reader;
  const { row } = facts;
  const act = (what: CaseAct, when: boolean, weight?: BoundChoice['weight']) =>
    when ? [caseButton(language, row.id, what, weight)] : [];
  const words = (what: CasePurpose, when: boolean, weight?: BoundChoice['weight']) =>
    when ? [caseWords(language, row.id, what, weight)] : [];
  const is = (action: keyof typeof CASE_TRANSITIONS) => CASE_TRANSITIONS[action].from.includes(row.state);
  const { desk, lead, cooperating, above } = reader;
  const working = (AT_WORK as readonly string[]).includes(row.state);
  const lookedAt = facts.clocks.some(
    ({ clock, dueAt }) => clock === 'look_back' && Temporal.Instant.compare(dueAt, reader.now) <= 0,
  );
  const nobodyAccused = row.family === 'burden' && facts.accused.length === 0;
  return [
    ...act('accept', desk && is('accept'), 'primary'),
    ...act('dispatch', desk && is('dispatch'), 'primary'),
    ...act('confirm', desk && is('confirm_claim'), 'primary'),
    ...words('return', desk && is('return_claim')),
    ...act('decide', desk && is('decide_dispute'), 'primary'),
    ...words('keep', desk && is('decide_dispute')),
    ...act('grant', desk && working && row.complexAsked, 'primary'),
    ...words('deny-time', desk && working && row.complexAsked),
    ...act('contact', lead && is('contact') && row.mode !== 'anonymous', 'primary'),
    ...words('progress', lead && is('progress')),
    ...words('done', lead && is('claim')),
    ...words('ask', lead && is('ask')),
    ...words('dispute', lead && is('dispute') && row.returns === 0),
    ...words('explained', lead && is('claim')),
    ...words('corrected', lead && is('claim') && row.family === 'burden'),
    ...words('ask-time', lead && is('ask_complex') && !row.complex && !row.complexAsked),
    ...words('cooperate', cooperating && is('cooperate'), 'primary'),
    ...act('call-back', (desk || above) && is('call_back') && !facts.reporter.inChat, 'primary'),
    ...words('holds', desk && lookedAt, 'primary'),
    ...words('fails', desk && lookedAt),
    ...act('name-accused', desk && nobodyAccused),
    ...words('answer', desk && is('answer')),
    ...words('decline', desk && is('decline')),
    ...words('duplicate', desk && is('duplicate')),
    ...act('reroute', desk && is('reroute')),
    ...words('supervise', desk && is('supervise') && !row.supervised),
    ...words('escalate', desk && is('escalate')),
    ...words('reveal', above && facts.reporter.known && row.mode === 'confidential', 'quiet'),
    ...words('step-aside', desk || lead || cooperating, 'quiet'),
    ...act('pictures', facts.pictures.length > 0, 'quiet'),
  ];
}
