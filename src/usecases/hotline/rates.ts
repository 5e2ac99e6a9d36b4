/**
 * 三率 as they stand now, of the cases whoever asks may know of: what is left out of a case finds it in no number either. Small
 * cells are hidden like those of a bulletin, from everybody.
 */
import { Temporal } from 'temporal-polyfill';
import { type RatesCut, type RatesTable, ratesBy } from '../../domain/hotline/rates.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { NotPermitted } from '../command.ts';
import { policyOf } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type BulletinNoHome, type BulletinOf, bulletinHome, spanOf } from './bulletin.ts';
import { ratedCases } from './rated.ts';
import { readableFamilies } from './read.ts';

export interface AskRates {
  readonly of: BulletinOf;
  /** The last month of the time, `2026-10`; it may still run. */
  readonly month: string;
  /** How many months up to that one. */
  readonly months: number;
  readonly by: RatesCut;
}

export interface ReadRates extends RatesTable {
  /** Of the community or subdistrict. */
  readonly name: string;
  readonly from: string;
  /** Of units and grids, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** What "basically satisfied" counts, in percent. */
  readonly weight: number;
  readonly smallest: number;
}

export async function readRates(
  uow: Pick<UnitOfWork, 'tx' | 'actor' | 'now' | 'policies'>,
  { of, month, months, by }: AskRates,
): Promise<Result<ReadRates, BulletinNoHome | NotPermitted>> {
  const found = await bulletinHome(uow, of);
  if (!found.ok) return found;
  const home = found.value;
  const span = spanOf(home, month, months);
  const { personId } = uow.actor;
  const rated = [];
  for (const { id } of home.homes) {
    const families = await readableFamilies(uow, id);
    if (families.length === 0) continue;
    const reader = { families, ...(personId !== undefined && { personId }) };
    rated.push(await ratedCases(uow.tx, { ...span, communityIds: [id] }, uow.now, reader));
  }
  if (rated.length === 0 && home.homes.length > 0) return err({ kind: 'not_permitted', command: 'case.read' });
  const [first] = home.homes;
  const { rules } = first ? await policyOf(uow, first) : uow.policies.common(uow.now);
  const weight = rules.value('hotline.basically_satisfied_weight');
  const smallest = rules.value('ballot.breakdown_cell');
  const cases = rated.flatMap((each) => each.cases);
  return ok({
    ...ratesBy(by, cases, { weight, smallest }),
    name: home.name,
    from: Temporal.PlainYearMonth.from(month)
      .subtract({ months: months - 1 })
      .toString(),
    names: new Map(rated.flatMap(({ names }) => [...names])),
    weight,
    smallest,
  });
}
