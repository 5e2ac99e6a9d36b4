/** Who must do a task, who stands in, who looks at it, and who hears that it is late: always the seats of today. */
import type { PersonRole } from '../permissions/roles.ts';
import type { BodyKind } from '../registry/bodies.ts';
import type { SeatPosition } from '../registry/seats.ts';
import type { EscalationTier } from './escalation.ts';
import { TASK_OWNERS, type TaskOwner, type TaskVerifier, tierAbove } from './states.ts';

export interface SeatFact {
  readonly personId: string;
  readonly role: PersonRole;
  readonly bodyId: string | null;
  readonly bodyKind: BodyKind | null;
  readonly position: SeatPosition | null;
}

export interface OwnedTask {
  readonly ownerRole: TaskOwner;
  readonly ownerBodyId: string | null;
  readonly delegateId: string | null;
  /** The seat she was given it in; null: any of hers. */
  readonly delegateRole: TaskOwner | null;
  readonly delegateBodyId: string | null;
  readonly verifierRole: TaskVerifier | null;
}

const people = (seats: readonly SeatFact[]): string[] => [...new Set(seats.map(({ personId }) => personId))];
const holding = (seats: readonly SeatFact[], role: PersonRole): SeatFact[] =>
  seats.filter((seat) => seat.role === role);
const without = (from: readonly string[], left: readonly string[]): string[] => from.filter((id) => !left.includes(id));

const ownerSeats = ({ ownerRole, ownerBodyId }: OwnedTask, seats: readonly SeatFact[]): SeatFact[] =>
  holding(seats, ownerRole).filter((seat) => ownerBodyId === null || seat.bodyId === ownerBodyId);

export interface Owners {
  readonly people: readonly string[];
  /** Nobody holds the seat: it fell to the chair of the body, else to the head, else to the subdistrict. */
  readonly vacant: boolean;
}

export function ownersOf(task: OwnedTask, seats: readonly SeatFact[]): Owners {
  const own = people(ownerSeats(task, seats));
  if (own.length > 0) return { people: own, vacant: false };
  const chairs = seats.filter((seat) => seat.bodyId === task.ownerBodyId && seat.position === 'chair');
  const instead = [
    task.ownerBodyId === null ? [] : people(chairs),
    people(holding(seats, 'committee_head')),
    people(holding(seats, 'subdistrict')),
  ].find((found) => found.length > 0);
  return { people: instead ?? [], vacant: true };
}

/** Whoever it was handed to, as long as she holds the seat she was given it in; else the owners. */
export function doersOf(task: OwnedTask, seats: readonly SeatFact[]): readonly string[] {
  const { delegateId, delegateRole, delegateBodyId } = task;
  const holds = seats.some(
    ({ personId, role, bodyId }) =>
      personId === delegateId && (delegateRole === null || (role === delegateRole && bodyId === delegateBodyId)),
  );
  return delegateId !== null && holds ? [delegateId] : ownersOf(task, seats).people;
}

/** The seat in which somebody is given a task: the owner's where she holds it, else the first of hers that may have tasks. */
export function seatFor(
  personId: string,
  { ownerRole, ownerBodyId }: Pick<OwnedTask, 'ownerRole' | 'ownerBodyId'>,
  seats: readonly SeatFact[],
  mayHold: (role: TaskOwner) => boolean = () => true,
): { readonly delegateRole: TaskOwner; readonly delegateBodyId: string | null } | undefined {
  const rank = (seat: SeatFact): number =>
    seat.role === ownerRole && (ownerBodyId === null || seat.bodyId === ownerBodyId)
      ? -1
      : (TASK_OWNERS as readonly string[]).indexOf(seat.role);
  const [first] = seats
    .flatMap((seat) => {
      const role = TASK_OWNERS.find((one) => one === seat.role);
      return seat.personId === personId && role !== undefined && mayHold(role) ? [{ role, seat }] : [];
    })
    .sort((a, b) => rank(a.seat) - rank(b.seat));
  return first && { delegateRole: first.role, delegateBodyId: first.seat.bodyId };
}

/** Everybody who answers for it: who does it and who owns it. They are the subject of an escalation, not its audience. */
export const answerable = (task: OwnedTask, seats: readonly SeatFact[]): readonly string[] => [
  ...new Set([...doersOf(task, seats), ...ownersOf(task, seats).people]),
];

