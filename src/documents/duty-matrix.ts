/** The list of duties 职责清单 as a table that can be mended and taken in again. */
import type { Language } from '../channel.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { writeCsv } from './csv-write.ts';
import { writeXlsx } from './xlsx-write.ts';

export interface DutyLine {
  readonly item: string;
  readonly category: string;
  readonly place: string;
  readonly lead: string;
  readonly cooperating: readonly string[];
}

export const categoryName = (language: Language, category: string): string =>
  lookUp(language, `case.category.${category}`) ?? category;

const heading = (language: Language): readonly string[] => [
  phrase(language, 'duty-matrix.item'),
  phrase(language, 'duty-matrix.category'),
  phrase(language, 'duty-matrix.place'),
  phrase(language, 'duty-matrix.lead'),
  phrase(language, 'duty-matrix.cooperating'),
];

const cells = (language: Language, { item, category, place, lead, cooperating }: DutyLine): readonly string[] => [
  item,
  categoryName(language, category),
  place,
  lead,
  cooperating.join('、'),
];

export const dutyMatrixCsv = (language: Language, lines: readonly DutyLine[]): Uint8Array =>
  writeCsv([heading(language), ...lines.map((line) => cells(language, line))]);

export const dutyMatrixXlsx = (language: Language, lines: readonly DutyLine[]): Promise<Uint8Array> =>
  writeXlsx([
    {
      name: phrase(language, 'duty-matrix.sheet'),
      columns: [{ width: 8 }, { width: 28 }, { width: 20 }, { width: 26 }, { width: 40 }],
      heading: heading(language),
      rows: lines.map((line) => cells(language, line)),
    },
  ]);
