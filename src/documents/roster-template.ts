/** The empty roster people fill in: headings, an example, what each column means, and lists to choose from. */
import type { Language } from '../channel.ts';
import { ROSTER_COLUMNS, type RosterColumn } from '../domain/registry/roster/columns.ts';
import { type MessageKey, phrase } from '../locales/translate.ts';
import { writeCsv } from './csv-write.ts';
import { type Sheet, writeXlsx } from './xlsx-write.ts';

export const columnName = (language: Language, column: RosterColumn): string =>
  phrase(language, `roster.column.${column}`);

const WIDTHS: { readonly [C in RosterColumn]: number } = {
  number: 14,
  name: 16,
  phone: 18,
  building: 14,
  unit: 12,
  flat: 10,
  grid: 14,
  gender: 8,
  seats: 22,
  speak: 14,
  vote: 14,
  language: 14,
  publish: 14,
};

/** Excel takes a list of at most 255 characters with a column. */
const LONGEST_LIST = 255;

function choicesOf(language: Language, column: RosterColumn, buildings: readonly string[]): readonly string[] {
  const listed = (key: MessageKey): readonly string[] => phrase(language, key).split(',');
  switch (column) {
    case 'building':
      // A comma in a name would make two of it.
      return buildings.join(',').length > LONGEST_LIST || buildings.some((name) => name.includes(',')) ? [] : buildings;
    case 'gender':
    case 'seats':
    case 'language':
      return listed(`roster.choices.${column}`);
    case 'speak':
    case 'vote':
      return listed('roster.choices.basis');
    case 'publish':
      return listed('roster.choices.yes-no');
    default:
      return [];
  }
}

function example(language: Language, buildings: readonly string[]): readonly string[] {
  const cells: { readonly [C in RosterColumn]: string } = {
    number: phrase(language, 'roster.example.mark'),
    name: phrase(language, 'roster.example.name'),
    phone: '13800138000',
    building: buildings[0] ?? phrase(language, 'roster.example.building'),
    unit: phrase(language, 'roster.example.unit'),
    flat: phrase(language, 'roster.example.flat'),
    grid: '',
    gender: choicesOf(language, 'gender', [])[0] ?? '',
    seats: choicesOf(language, 'seats', [])[0] ?? '',
    speak: choicesOf(language, 'speak', [])[0] ?? '',
    vote: choicesOf(language, 'vote', [])[0] ?? '',
    language: choicesOf(language, 'language', [])[0] ?? '',
    publish: choicesOf(language, 'publish', [])[1] ?? '',
  };
  return ROSTER_COLUMNS.map((column) => cells[column]);
}

export interface TemplateFor {
  readonly language: Language;
  /** What there is to choose from in the column of buildings. */
  readonly buildings: readonly string[];
}

export function rosterTemplateXlsx({ language, buildings }: TemplateFor): Promise<Uint8Array> {
  const list: Sheet = {
    name: phrase(language, 'roster.sheet.list'),
    columns: ROSTER_COLUMNS.map((column) => ({
      width: WIDTHS[column],
      choices: choicesOf(language, column, buildings),
    })),
    heading: ROSTER_COLUMNS.map((column) => columnName(language, column)),
    rows: [example(language, buildings)],
    examples: 1,
  };
  const help: Sheet = {
    name: phrase(language, 'roster.sheet.help'),
    columns: [{ width: 16 }, { width: 90 }],
    rows: [
      ['', phrase(language, 'roster.help.intro')],
      ...ROSTER_COLUMNS.map((column) => [columnName(language, column), phrase(language, `roster.hint.${column}`)]),
      ['', phrase(language, 'roster.help.again')],
    ],
  };
  return writeXlsx([list, help]);
}

export const rosterTemplateCsv = ({ language, buildings }: TemplateFor): Uint8Array =>
  writeCsv([ROSTER_COLUMNS.map((column) => columnName(language, column)), example(language, buildings)]);
