/** Reads a plan from data nobody has checked yet, and says everything that is wrong with it at once, each with its path. */
import { BODY_KINDS, COMMUNITY_TYPES } from '../registry/bodies.ts';
import { err, ok, type Result } from '../result.ts';
import type { ValueKind } from '../rules/value-kinds.ts';
import { FIGURE_NAMES } from './figures.ts';
import { type PlanDocument, type PlanItem, type PlanStage, stageCycles } from './plan.ts';
import { given, isPlanKey, isRecord, type PlanPath, type PlanProblem, Reading } from './plan-reading.ts';
import { readDue } from './read-due.ts';
import { TASK_EVIDENCE, TASK_OWNERS, TASK_VERIFIERS } from './states.ts';

/** A title is a line of a list; what explains it may be longer. */
const LONGEST_TITLE = 120;
/** A cell of a workbook takes it whole, in any script. */
const LONGEST_TEXT = 1000;
/** A year with a task a day is more than anybody can do. */
const MOST_ITEMS = 366;
/** A year has twelve months; a stage for each week is more than anybody tells apart. */
const MOST_STAGES = 60;

const isNumber = ({ kind }: ValueKind): boolean => kind === 'integer';

const PLAN_FIELDS = ['key', 'title', 'source', 'communities', 'stages', 'items'];
const STAGE_FIELDS = ['key', 'title', 'after'];
const ITEM_FIELDS = [
  'key',
  'title',
  'details',
  'owner',
  'body',
  'due',
  'evidence',
  'verifier',
  'stage',
  'needs',
  'article',
  'proposal',
];
export function readPlan(json: unknown): Result<PlanDocument, readonly PlanProblem[]> {
  const reading = new Reading();
  const fields = reading.object(json, [], PLAN_FIELDS);
  if (!fields) return err(reading.problems);
  const key = reading.key(fields.key, ['key']);
  const title = reading.text(fields.title, ['title'], LONGEST_TITLE);
  const source = reading.words(fields.source, ['source'], LONGEST_TEXT);
  const communities = reading
    .list(fields.communities, ['communities'])
    .flatMap((each, at) => reading.one(each, ['communities', at], COMMUNITY_TYPES) ?? []);
  const stages = readStages(reading, fields.stages);
  const items = readItems(reading, fields.items, new Set(stages.map((stage) => stage.key)));
  if (reading.problems.length > 0 || !key || !title || !source) return err(reading.problems);
  return ok({ key, title, source, ...(communities.length > 0 && { communities }), stages, items });
}

function readStages(reading: Reading, json: unknown): readonly PlanStage[] {
  const list = reading.list(json, ['stages']);
  if (list.length > MOST_STAGES) reading.wrong(['stages'], 'stages');
  const rows = list.slice(0, MOST_STAGES).map((each, at) => {
    const path = ['stages', at];
    const fields = reading.object(each, path, STAGE_FIELDS);
    if (!fields) return undefined;
    const key = reading.key(fields.key, [...path, 'key']);
    const title = reading.text(fields.title, [...path, 'title'], LONGEST_TITLE);
    const waits = reading.list(fields.after, [...path, 'after']);
    if (waits.length > MOST_STAGES) reading.wrong([...path, 'after'], 'stages');
    const after = waits
      .slice(0, MOST_STAGES)
      .flatMap((one, index) => reading.key(one, [...path, 'after', index]) ?? []);
    return key === undefined ? undefined : { key, title, after, path };
  });
  const named = rows.flatMap((row) => row ?? []);
  const keys = new Map<string, (typeof named)[number]>();
  for (const row of named) {
    if (keys.has(row.key)) reading.report([...row.path, 'key'], { kind: 'twice', given: row.key });
    else keys.set(row.key, row);
  }
  for (const { after, path } of named)
    for (const [index, one] of after.entries())
      if (!keys.has(one)) reading.report([...path, 'after', index], { kind: 'unknown_stage', given: one });
  for (const cycle of stageCycles([...keys.values()]))
    reading.report(keys.get(cycle[0] ?? '')?.path ?? ['stages'], { kind: 'circle', keys: cycle });
  return named.flatMap(({ key, title, after }) => (title ? [{ key, title, after }] : []));
}

