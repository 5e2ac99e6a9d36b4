/** `npm run -s understanding`: how well free text is understood, on the held-back third. `--json` prints it as data. */
import { table } from '../../src/cli/table.ts';
import { type Figures, type Report, reportOf, WANTED } from './judge.ts';

const percent = (part: number): string => `${(part * 100).toFixed(1)}%`;

const row = (name: string, of: Figures) => [
  name,
  of.sentences,
  `${of.shown} (${percent(of.shownShare)})`,
  percent(of.shownRight),
  percent(of.right),
  of.emergencies === 0 ? '' : `${of.missed} of ${of.emergencies}`,
];

export const HEADINGS = [
  'HELD BACK',
  'SENTENCES',
  'SHOWN WITHOUT ASKING',
  'OF THESE RIGHT',
  'RIGHT IN ALL',
  'EMERGENCIES MISSED',
];

export const rowsOf = ({ heldBack, byLanguage, byKind }: Report) => [
  row('all', heldBack),
  ...Object.entries(byLanguage).map(([language, figures]) => row(language, figures)),
  ...Object.entries(byKind).map(([kind, figures]) => row(kind.replaceAll('_', ' '), figures)),
];

const reaches = (of: Figures): boolean =>
  of.shownRight >= WANTED.shownRight && of.shownShare >= WANTED.shownShare && of.missed <= WANTED.missed;

/** The languages that do not reach what is wanted, and `all` when all sentences together do not. */
export const shortOf = ({ heldBack, byLanguage }: Report): readonly string[] =>
  Object.entries({ all: heldBack, ...byLanguage }).flatMap(([name, of]) => (reaches(of) ? [] : [name]));

if (process.argv[1]?.endsWith('report.ts')) {
  const report = reportOf();
  const short = shortOf(report);
  const verdict = short.length === 0 ? 'It holds.' : `It does not hold for: ${short.join(', ')}.`;
  const text = process.argv.includes('--json')
    ? JSON.stringify({ ...report, shortOf: short }, null, 2)
    : `${table(HEADINGS, rowsOf(report))}\n\nWanted in each language: shown on ${percent(WANTED.shownShare)} or more, of these ${percent(WANTED.shownRight)} right, no emergency missed. ${verdict}`;
  process.stdout.write(`${text}\n`);
  process.exitCode = short.length === 0 ? 0 : 1;
}
