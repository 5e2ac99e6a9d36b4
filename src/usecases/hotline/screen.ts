/** 初审: the desk accepts, declines with where to turn, answers at once, or joins it to a case that is under way. */
import { and, eq, isNull, ne, or } from 'drizzle-orm';
import { notExcluded } from '../../../db/not-excluded.ts';
import { caseExcluded, hotlineCase } from '../../../db/schema/index.ts';
import { type CaseCategory, familyOf, isAboutStaff, isCaseCategory } from '../../domain/hotline/categories.ts';
import { isOpenCase } from '../../domain/hotline/states.ts';
import { err, ok } from '../../domain/result.ts';
import type { UseCase } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CaseChanged } from './change.ts';
import { type CaseCommandRefusal, type CaseInput, deskCommand, unprepared } from './commands.ts';
import { exclude } from './exclusion.ts';
import { writeToReporter } from './letters.ts';
import type { CaseRow } from './rows.ts';
import { moveToOpenDesk } from './take.ts';
import { tellUnits } from './tell.ts';

export interface AcceptCase extends CaseInput {
  /** The desk may know better which kind it is. */
  readonly category?: string;
}

export type CategoryRefusal =
  | { readonly kind: 'category_not_found' }
  /** Others may see a livelihood matter than a burden: the reporter would not have told it so. */
  | { readonly kind: 'category_of_other_family' };

export const acceptCase = deskCommand<AcceptCase, CategoryRefusal, CaseCategory | undefined>({
  name: 'case.screen',
  prepare: async (_uow, { row }, { category }) => {
    if (category === undefined) return ok(undefined);
    if (!isCaseCategory(category)) return err({ kind: 'category_not_found' });
    const asTold = familyOf(category) === row.family && isAboutStaff(category) === isAboutStaff(row.category);
    return asTold ? ok(category) : err({ kind: 'category_of_other_family' });
  },
  step: () => ({ action: 'accept' }),
  columns: (_input, category) => (category === undefined ? {} : { category }),
  consequences: (uow, { row }) => writeToReporter(uow, row, { say: 'accepted' }),
});

export interface DeclineCase extends CaseInput {
  /** Why, and where to turn. */
  readonly reason: string;
}

export const declineCase = deskCommand<DeclineCase, never, undefined>({
  name: 'case.screen',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'decline', reason }),
  words: ({ reason }) => reason,
  forReporter: true,
  consequences: (uow, { row }, { input: { reason } }) => writeToReporter(uow, row, { say: 'declined', words: reason }),
});

export interface AnswerCase extends CaseInput {
  readonly words: string;
}

export const answerCase = deskCommand<AnswerCase, never, undefined>({
  name: 'case.screen',
  prepare: unprepared,
  step: ({ words }) => ({ action: 'answer', words }),
  words: ({ words }) => words,
  forReporter: true,
  consequences: (uow, { row }, { input: { words } }) => writeToReporter(uow, row, { say: 'answered', words }),
});

export interface JoinCase extends CaseInput {
  /** The number of the case that goes on. */
  readonly number: string;
}

export type JoinRefusal =
  | { readonly kind: 'case_other_not_found' }
  | { readonly kind: 'case_same' }
  /** What is over goes nowhere, and neither would this one. */
  | { readonly kind: 'case_other_over' }
  /** She suffers for the other one: it must not vanish in it. */
  | { readonly kind: 'case_linked_already' };

/** 并案: the reporter hears every step of the one it was joined to. */
export const joinCase: UseCase<JoinCase, CaseChanged, CaseCommandRefusal | JoinRefusal> = async (uow, input) => {
  // Of two cases that are joined to each other at the same moment neither would go on.
  await lockBoth(uow, input);
  return join(uow, input);
};

/** In the order of their ids, as everything locks cases. */
const lockBoth = ({ tx }: UnitOfWork, { caseId, number }: JoinCase) =>
  tx
    .select({ id: hotlineCase.id })
    .from(hotlineCase)
    .where(or(eq(hotlineCase.id, caseId), eq(hotlineCase.number, number)))
    .orderBy(hotlineCase.id)
    .for('update');

const join = deskCommand<JoinCase, JoinRefusal, CaseRow>({
  name: 'case.screen',
  prepare: async (uow, { row }, { number }) => {
    const other = await caseNumbered(uow, row, number);
    if (!other) return err({ kind: 'case_other_not_found' });
    if (other.id === row.id) return err({ kind: 'case_same' });
    if (row.source === 'retaliation' && row.followsId === other.id) return err({ kind: 'case_linked_already' });
    return isOpenCase(other.state) ? ok(other) : err({ kind: 'case_other_over' });
  },
  step: () => ({ action: 'duplicate' }),
  columns: (_input, other) => ({ duplicateOfId: other.id }),
  consequences: async (uow, { row }, { prepared }) => {
    await leaveOutToo(uow, row, prepared);
    await writeToReporter(uow, row, { say: 'duplicate', words: prepared.number });
    tellUnits(uow, row, 'taken_away');
  },
});

/** Whom the one is about, or its reporter asked to leave out, is left out of the one it goes on in. */
async function leaveOutToo(uow: UnitOfWork, from: CaseRow, to: CaseRow): Promise<void> {
  const rows = await uow.tx
    .select()
    .from(caseExcluded)
    .where(and(eq(caseExcluded.caseId, from.id), ne(caseExcluded.because, 'stepped_aside')));
  if (rows.length === 0) return;
  for (const { bodyId, personId, because } of rows)
    await exclude(uow, to.id, { ...(bodyId && { bodyId }), ...(personId && { personId }), because }, 'system');
  await moveToOpenDesk(uow, to);
}

/** One the actor may know of, of the same community and family, and joined to no other. */
export async function caseNumbered(uow: UnitOfWork, row: CaseRow, number: string): Promise<CaseRow | undefined> {
  const { personId } = uow.actor;
  const [other] = await uow.tx
    .select()
    .from(hotlineCase)
    .where(
      and(
        eq(hotlineCase.number, number),
        eq(hotlineCase.communityId, row.communityId),
        eq(hotlineCase.family, row.family),
        isNull(hotlineCase.duplicateOfId),
        personId === undefined ? undefined : notExcluded(personId),
      ),
    );
  return other;
}
