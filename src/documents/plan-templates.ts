/**
 * The templates of plans that come with the program: one YAML file each, with the document it comes from. A file that is
 * not right stops the start with sentences that name it and the line.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PlanDocument } from '../domain/task/plan.ts';
import { readPlanYaml } from './plan-yaml.ts';

const FOLDER = new URL('./plan-templates/', import.meta.url);

let read: readonly PlanDocument[] | undefined;

/** By key. */
export function planTemplates(): readonly PlanDocument[] {
  read ??= readdirSync(fileURLToPath(FOLDER))
    .filter((name) => name.endsWith('.yaml'))
    .toSorted()
    .map(templateIn);
  return read;
}

function templateIn(file: string): PlanDocument {
  const found = readPlanYaml(readFileSync(new URL(file, FOLDER), 'utf8'));
  if (found.ok) return found.plan;
  const lines = found.problems.map(
    ({ line, kind, ...more }) => `${file}, line ${line}: ${kind} ${JSON.stringify(more)}`,
  );
  throw new Error(`Plan templates that are not right:\n${lines.join('\n')}`);
}
