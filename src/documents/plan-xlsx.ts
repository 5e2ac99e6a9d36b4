/**
 * Plans as one sheet: a row for the plan, one for each stage, one for each item. A period is `20 working_days`, a rule is
 * its key after `rule:`; what is wrong is named with the row.
 */
import type { Language } from '../channel.ts';
import { LANGUAGES } from '../channel.ts';
import { BODY_KINDS } from '../domain/registry/bodies.ts';
import { DUE_MODES } from '../domain/task/due.ts';
import { CROSSINGS, FIGURE_NAMES } from '../domain/task/figures.ts';
import type { PlanDocument } from '../domain/task/plan.ts';
import type { PlanPath } from '../domain/task/plan-reading.ts';
import { isRecord } from '../domain/task/plan-reading.ts';
import { readPlan } from '../domain/task/read-plan.ts';
import { TASK_EVIDENCE, TASK_OWNERS, TASK_VERIFIERS } from '../domain/task/states.ts';
import { writePlan } from '../domain/task/write-plan.ts';
import { phrase } from '../locales/translate.ts';
import type { PlanFileProblem, PlanRead } from './plan-problems.ts';
import { type Table, TableUnreadable } from './table.ts';
import { writeXlsx } from './xlsx-write.ts';

/** In order. `at`: the path inside a plan, a stage or an item that the cell holds. */
const COLUMNS = [
  { name: 'plan.column.row', width: 8, choices: ['plan', 'stage', 'item'] },
  { name: 'plan.column.key', at: ['key'], width: 20 },
  { name: 'plan.column.title', at: ['title', 'zh-Hans'], width: 40 },
  { name: 'plan.column.title-hant', at: ['title', 'zh-Hant'], width: 40 },
  { name: 'plan.column.title-en', at: ['title', 'en'], width: 40 },
  { name: 'plan.column.details', at: ['details', 'zh-Hans'], width: 50 },
  { name: 'plan.column.details-hant', at: ['details', 'zh-Hant'], width: 50 },
  { name: 'plan.column.details-en', at: ['details', 'en'], width: 50 },
  { name: 'plan.column.owner', at: ['owner'], width: 18, choices: TASK_OWNERS },
  { name: 'plan.column.body', at: ['body'], width: 16, choices: BODY_KINDS },
  { name: 'plan.column.mode', at: ['due', 'mode'], width: 12, choices: DUE_MODES },
  { name: 'plan.column.on', at: ['due', 'on'], width: 22 },
  { name: 'plan.column.day', at: ['due', 'day'], width: 8 },
  { name: 'plan.column.since', at: ['due', 'since'], width: 12 },
  { name: 'plan.column.every', at: ['due', 'every'], width: 24 },
  { name: 'plan.column.after', at: ['due', 'after'], width: 18 },
  { name: 'plan.column.item', at: ['due', 'item'], width: 18 },
  { name: 'plan.column.figure', at: ['due', 'figure'], width: 18, choices: FIGURE_NAMES },
  { name: 'plan.column.when', at: ['due', 'when'], width: 12, choices: CROSSINGS },
  { name: 'plan.column.line', at: ['due', 'line'], width: 30 },
  { name: 'plan.column.within', at: ['due', 'within'], width: 24 },
  { name: 'plan.column.evidence', at: ['evidence'], width: 10, choices: TASK_EVIDENCE },
  { name: 'plan.column.verifier', at: ['verifier'], width: 16, choices: [...TASK_VERIFIERS, 'none'] },
  { name: 'plan.column.stage', at: ['stage'], width: 16 },
  { name: 'plan.column.needs', at: ['needs', 'figure'], width: 16, choices: FIGURE_NAMES },
  { name: 'plan.column.needs-rule', at: ['needs', 'rule'], width: 24 },
  { name: 'plan.column.article', at: ['article'], width: 40 },
  { name: 'plan.column.proposal', at: ['proposal', 'zh-Hans'], width: 40 },
  { name: 'plan.column.proposal-hant', at: ['proposal', 'zh-Hant'], width: 40 },
  { name: 'plan.column.proposal-en', at: ['proposal', 'en'], width: 40 },
  { name: 'plan.column.earlier', at: ['after'], width: 20 },
  { name: 'plan.column.source', at: ['source'], width: 40 },
  { name: 'plan.column.communities', at: ['communities'], width: 24 },
] as const;
type Column = (typeof COLUMNS)[number];

const pathOf = (column: Column): readonly string[] => ('at' in column ? column.at : []);
const named = (column: Column): string => pathOf(column).join('.');

const columnBy = new Map<string, Column>(
  COLUMNS.flatMap((column) => LANGUAGES.map((language) => [phrase(language, column.name), column] as const)),
);
/** In every language, so that a sheet may be filled in by somebody else than whoever made it. */
export const PLAN_HEADINGS: ReadonlySet<string> = new Set(columnBy.keys());

const LISTS = new Set(['after', 'communities']);
const PERIODS = new Set(['due.every', 'due.within']);
const NUMBERS = new Set(['due.day', 'due.line']);
const RULED = new Set(['due.on', 'due.every', 'due.within', 'due.line']);
const RULE = 'rule:';