/**
 * Who is reminded of a task on a day: whoever does it, and near its date also the owner who handed it on, who answers for it
 * all the same.
 * @param offset days from the date, negative before it
 * @param ownerFrom rule `reminder.owner.from`
 */
export const remindedOf = (
  task: OwnedTask,
  seats: readonly SeatFact[],
  { offset, ownerFrom }: { readonly offset: number; readonly ownerFrom: number },
): readonly string[] => (offset >= -ownerFrom ? answerable(task, seats) : doersOf(task, seats));

/** 副职: the deputies in the body in which the owner has her seat. */
export function deputiesOf(task: OwnedTask, seats: readonly SeatFact[]): readonly string[] {
  const bodies = new Set(ownerSeats(task, seats).flatMap(({ bodyId }) => bodyId ?? []));
  if (task.ownerBodyId) bodies.add(task.ownerBodyId);
  const deputies = seats.filter(
    ({ bodyId, position }) => position === 'deputy' && bodyId !== null && bodies.has(bodyId),
  );
  return without(people(deputies), answerable(task, seats));
}

/** Who may verify, send back, grant time or waive: the tier it names, never those who answer for it themselves. */
export function verifiersOf(task: OwnedTask, seats: readonly SeatFact[]): readonly string[] {
  const subject = answerable(task, seats);
  const role = task.verifierRole ?? tierAbove(task.ownerRole);
  const named = without(people(holding(seats, role)), subject);
  return named.length > 0 ? named : without(people(holding(seats, 'subdistrict')), subject);
}

const inLeadingGroup = (personId: string, seats: readonly SeatFact[]): boolean =>
  seats.some((seat) => seat.personId === personId && seat.bodyKind === 'leading_group');

/** Of those who may verify, who is reminded to: the leading group is written to only where there is nobody else. */
export function verifiersToRemind(task: OwnedTask, seats: readonly SeatFact[]): readonly string[] {
  const all = verifiersOf(task, seats);
  const working = all.filter((personId) => !inLeadingGroup(personId, seats));
  return working.length > 0 ? working : all;
}

/** Who hears when they are silent too: the liaison above the committee, the leading group above the liaison. */
export function aboveVerifiers(task: OwnedTask, seats: readonly SeatFact[]): readonly string[] {
  const left = [...answerable(task, seats), ...verifiersToRemind(task, seats)];
  const office = without(people(holding(seats, 'subdistrict')), left);
  const liaison = office.filter((personId) => !inLeadingGroup(personId, seats));
  return liaison.length > 0 ? liaison : office;
}

/**
 * Who hears at a tier; nobody where the tier is the subject itself or has no seats: then it is skipped. What reaches the
 * board and the bulletin is told to the subdistrict, which publishes it.
 */
export const tierPeople = (tier: EscalationTier, task: OwnedTask, seats: readonly SeatFact[]): readonly string[] =>
  without(onTier(tier, task, seats), answerable(task, seats));

function onTier(tier: EscalationTier, task: OwnedTask, seats: readonly SeatFact[]): readonly string[] {
  const office = holding(seats, 'subdistrict');
  switch (tier) {
    case 'head':
      return [...people(holding(seats, 'committee_head')), ...deputiesOf(task, seats)];
    case 'leading_group':
      return people(office.filter(({ bodyKind }) => bodyKind === 'leading_group'));
    case 'subdistrict':
    case 'board':
    case 'bulletin':
      return people(office.filter(({ bodyKind }) => bodyKind !== 'leading_group'));
  }
}

/** Nobody holds a seat there, so nothing can be reported to it; the public list and the bulletin need nobody. */
export const tierIsVacant = (tier: EscalationTier, task: OwnedTask, seats: readonly SeatFact[]): boolean =>
  tier !== 'board' && tier !== 'bulletin' && onTier(tier, task, seats).length === 0;

/** Why a task is in somebody's list. */
export type Part =
  | 'does'
  /** She answers for it, somebody else was given it to do. */
  | 'answers'
  /** 副职: she stands in. */
  | 'deputises';

export function partIn(task: OwnedTask, seats: readonly SeatFact[], personId: string): Part | undefined {
  if (doersOf(task, seats).includes(personId)) return 'does';
  if (ownersOf(task, seats).people.includes(personId)) return 'answers';
  return deputiesOf(task, seats).includes(personId) ? 'deputises' : undefined;
}
