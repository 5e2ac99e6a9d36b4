/**
 * The rule packs of this installation: every JSON file in the packs folder. A new law is a new file there, and nothing
 * else; a file that is not right stops the start with sentences that name it and the place in it.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseDate } from '../domain/calendar/holiday-table.ts';
import type { RulePack } from '../domain/rules/pack.ts';
import { readRulePack } from '../domain/rules/read-pack.ts';
import type { RulePackProblem } from '../domain/rules/reading.ts';
import { misfits, type RuleBookProblem, resolveRules } from '../domain/rules/rule-book.ts';

export const PACKS_FOLDER = fileURLToPath(new URL('../domain/rules/packs', import.meta.url));

/** Its message is for the operator: one line for each thing to mend. */
export class RulePacksBroken extends Error {
  override readonly name = 'RulePacksBroken';
}

interface PackFile {
  readonly file: string;
  readonly pack: RulePack;
}

/** @throws RulePacksBroken */
export function rulePacksIn(folder: string = PACKS_FOLDER): readonly RulePack[] {
  const problems: string[] = [];
  const files: PackFile[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()) {
    const read = readFile(join(folder, file));
    if (typeof read === 'string') problems.push(`${file} ${read}`);
    else if (read.ok) files.push({ file, pack: read.value });
    else problems.push(...read.error.map((problem) => `${file}: ${inWords(problem)}`));
  }
  if (problems.length === 0) problems.push(...inconsistencies(files));
  if (problems.length > 0) throw new RulePacksBroken(`Rule packs in ${folder}:\n${problems.join('\n')}`);
  return files.map(({ pack }) => pack);
}

function readFile(path: string): ReturnType<typeof readRulePack> | string {
  try {
    return readRulePack(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    return error instanceof SyntaxError ? `is not JSON: ${error.message}.` : 'cannot be read.';
  }
}

function inWords(problem: RulePackProblem): string {
  const at = problem.path === '' ? 'the file' : problem.path;
  switch (problem.kind) {
    case 'missing':
      return `${at} is missing; it must be ${problem.expected}.`;
    case 'wrong':
      return `${at} must be ${problem.expected}.`;
    case 'unknown_field':
      return `${at} is not a field of a pack.`;
    case 'unknown_rule':
      return `${at}: there is no rule "${problem.key}"; src/domain/rules/keys.ts lists them.`;
    case 'unknown_source':
      return `${at}: "${problem.source}" is not among the pack's sources.`;
    case 'label_above_source':
      return `${at} is ${problem.label}, which promises more than a source of kind "${problem.source}" gives.`;
    case 'wrong_unit':
      return `${at} must be ${problem.expected}.`;
  }
}

/** Each file may be right by itself and still not fit the others: on every day on which one of them changes, all must. */
function inconsistencies(files: readonly PackFile[]): readonly string[] {
  const packs = files.map(({ pack }) => pack);
  const days = [...new Set(packs.flatMap(datesOf))].toSorted();
  return files.flatMap(({ file, pack }) => {
    for (const day of days.filter((each) => each >= pack.effectiveFrom)) {
      const onDate = parseDate(day);
      const [problem] = onDate ? misfits(packs, pack.id, onDate) : [];
      if (problem) return [`${file}: on ${day}, ${conflict(problem)}`];
    }
    return pack.extends === undefined ? holes(file, pack, packs) : [];
  });
}

/** What rests on no other pack holds a value for every rule. */
function holes(file: string, pack: RulePack, packs: readonly RulePack[]): readonly string[] {
  const onDate = parseDate(pack.effectiveFrom);
  const book = onDate && resolveRules(packs, [], onDate, pack.id);
  return book && !book.ok ? book.error.map((problem) => `${file}: ${conflict(problem)}`) : [];
}

const datesOf = ({ effectiveFrom, effectiveUntil, rules }: RulePack): readonly string[] => [
  effectiveFrom,
  ...(effectiveUntil === undefined ? [] : [effectiveUntil]),
  ...Object.values(rules).flatMap((rule) => [
    rule.effectiveFrom,
    ...(rule.earlier ?? []).map((past) => past.effectiveFrom),
  ]),
];

export function conflict(problem: RuleBookProblem): string {
  switch (problem.kind) {
    case 'no_packs':
      return 'there is no pack at all.';
    case 'unknown_pack':
      return `there is no pack "${problem.id}"${problem.extendedBy ? `, which "${problem.extendedBy}" extends` : ''}.`;
    case 'several_packs':
      return `one of these packs must be named: ${problem.ids.join(', ')}.`;
    case 'circle':
      return `these packs extend each other in a circle: ${problem.ids.join(', ')}.`;
    case 'not_in_force':
      return `no version of "${problem.id}" is in force.`;
    case 'same_date_twice':
      return `two versions of "${problem.id}" begin on ${problem.effectiveFrom}.`;
    case 'no_value':
      return `the rule "${problem.key}" has no value.`;
    case 'min_above_max':
      return `"${problem.min}" is larger than "${problem.max}".`;
  }
}