export async function planXlsx(plan: PlanDocument, language: Language): Promise<Uint8Array> {
  const { stages = [], items, ...head } = writePlan(plan);
  const rows = [
    cellsOf('plan', head),
    ...(Array.isArray(stages) ? stages.map((stage: unknown) => cellsOf('stage', stage)) : []),
    ...(Array.isArray(items) ? items.map((item: unknown) => cellsOf('item', item)) : []),
  ];
  const columns = COLUMNS.map((column) => ({
    width: column.width,
    ...('choices' in column && { choices: column.choices }),
  }));
  const heading = COLUMNS.map(({ name }) => phrase(language, name));
  return writeXlsx([{ name: phrase(language, 'plan.sheet'), columns, heading, rows }]);
}

const cellsOf = (row: string, json: unknown): string[] =>
  COLUMNS.map((column) => {
    const path = pathOf(column);
    if (path.length === 0) return row;
    const value = path.reduce<unknown>(stepIn, json);
    return written(value);
  });

/** A text in Simplified Chinese alone is written without saying so. */
function stepIn(json: unknown, name: string): unknown {
  if (isRecord(json)) return json[name];
  return name === 'zh-Hans' && typeof json === 'string' ? json : undefined;
}

function written(value: unknown): string {
  if (Array.isArray(value)) return value.join(', ');
  if (isRecord(value)) return 'rule' in value ? `${RULE}${String(value.rule)}` : `${value.value} ${value.unit}`;
  return value === undefined ? '' : String(value);
}

interface Row {
  readonly line: number;
  readonly json: Record<string, unknown>;
}

export async function readPlanTable(table: Table): Promise<PlanRead> {
  let columns: readonly (Column | undefined)[] | undefined;
  const plans: Row[] = [];
  const stages: Row[] = [];
  const items: Row[] = [];
  const problems: PlanFileProblem[] = [];
  let last = 1;
  try {
    for await (const { line, cells } of table.rows) {
      if (cells.every((cell) => cell.trim() === '')) continue;
      last = line;
      if (!columns) {
        const found = cells.map((cell) => columnBy.get(cell.trim()));
        if (found.filter((column) => column !== undefined).length > 3) columns = found;
        continue;
      }
      const { kind, json } = rowOf(columns, cells);
      const rows = { plan: plans, stage: stages, item: items };
      if (Object.hasOwn(rows, kind)) rows[kind as keyof typeof rows].push({ line, json });
      else problems.push({ kind: 'unknown_row', line, given: kind.slice(0, 40) });
    }
  } catch (error) {
    if (!(error instanceof TableUnreadable)) throw error;
    return { ok: false, problems: [{ kind: 'file', line: last, problem: error.problem }] };
  }
  if (!columns) return { ok: false, problems: [{ kind: 'heading_missing', line: 1 }] };
  const [head, second] = plans;
  if (second) problems.push({ kind: 'unknown_row', line: second.line, given: 'plan' });
  const read = readPlan({
    ...head?.json,
    stages: stages.map(({ json }) => json),
    items: items.map(({ json }) => json),
  });
  if (read.ok && problems.length === 0) return { ok: true, plan: read.value };
  const lineOf = ([part, at]: PlanPath): number => {
    const rows = part === 'stages' ? stages : part === 'items' ? items : undefined;
    return (rows && typeof at === 'number' ? rows[at]?.line : undefined) ?? (rows ? last : (head?.line ?? last));
  };
  const wrong = read.ok ? [] : read.error.map((problem) => ({ ...problem, line: lineOf(problem.path) }));
  return { ok: false, problems: [...problems, ...wrong].toSorted((a, b) => a.line - b.line) };
}

function rowOf(columns: readonly (Column | undefined)[], cells: readonly string[]) {
  const json: Record<string, unknown> = {};
  let kind = '';
  for (const [at, column] of columns.entries()) {
    const cell = cells[at]?.trim() ?? '';
    if (!column || cell === '') continue;
    const path = pathOf(column);
    if (path.length === 0) kind = cell;
    else put(json, path, readCell(named(column), cell));
  }
  return { kind, json };
}

function put(json: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    json[name] = value;
    return;
  }
  const inner = json[name];
  const next = isRecord(inner) ? { ...inner } : {};
  put(next, rest, value);
  json[name] = next;
}

/** What a cell says, as a plan has it; what cannot be understood is left as it is, for the reader to name. */
function readCell(name: string, cell: string): unknown {
  if (LISTS.has(name)) return cell.split(/[,，、;；\s]+/).filter((part) => part !== '');
  if (RULED.has(name) && cell.startsWith(RULE)) return { rule: cell.slice(RULE.length).trim() };
  if (PERIODS.has(name)) {
    const [, value = '', unit = ''] = /^(\d+)\s*([a-z_]+)$/.exec(cell) ?? [];
    return value === '' ? cell : { value: Number(value), unit };
  }
  return NUMBERS.has(name) && /^-?\d{1,9}$/.test(cell) ? Number(cell) : cell;
}
