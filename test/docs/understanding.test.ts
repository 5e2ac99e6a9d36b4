/** The figures of docs/understanding.md are those of today; `npx vitest run test/docs/understanding.test.ts -u` writes them anew. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { reportOf } from '../corpus/judge.ts';
import { HEADINGS, rowsOf, shortOf } from '../corpus/report.ts';

const PAGE = fileURLToPath(new URL('../../docs/understanding.md', import.meta.url));
const BEGIN = '<!-- the figures: written by test/docs/understanding.test.ts -->';
const END = '<!-- end of the figures -->';

test('the figures of the page are those of the report, and they hold', async () => {
  const report = reportOf();
  expect(shortOf(report)).not.toContain('all');
  const [before = '', rest = ''] = readFileSync(PAGE, 'utf8').split(BEGIN);
  const [, after = ''] = rest.split(END);
  const rows = [HEADINGS.map((heading) => heading.toLowerCase()), HEADINGS.map(() => '---'), ...rowsOf(report)];
  const table = rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  await expect(
    `${before}${BEGIN}\n\nOf ${report.corpus} sentences, ${report.heldBack.sentences} are held back.\n\n${table}\n\n${END}${after}`,
  ).toMatchFileSnapshot(PAGE);
});
