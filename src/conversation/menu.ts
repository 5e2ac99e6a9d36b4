/** Which commands somebody is offered: what she can do by her seats, and nothing that is not for her. */
import type { Actor } from '../domain/permissions/roles.ts';
import { PERMISSIONS } from '../domain/permissions/table.ts';
import { button } from '../notices/button.ts';
import type { OfferedMenu } from '../notices/enqueue.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { DEFAULT_LANGUAGE } from '../notices/recipients.ts';
import { type CommandWord, commandMenu, type PanelGroup, panelOf } from './commands.ts';
import { mayHaveTasks, settableIn } from './task-rights.ts';
import type { Turn } from './turn.ts';

const holds = ({ seats }: Actor, role: 'committee_head' | 'subdistrict' | 'supervisor'): boolean =>
  seats.some((seat) => seat.role === role);

/** Sits at a desk of the hotline, or in a unit that may be given a case. */
export const worksOnCases = ({ seats }: Actor): boolean =>
  seats.some(({ role }) => role === 'unit_member' || Object.hasOwn(PERMISSIONS['case.screen'], role));

/** Beside what everybody has. */
function wordsBySeat(actor: Actor): readonly CommandWord[] {
  const [head, above] = [holds(actor, 'committee_head'), holds(actor, 'subdistrict')];
  const handles = actor.seats.some(({ role }) => Object.hasOwn(PERMISSIONS['demand.resolve'], role));
  return [
    ...(handles ? (['today'] as const) : []),
    ...(mayHaveTasks(actor) ? (['task'] as const) : []),
    ...(worksOnCases(actor) ? (['hotline'] as const) : []),
    ...(head || above || holds(actor, 'supervisor') ? (['rates', 'bulletins'] as const) : []),
    ...(above ? (['wall'] as const) : []),
    ...(settableIn(actor).length > 0 ? (['set-task'] as const) : []),
    ...(head || above ? (['week', 'month', 'unreached'] as const) : []),
  ];
}

/** For platforms that show commands beside the field one types in; in a group everybody has the same. */
export function menuOf(turn: Turn): OfferedMenu {
  const { actor, language } = turn;
  const more = wordsBySeat(actor);
  return {
    entries: commandMenu('direct', language, more),
    panel: panelOf(groupOf(actor, more), language),
    // A menu for everybody has one language where the platform cannot tell languages apart.
    own: more.length > 0 || language !== DEFAULT_LANGUAGE,
  };
}

function groupOf(actor: Actor, more: readonly CommandWord[]): PanelGroup {
  if (holds(actor, 'subdistrict')) return 'subdistrict';
  if (holds(actor, 'committee_head')) return 'head';
  return more.length > 0 ? 'officer' : 'everybody';
}

/** The same as buttons under the help, where a platform has no menu of its own. */
export function seatChoices(turn: Turn): BoundChoice[] {
  const { actor, language } = turn;
  const [head, above] = [holds(actor, 'committee_head'), holds(actor, 'subdistrict')];
  return [
    ...(mayHaveTasks(actor) ? [button(language, 'task.button.list', { do: 'tasks', page: 0 })] : []),
    ...(head ? [button(language, 'task.button.week', { do: 'week', page: 0 })] : []),
    ...(above
      ? [button(language, 'wall.button', { do: 'wall' }), button(language, 'task.button.new', { do: 'new-task' })]
      : []),
  ];
}
