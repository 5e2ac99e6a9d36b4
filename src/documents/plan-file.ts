/** A plan from whatever file somebody made of it: YAML, Excel or CSV, told apart by what is in it. */
import type { PlanRead } from './plan-problems.ts';
import { PLAN_HEADINGS, readPlanTable } from './plan-xlsx.ts';
import { readPlanYaml } from './plan-yaml.ts';
import { openTable } from './read-table.ts';
import type { FileProblem } from './table.ts';
import { decodeText } from './text-encoding.ts';

/** A year's plan is some hundred lines. */
const MOST_PLAN_BYTES = 1024 * 1024;

const unreadable = (problem: FileProblem): PlanRead => ({ ok: false, problems: [{ kind: 'file', line: 1, problem }] });

export async function readPlanFile(bytes: Uint8Array): Promise<PlanRead> {
  if (bytes.length === 0) return unreadable('empty');
  if (bytes.length > MOST_PLAN_BYTES) return unreadable('too_large');
  const isText = bytes[0] !== 0x50 || bytes[1] !== 0x4b;
  if (isText) {
    const decoded = decodeText(bytes, (text) => /title|items|owner|事项/.test(text));
    if (!decoded.ok) return unreadable(decoded.problem);
    const { text } = decoded;
    if (text.includes('\0')) return unreadable('not_a_table');
    if (text.trim() === '') return unreadable('empty');
    if (!looksLikeTable(text)) return readPlanYaml(text);
  }
  const opened = await openTable(bytes, looksLikeTable);
  return opened.ok ? readPlanTable(opened.table) : unreadable(opened.problem);
}

/** The first line of a table saved as CSV holds its headings. */
const looksLikeTable = (text: string): boolean => {
  const [first = ''] = text.trimStart().split(/\r?\n/, 1);
  const cells = first.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"|"$/g, ''));
  return cells.filter((cell) => PLAN_HEADINGS.has(cell)).length > 3;
};
