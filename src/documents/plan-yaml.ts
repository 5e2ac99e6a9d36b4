/** Plans as YAML: a problem of the content is named with the line it stands on, as one of the writing is. */
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  stringify,
} from 'yaml';
import type { PlanDocument } from '../domain/task/plan.ts';
import type { PlanPath } from '../domain/task/plan-reading.ts';
import { readPlan } from '../domain/task/read-plan.ts';
import { writePlan } from '../domain/task/write-plan.ts';
import type { PlanRead } from './plan-problems.ts';

export const planYaml = (plan: PlanDocument): string => stringify(writePlan(plan), { lineWidth: 100 });

/** Words and signs of a file: twice what the fullest plan has. Reading more would hold up everybody else. */
const MOST_TOKENS = 150_000;
/** References are looked up from the beginning, each of them. */
const MOST_ALIASES = 100;
/** More than an answer has room for. */
const MOST_PROBLEMS = 200;

export function readPlanYaml(text: string): PlanRead {
  if (isTooMuch(text)) return { ok: false, problems: [{ kind: 'file', line: 1, problem: 'too_large' }] };
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const syntax = (offsets: readonly number[]): PlanRead => ({
    ok: false,
    problems: offsets.slice(0, MOST_PROBLEMS).map((at) => ({ kind: 'syntax', line: lineAt(at) })),
  });
  // Comparing every key with every other, as the parser does, takes minutes for a long list of them.
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  if (document.errors.length > 0) return syntax(document.errors.map(({ pos: [at] }) => at));
  const misplaced = misplacedIn(document);
  if (misplaced.length > 0) return syntax(misplaced);
  let json: unknown;
  try {
    json = document.toJS();
  } catch {
    // References to references, more than a person writes: unfolded they would fill the memory.
    return syntax([0]);
  }
  const read = readPlan(json);
  if (read.ok) return { ok: true, plan: read.value };
  const problems = read.error
    .slice(0, MOST_PROBLEMS)
    .map((problem) => ({ ...problem, line: lineAt(offsetOf(document, problem.path)) }));
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line) };
}

function isTooMuch(text: string): boolean {
  const tokens = new Lexer().lex(text);
  for (let count = 0; count <= MOST_TOKENS; count += 1) if (tokens.next().done) return false;
  return true;
}

/** Where a key stands a second time, where one is no word at all, and where there are more references than anybody writes. */
function misplacedIn(document: Document.Parsed): readonly number[] {
  const found: number[] = [];
  const open: unknown[] = [document.contents];
  let aliases = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (isAlias(node)) {
      aliases += 1;
      if (aliases > MOST_ALIASES) return [node.range?.[0] ?? 0];
    } else if (isSeq(node)) for (const item of node.items) open.push(item);
    else if (isMap(node)) {
      const keys = new Set<string>();
      for (const { key, value } of node.items) {
        const word = isScalar(key) ? String(key.value) : undefined;
        if (word === undefined || keys.has(word)) found.push(beginning(key) ?? 0);
        else keys.add(word);
        open.push(value);
      }
    }
  }
  return found.toSorted((a, b) => a - b);
}

/** Where the named thing begins; where it is missing, what should hold it. */
function offsetOf(document: Document.Parsed, path: PlanPath): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? 0;
  for (const step of path) {
    if (isSeq(node)) {
      const item: unknown = typeof step === 'number' ? node.items[step] : undefined;
      offset = beginning(item) ?? offset;
      node = item;
    } else if (isMap(node)) {
      const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === String(step));
      offset = beginning(pair?.key) ?? offset;
      node = pair?.value;
    } else return offset;
  }
  return offset;
}

const beginning = (node: unknown): number | undefined =>
  isScalar(node) || isMap(node) || isSeq(node) ? ((node as Node).range?.[0] ?? undefined) : undefined;
