/**
 * The gate before a stage of a plan: nothing of it is handed in before every earlier stage is closed. What an earlier stage
 * is still to bring keeps it open as much as a task nobody has finished.
 */
import { Temporal } from 'temporal-polyfill';
import { type PlanDocument, type PlanItem, type PlanText, stagesBefore } from './plan.ts';
import { ENDED_TASKS, type TaskState } from './states.ts';

/** A task that a plan of this name brought, in any of its years. */
export interface Brought {
  readonly item: string | null;
  readonly state: TaskState;
  readonly planId: string;
  readonly year: number;
}

export interface GateFacts {
  readonly brought: readonly Brought[];
  /** The plan whose gate it is. */
  readonly planId: string;
  readonly year: number;
  /** A later year's plan of this name is looked at in its place, and nothing is opened under this one any more. */
  readonly replaced: boolean;
  readonly today: Temporal.PlainDate;
}

export interface Gate {
  /** Earlier stages that are not closed, by their titles. */
  readonly stages: readonly PlanText[];
  /** What of them is still to come: no task yet, because its event, its figure or its date has not come. */
  readonly toCome: readonly PlanText[];
}

export const OPEN_GATE: Gate = { stages: [], toCome: [] };

export function gateBefore(
  { stages, items }: Pick<PlanDocument, 'stages' | 'items'>,
  stage: string,
  facts: GateFacts,
): Gate {
  const before = new Set(stagesBefore(stages, stage));
  const held = new Set(
    stages.flatMap(({ key }) => (key === stage || stagesBefore(stages, key).includes(stage) ? [key] : [])),
  );
  const earlier = items.filter((item) => item.stage !== undefined && before.has(item.stage));
  const open = earlier.filter((item) => broughtOf(item, facts).some(({ state }) => !ENDED_TASKS.has(state)));
  const toCome = earlier.filter((item) => isToCome(item, items, held, facts));
  const standing = new Set([...open, ...toCome].map((item) => item.stage));
  return {
    stages: stages.filter(({ key }) => standing.has(key)).map(({ title }) => title),
    toCome: toCome.map(({ title }) => title),
  };
}

/** Of this year; what has one date, or runs on from year to year, is the same whichever year's plan brought it. */
function broughtOf({ key, due }: PlanItem, { brought, year }: GateFacts): readonly Brought[] {
  const anyYear = due.mode === 'date' || due.mode === 'rolling' || due.mode === 'threshold';
  return brought.filter((each) => each.item === key && (anyYear || each.year === year));
}

/** @param held stages that this gate keeps waiting */
function isToCome(item: PlanItem, items: readonly PlanItem[], held: ReadonlySet<string>, facts: GateFacts): boolean {
  const { due } = item;
  // It came, or the calendar brought it with the plan: what had passed by then is asked of nobody.
  if (broughtOf(item, facts).length > 0) return false;
  switch (due.mode) {
    case 'yearly':
    case 'monthly':
    case 'quarterly':
      return false;
    case 'date':
      return Temporal.PlainDate.compare(due.on, facts.today) >= 0;
    case 'rolling':
    case 'threshold':
      return !facts.replaced;
    case 'relative': {
      if (facts.replaced) return false;
      if (due.after !== 'item_done') return true;
      const source = items.find(({ key }) => key === due.item);
      // Were it to wait for what waits for it, the gate would never open.
      if (!source || (source.stage !== undefined && held.has(source.stage))) return false;
      const may = broughtOf(source, facts).some(
        ({ state, planId }) => !ENDED_TASKS.has(state) || (state === 'done' && planId === facts.planId),
      );
      return may || isToCome(source, items, held, facts);
    }
  }
}
