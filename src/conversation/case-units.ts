/** The units a case can be given to, or that it can be about, are put up to be picked from; for a joint action the cases first. */
import { AT_WORK } from '../domain/hotline/states.ts';
import { listCases } from '../usecases/hotline/read.ts';
import { bodiesActingIn } from '../usecases/registry/acting-bodies.ts';
import { beginCaseUnits } from './begin-case.ts';
import type { ShownCase } from './case-show.ts';
import type { CaseUnitsState } from './flows/case-units.ts';
import type { Turn } from './turn.ts';

/** Whoever is left out of it is not among them, except where the desk says whom it is about. */
export async function pickUnits(turn: Turn, shown: ShownCase, purpose: CaseUnitsState['purpose']): Promise<void> {
  const { row, excluded } = shown.facts;
  const bodies = await bodiesActingIn(turn.uow.tx, row.communityId);
  await beginCaseUnits(turn, {
    purpose,
    caseId: row.id,
    number: row.number,
    ...(purpose === 'joint' && { alike: await alikeOnDesk(turn, shown) }),
    units: bodies
      .filter(({ id, kind }) => kind !== 'representatives' && !excluded.bodyIds.includes(id))
      .map(({ id, name }) => ({ id, name })),
    page: 0,
    cooperating: [],
    said: [],
  });
}

/** As many as are picked with one tap. */
const MOST_ALIKE = 5;
/** Looked at for them: some of a kind are too far on, or not far enough. */
const MOST_READ = 20;

/** Numbers of other cases of its kind on the same desk that can be ordered with it. */
async function alikeOnDesk({ uow }: Turn, { facts: { row } }: ShownCase): Promise<string[]> {
  const { communityId, category, family, tier } = row;
  const rows = await listCases(uow, communityId, { open: true, category, family, tier, limit: MOST_READ });
  const canGo = (state: typeof row.state): boolean =>
    state === 'accepted' || (AT_WORK as readonly string[]).includes(state);
  return rows
    .filter(({ id, state }) => id !== row.id && canGo(state))
    .slice(0, MOST_ALIKE)
    .map(({ number }) => number);
}
