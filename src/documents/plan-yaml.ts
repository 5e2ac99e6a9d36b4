/** Plans as YAML: a problem of the content is named with the line it stands on, as one of the writing is. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import type { PlanDocument } from '../domain/task/plan.ts';
import type { PlanPath } from '../domain/task/plan-reading.ts';
import { readPlan } from '../domain/task/read-plan.ts';
import { writePlan } from '../domain/task/write-plan.ts';
import type { PlanRead } from './plan-problems.ts';

export const planYaml = (plan: PlanDocument): string => stringify(writePlan(plan), { lineWidth: 100 });

export function readPlanYaml(text: string): PlanRead {
  const lines = new LineCounter();
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0)
    return { ok: false, problems: document.errors.map(({ pos: [at] }) => ({ kind: 'syntax', line: lineAt(at) })) };
  let json: unknown;
  try {
    json = document.toJS();
  } catch {
    // References to references, more than a person writes: unfolded they would fill the memory.
    return { ok: false, problems: [{ kind: 'syntax', line: 1 }] };
  }
  const read = readPlan(json);
  if (read.ok) return { ok: true, plan: read.value };
  const problems = read.error.map((problem) => ({ ...problem, line: lineAt(offsetOf(document, problem.path)) }));
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line) };
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
