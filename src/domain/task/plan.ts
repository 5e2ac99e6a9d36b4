/** A plan 计划: what a community has to do in a year and by when, as the document it comes from says it. */
import type { BodyKind, CommunityType } from '../registry/bodies.ts';
import type { RuleKey } from '../rules/keys.ts';
import type { DueRule } from './due.ts';
import type { Figure } from './figures.ts';
import type { TaskEvidence, TaskOwner, TaskVerifier } from './states.ts';

/** Words in one or more languages; Simplified Chinese is always there. */
export interface PlanText {
  readonly 'zh-Hans': string;
  readonly 'zh-Hant'?: string;
  readonly en?: string;
}

export interface PlanStage {
  readonly key: string;
  readonly title: PlanText;
  /** Stages that must be closed before anything of this one is handed in. */
  readonly after: readonly string[];
}

export interface PlanItem {
  readonly key: string;
  readonly title: PlanText;
  readonly details?: PlanText;
  readonly owner: TaskOwner;
  /** Narrows the owner to the seats of a body of this kind: a sub-committee, the station. */
  readonly body?: BodyKind;
  readonly due: DueRule;
  readonly evidence: TaskEvidence;
  /** Who looks at it before it is done; `none`: nobody. */
  readonly verifier: TaskVerifier | 'none';
  readonly stage?: string;
  /** It cannot be handed in below this: at least one project. */
  readonly needs?: { readonly figure: Figure; readonly rule: RuleKey };
  /** Where the source says it: a section, or the words themselves. */
  readonly article?: string;
  /** What of it no source says and the community decides: a day, a period, who does it. */
  readonly proposal?: PlanText;
}

export interface PlanDocument {
  readonly key: string;
  readonly title: PlanText;
  /** The document it comes from. */
  readonly source: string;
  /** Types of community it is meant for; absent: any. */
  readonly communities?: readonly CommunityType[];
  readonly stages: readonly PlanStage[];
  readonly items: readonly PlanItem[];
}

/** A cycle among what waits for each other, as the keys along it; undefined when there is none. */
export function stageCycle(stages: readonly Pick<PlanStage, 'key' | 'after'>[]): readonly string[] | undefined {
  const after = new Map(stages.map((stage) => [stage.key, stage.after]));
  const done = new Set<string>();
  for (const { key: first } of stages) {
    if (done.has(first)) continue;
    // The way walked so far, in order, each with what of it is still to be looked at.
    const way = new Map([[first, (after.get(first) ?? []).values()]]);
    const steps = [first];
    for (let key = steps.at(-1); key !== undefined; key = steps.at(-1)) {
      const next = way.get(key)?.next();
      if (next === undefined || next.done) {
        done.add(key);
        way.delete(key);
        steps.pop();
      } else if (way.has(next.value)) return [...steps.slice(steps.indexOf(next.value)), next.value];
      else if (!done.has(next.value)) {
        way.set(next.value, (after.get(next.value) ?? []).values());
        steps.push(next.value);
      }
    }
  }
  return undefined;
}

/** One cycle after the other, each stage in one at most. */
export function stageCycles(stages: readonly Pick<PlanStage, 'key' | 'after'>[]): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let left = stages;
  for (let cycle = stageCycle(left); cycle; cycle = stageCycle(left)) {
    const walked = new Set(cycle);
    found.push(cycle);
    left = left.filter(({ key }) => !walked.has(key));
  }
  return found;
}

/** Every stage that must be closed before this one, at any distance. */
export function stagesBefore(stages: readonly Pick<PlanStage, 'key' | 'after'>[], key: string): readonly string[] {
  const after = new Map(stages.map((stage) => [stage.key, stage.after]));
  const found = new Set<string>();
  const open = [...(after.get(key) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next) || next === key) continue;
    found.add(next);
    open.push(...(after.get(next) ?? []));
  }
  return [...found];
}
