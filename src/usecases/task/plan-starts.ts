/** Where the time of an item begins that waits for a figure, a training or an event: once for each of them. */
import { Temporal } from 'temporal-polyfill';
import type { DueRule, Start } from '../../domain/task/due.ts';
import { isCrossed } from '../../domain/task/figures.ts';
import { ENDED_TASKS } from '../../domain/task/states.ts';
import type { Facts, PlanRow, WatchedItem } from './plan-facts.ts';

export function startsOf(
  item: WatchedItem,
  facts: Facts,
  row: PlanRow,
  now: Temporal.Instant,
  today: Temporal.PlainDate,
): readonly Start[] {
  const { due } = item;
  switch (due.mode) {
    case 'threshold': {
      const is = facts.figures[due.figure];
      // What nobody knows has crossed nothing, and has not come back either.
      if (is === undefined) return [];
      const was = facts.crossed.has(item.key);
      if (!isCrossed(is, due.when, facts.lines.get(item.key) ?? 0)) facts.crossed.delete(item.key);
      else if (!was) {
        facts.crossed.add(item.key);
        return [{ at: now, name: today.toString() }];
      }
      return [];
    }
    case 'rolling': {
      const held = facts.trained.get(due.since);
      if (held !== undefined) return [{ at: facts.noonOf(held), name: held }];
      const { headSince } = facts;
      const seated = due.since === 'head' && headSince && Temporal.Instant.compare(headSince, row.loadedAt) > 0;
      return [{ at: seated ? headSince : row.loadedAt, name: 'first' }];
    }
    case 'relative':
      return eventsOf(item, due, facts, row);
  }
}

function eventsOf(
  item: WatchedItem,
  due: Extract<DueRule, { readonly mode: 'relative' }>,
  facts: Facts,
  row: PlanRow,
): readonly Start[] {
  const on = (at: Temporal.Instant | undefined): readonly Start[] => (at ? [{ at, name: facts.dayOf(at) }] : []);
  switch (due.after) {
    case 'plan_loaded':
      return [{ at: row.loadedAt, name: String(row.year) }];
    case 'term_started':
      return on(facts.termStarted);
    case 'structure_changed':
      // One that is still open speaks for what changed meanwhile.
      return facts.known.some((each) => each.item === item.key && !ENDED_TASKS.has(each.state))
        ? []
        : on(facts.changed);
    case 'item_done':
      return facts.done
        .filter((each) => each.item === due.item)
        .map(({ at, occurrence }) => ({ at, name: occurrence ?? facts.dayOf(at) }));
  }
}
