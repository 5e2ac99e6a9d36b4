/** 「交接」: what is still to be taken over with a post, ticked off one by one. */
import { handoverCard } from '../notices/handover.ts';
import { openHandovers, tickHandover } from '../usecases/registry/handover.ts';
import { seatsIn } from '../usecases/task/seats.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function sayHandovers(turn: Turn): Promise<void> {
  const { personId } = turn.actor;
  const open = personId ? await openHandovers(turn.uow, personId) : [];
  if (open.length === 0) return sayText(turn, 'handover.none', 'handover.none');
  for (const { id } of open) await sayCard(turn, id, false);
}

export async function tick(turn: Turn, handoverId: string, ordinal: number): Promise<void> {
  const done = await tickHandover(turn.uow, { handoverId, ordinal });
  if (!done.ok) return sayRefusal(turn, done.error);
  await sayCard(turn, handoverId, true);
}

async function sayCard(turn: Turn, handoverId: string, replaces: boolean): Promise<void> {
  const card = await handoverCard({ ...turn.uow, seatsIn }, handoverId, turn.language);
  if (card) say(turn, 'handover.card', { ...card, ...(replaces && { replaces: true }) });
}
