/** What a bulletin 通报 says, section by section, for the Word file, the picture and the board alike. */
import type { Language } from '../channel.ts';
import { type BulletinFigures, percentOf, shownRate } from '../domain/hotline/bulletin.ts';
import { LEFT_OUT, MEASURES, type Measure, type Published, type RatesLine } from '../domain/hotline/rates.ts';
import { formatMonth } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';

export interface BulletinPaper {
  readonly language: Language;
  /** Of a community or a subdistrict. */
  readonly name: string;
  /** Its last month, `2026-10`. */
  readonly month: string;
  readonly words: string;
  readonly figures: BulletinFigures;
  /** The local day on which it was published; undefined while it is not. */
  readonly publishedOn?: string;
}

export interface BulletinTable {
  readonly heading: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface BulletinSection {
  readonly heading: string;
  readonly lines: readonly string[];
  readonly table?: BulletinTable;
}

export function bulletinTitle({ language, name, month, figures: { months } }: BulletinPaper): string {
  const last = formatMonth(language, month);
  const first = months === 1 ? last : formatMonth(language, monthsBefore(month, months - 1));
  const span = months === 1 ? last : phrase(language, 'bulletin.span', { first, last });
  return phrase(language, 'bulletin.title', { name, month: span });
}

function monthsBefore(month: string, many: number): string {
  const [year = 0, of = 1] = month.split('-').map(Number);
  const at = year * 12 + of - 1 - many;
  return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`;
}

export const measureName = (language: Language, measure: Measure): string =>
  lookUp(language, `bulletin.rate.${measure}`) ?? measure;

export function bulletinSections(paper: BulletinPaper): readonly BulletinSection[] {
  const { language, figures, words } = paper;
  const say = (key: Parameters<typeof phrase>[1], values?: Parameters<typeof phrase>[2]) =>
    phrase(language, key, values);
  const { units, grids, categories, topics, places } = figures;
  const sections: BulletinSection[] = [
    {
      heading: say('bulletin.head.total'),
      lines: [...(words === '' ? [] : words.split('\n')), ...totalLines(paper)],
    },
  ];
  const table = (heading: string, first: string, rows: readonly (readonly string[])[]): void => {
    if (rows.length > 0) sections.push({ heading, lines: [], table: { heading: [first, ...columns(language)], rows } });
  };
  const named = (rows: typeof units) => rows.map(({ name, ...line }) => [name, ...cells(line)]);
  table(say('bulletin.head.units'), say('bulletin.column.unit'), named(units));
  table(say('bulletin.head.grids'), say('bulletin.column.grid'), named(grids));
  table(
    say('bulletin.head.categories'),
    say('bulletin.column.category'),
    categories.map(({ category, ...line }) => [categoryIn(language, category), ...cells(line)]),
  );
  if (topics.length > 0)
    sections.push({
      heading: say('bulletin.head.topics'),
      lines: topics.map(({ category, cases, jointAction }) => {
        const values = { category: categoryIn(language, category), cases };
        return say(jointAction ? 'bulletin.topic.joint' : 'bulletin.topic', values);
      }),
    });
  if (places.length > 0)
    sections.push({
      heading: say('bulletin.head.places'),
      lines: places.map(({ name, category, cases }) =>
        say('bulletin.place', { place: name, category: categoryIn(language, category), cases }),
      ),
    });
  sections.push({ heading: say('bulletin.head.method'), lines: methodLines(paper) });
  return sections;
}

const categoryIn = (language: Language, category: string): string =>
  lookUp(language, `case.category.${category}`) ?? category;

const columns = (language: Language): readonly string[] => [
  phrase(language, 'bulletin.column.cases'),
  ...MEASURES.map((measure) => measureName(language, measure)),
];

const NOTHING = '—';
const counted = (many: Published<number>): string => (many === 'hidden' ? NOTHING : String(many));

export const cells = ({ cases, rates }: RatesLine): readonly string[] => [
  counted(cases),
  ...MEASURES.map((measure) => percentOf(rates[measure]) ?? NOTHING),
];

export function totalLines({ language, figures: { total } }: BulletinPaper): readonly string[] {
  return [
    total.cases === 'hidden'
      ? phrase(language, 'bulletin.total.hidden')
      : phrase(language, 'bulletin.total', { cases: total.cases }),
    ...MEASURES.flatMap((measure) => {
      const percent = percentOf(total.rates[measure]);
      const rate = shownRate(total.rates[measure]);
      return percent === undefined || !rate
        ? []
        : [phrase(language, 'bulletin.rate', { rate: measureName(language, measure), percent, of: rate.of })];
    }),
  ];
}

/** How each rate is reckoned, and what is not in it. */
function methodLines({ language, figures: { leftOut, weight, smallest } }: BulletinPaper): readonly string[] {
  const reasons = MEASURES.flatMap((measure) => {
    const told = LEFT_OUT.flatMap((reason) => {
      const many = leftOut[measure][reason];
      if (many === 'hidden' || many === 0) return [];
      return [
        phrase(language, 'bulletin.left-out.one', {
          reason: lookUp(language, `bulletin.reason.${reason}`) ?? reason,
          many,
        }),
      ];
    });
    return told.length === 0
      ? []
      : [
          phrase(language, 'bulletin.left-out', {
            rate: measureName(language, measure),
            reasons: listed(language, told),
          }),
        ];
  });
  return [
    phrase(language, 'bulletin.method.response'),
    phrase(language, 'bulletin.method.solved'),
    phrase(language, 'bulletin.method.satisfied', { weight }),
    ...reasons,
    phrase(language, 'bulletin.method.small', { smallest }),
  ];
}