function readItems(reading: Reading, json: unknown, stages: ReadonlySet<string>): readonly PlanItem[] {
  const list = reading.list(json, ['items']);
  if (list.length === 0 || list.length > MOST_ITEMS) reading.wrong(['items'], 'items');
  const rows = list
    .slice(0, MOST_ITEMS)
    .map((each, at) => ({ item: readItem(reading, each, ['items', at]), each, path: ['items', at] }));
  const keys = new Set<string>();
  for (const { each, path } of rows) {
    const key = isRecord(each) && typeof each.key === 'string' ? each.key : undefined;
    if (key === undefined || key === '') continue;
    if (keys.has(key)) reading.report([...path, 'key'], { kind: 'twice', given: key });
    keys.add(key);
  }
  // Also of an item with another fault, so that one round is enough.
  const named = rows.map(({ each, path }) => ({ ...namedIn(each), path }));
  for (const { key, stage, after, path } of named) {
    if (stage !== undefined && !stages.has(stage))
      reading.report([...path, 'stage'], { kind: 'unknown_stage', given: stage });
    // One that waits for itself would never come.
    if (after !== undefined && (!keys.has(after) || after === key))
      reading.report([...path, 'due', 'item'], { kind: 'unknown_item', given: after });
  }
  const waiting = named.flatMap(({ key, after }) =>
    key === undefined ? [] : [{ key, after: after === undefined || after === key ? [] : [after] }],
  );
  for (const circle of stageCycles(waiting))
    reading.report([...(named.find(({ key }) => key === circle[0])?.path ?? ['items']), 'due', 'item'], {
      kind: 'item_circle',
      keys: circle,
    });
  return rows.flatMap(({ item }) => item ?? []);
}

/** What an item is called and what it names, as far as it can be read; a key that is none is reported where it is read. */
function namedIn(json: unknown): { readonly key?: string; readonly stage?: string; readonly after?: string } {
  if (!isRecord(json)) return {};
  const { due } = json;
  const waits = isRecord(due) && due.mode === 'relative' && due.after === 'item_done';
  return {
    ...(isPlanKey(json.key) && { key: json.key }),
    ...(isPlanKey(json.stage) && { stage: json.stage }),
    ...(waits && isPlanKey(due.item) && { after: due.item }),
  };
}

function readItem(reading: Reading, json: unknown, path: PlanPath): PlanItem | undefined {
  const fields = reading.object(json, path, ITEM_FIELDS);
  if (!fields) return undefined;
  const at = (name: string): PlanPath => [...path, name];
  const key = reading.key(fields.key, at('key'));
  const title = reading.text(fields.title, at('title'), LONGEST_TITLE);
  const details = given(fields.details) ? reading.text(fields.details, at('details'), LONGEST_TEXT) : undefined;
  const owner = reading.one(fields.owner, at('owner'), TASK_OWNERS);
  const body = given(fields.body) ? reading.one(fields.body, at('body'), BODY_KINDS) : undefined;
  const due = readDue(reading, fields.due, at('due'));
  const evidence = given(fields.evidence) ? reading.one(fields.evidence, at('evidence'), TASK_EVIDENCE) : 'none';
  const verifier = reading.one(fields.verifier, at('verifier'), [...TASK_VERIFIERS, 'none'] as const);
  const stage = given(fields.stage) ? reading.key(fields.stage, at('stage')) : undefined;
  const needs = given(fields.needs) ? readNeeds(reading, fields.needs, at('needs')) : undefined;
  const article = given(fields.article) ? reading.words(fields.article, at('article'), LONGEST_TEXT) : undefined;
  const proposal = given(fields.proposal) ? reading.text(fields.proposal, at('proposal'), LONGEST_TEXT) : undefined;
  if (!key || !title || !owner || !due || !evidence || !verifier) return undefined;
  return {
    key,
    title,
    ...(details && { details }),
    owner,
    ...(body && { body }),
    due,
    evidence,
    verifier,
    ...(stage && { stage }),
    ...(needs && { needs }),
    ...(article && { article }),
    ...(proposal && { proposal }),
  };
}

function readNeeds(reading: Reading, json: unknown, path: PlanPath): PlanItem['needs'] {
  const fields = reading.object(json, path, ['figure', 'rule']);
  if (!fields) return undefined;
  const figure = reading.one(fields.figure, [...path, 'figure'], FIGURE_NAMES);
  const rule = reading.rule(fields.rule, [...path, 'rule'], 'number_rule', isNumber);
  return figure && rule ? { figure, rule } : undefined;
}
