/** The card of a case: what, where, who has it, by when, what was said last, and the buttons that are possible now. */
import { Temporal } from 'temporal-polyfill';
import { formatDay } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { caseButton, caseChoices } from './case-choices.ts';
import {
  type CaseFacts,
  type CaseLine,
  caseCategoryName,
  caseDueDay,
  casePlace,
  caseStateName,
  struck,
} from './case-facts.ts';
import type { CaseReader } from './case-reader.ts';
import type { BoundPrompt } from './intent.ts';

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
    ...field('case.field.linked', listed(language, reader.linked)),
    ...field(
      'case.field.mediation',
      row.convertedTo?.startsWith('meeting:') && phrase(language, 'case.mediation.called'),
    ),
    ...field('case.field.supervised', row.supervised && phrase(language, 'case.supervised')),
    ...field('case.field.reopened', row.reopenCount > 0 && String(row.reopenCount)),
    ...field('case.field.files', files > 0 && String(files)),
  ];
}
