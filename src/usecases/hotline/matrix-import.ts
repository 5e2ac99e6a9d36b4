/**
 * A whole list of duties 职责清单 at once: all of it or nothing, because a list with holes sends cases astray. What stands in
 * force as it is in the file stays as it is, so the same file twice changes nothing.
 */
import { newSalt } from '../../../db/digest.ts';
import { dutyMatrix } from '../../../db/schema/index.ts';
import { type OfferedProblem, type OfferedRow, readMatrix } from '../../domain/hotline/matrix.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { bodiesActingIn } from '../registry/acting-bodies.ts';
import { type CommunityRow, communityById } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type DutyMatrixRow, endRow, type KeptRow, type MatrixRefusal, matrixOf, mayKeepAbove } from './matrix.ts';
import { randomRowId } from './random.ts';

export type OfferedDuty = Omit<OfferedRow, 'home'> & { readonly item?: string };

export interface ImportMatrix {
  readonly communityId: string;
  /** For all communities of the subdistrict. */
  readonly wholeSubdistrict: boolean;
  readonly rows: readonly OfferedDuty[];
  /** What stands in force and not in the file is ended. */
  readonly instead: boolean;
}

export interface ReadDuties {
  /** Rows that are new or say otherwise than those in force. */
  readonly added: readonly OfferedDuty[];
  readonly same: number;
  /** Those in force that would be ended. */
  readonly ended: readonly KeptRow[];
  readonly problems: readonly OfferedProblem[];
}

export type ImportMatrixRefusal =
  | Exclude<MatrixRefusal, { kind: 'matrix_conflict' }>
  | { readonly kind: 'matrix_rows_wrong'; readonly problems: readonly OfferedProblem[] };

export interface ImportedMatrix {
  readonly added: readonly DutyMatrixRow[];
  readonly same: number;
  readonly ended: number;
}

const placeAndMatter = ({ category, placeId }: Pick<OfferedRow, 'category' | 'placeId'>): string =>
  `${category} ${placeId ?? ''}`;

const saysTheSame = (row: KeptRow, offered: OfferedDuty): boolean =>
  placeAndMatter(row) === placeAndMatter(offered) &&
  row.leadBodyId === offered.leadBodyId &&
  row.item === (offered.item ?? null) &&
  row.cooperatingBodyIds.toSorted().join() === offered.cooperatingBodyIds.toSorted().join();

/** What a file would change. With `instead`, a row that says otherwise ends the one in force; without, it contradicts it. */
export function readDuties(
  inForce: readonly KeptRow[],
  { rows, instead, wholeSubdistrict }: Pick<ImportMatrix, 'rows' | 'instead' | 'wholeSubdistrict'>,
): ReadDuties {
  const home = wholeSubdistrict ? ('subdistrict' as const) : ('community' as const);
  const own = inForce.filter((row) => row.home === home);
  const seen = new Set<string>();
  const isSame = rows.map((offered) => {
    const kept = own.find((row) => saysTheSame(row, offered));
    if (!kept || seen.has(kept.id)) return false;
    seen.add(kept.id);
    return true;
  });
  const ended = instead ? own.filter(({ id }) => !seen.has(id)) : [];
  const standing = inForce.filter((row) => !ended.includes(row));
  const fresh = rows.map((row, at) => ({ ...row, home, at })).filter(({ at }) => !isSame[at]);
  const { good, problems } = readMatrix(fresh, standing);
  return {
    added: good,
    same: isSame.filter(Boolean).length,
    ended,
    problems: problems.map(({ at, conflicts }) => ({ at: fresh[at]?.at ?? at, conflicts })),
  };
}

export const importMatrix = command<ImportMatrix, CommunityRow, ImportedMatrix, ImportMatrixRefusal>({
  name: 'matrix.put',
  load: async (uow, { communityId }) => {
    const home = await communityById(uow.tx, communityId);
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: ({ id }) => ({ communityId: id }),
  run: async (uow, home, input, as): Promise<Result<ImportedMatrix, ImportMatrixRefusal>> => {
    const { wholeSubdistrict, rows } = input;
    if (wholeSubdistrict && !home.subdistrictId) return err({ kind: 'no_subdistrict' });
    if (wholeSubdistrict && !mayKeepAbove(as)) return err({ kind: 'matrix_above' });
    const bodies = new Set((await bodiesActingIn(uow.tx, home.id)).map(({ id }) => id));
    const named = rows.flatMap(({ leadBodyId, cooperatingBodyIds }) => [leadBodyId, ...cooperatingBodyIds]);
    if (named.some((id) => !bodies.has(id))) return err({ kind: 'body_not_found' });
    const { added, same, ended, problems } = readDuties(await matrixOf(uow, home, 'lock'), input);
    if (problems.length > 0) return err({ kind: 'matrix_rows_wrong', problems });
    for (const { id } of ended) await endRow(uow, id, home.id, as);
    return ok({ added: await insertRows(uow, home, added, wholeSubdistrict, as), same, ended: ended.length });
  },
});

async function insertRows(
  uow: UnitOfWork,
  home: CommunityRow,
  rows: readonly OfferedDuty[],
  wholeSubdistrict: boolean,
  as: Role,
): Promise<readonly DutyMatrixRow[]> {
  if (rows.length === 0) return [];
  const made = await uow.tx
    .insert(dutyMatrix)
    .values(
      rows.map(({ item, category, placeId, leadBodyId, cooperatingBodyIds }) => ({
        id: randomRowId(),
        communityId: wholeSubdistrict ? null : home.id,
        subdistrictId: wholeSubdistrict ? home.subdistrictId : null,
        item: item ?? null,
        category,
        placeId,
        leadBodyId,
        cooperatingBodyIds,
        from: uow.now,
        salt: newSalt(),
      })),
    )
    .returning();
  for (const row of made) record(uow, 'duty_matrix', row, { action: 'matrix.put', as, communityId: home.id });
  return made;
}
