/** What the unit that leads a case does with it, and those that cooperate: 先行联系, 办理, 答复. */
import { and, eq, isNull } from 'drizzle-orm';
import { caseUnit } from '../../../db/schema/index.ts';
import type { ClaimKind } from '../../domain/hotline/states.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type CaseChanged, moveCase } from './change.ts';
import { type CaseCommandRefusal, type CaseInput, leadCommand, unprepared } from './commands.ts';
import type { WithReason } from './dispatch.ts';
import { dropLetter, writeToReporter } from './letters.ts';
import { type LoadedCase, lockCase } from './rows.ts';
import { tellDesk, tellUnits } from './tell.ts';

export interface WithWords extends CaseInput {
  readonly words: string;
  /** What shows it, as it lies in the chat it was sent to; each goes to the case by a letter of its own. */
  readonly fileIds?: readonly string[];
}

async function keepFiles(uow: UnitOfWork, { caseId, fileIds = [] }: WithWords): Promise<void> {
  for (const fileId of fileIds)
    await dropLetter(uow, { kind: 'file', caseId, fileId, from: 'unit', at: uow.now.toString() });
}

/** The unit has spoken to the reporter, in the thread or on the phone. */
export const contactReporter = leadCommand<CaseInput, never, undefined>({
  name: 'case.work',
  prepare: unprepared,
  step: () => ({ action: 'contact' }),
  consequences: (uow, { row }) => writeToReporter(uow, row, { say: 'contacted' }),
});

export const reportCaseProgress = leadCommand<WithWords, never, undefined>({
  name: 'case.work',
  prepare: unprepared,
  step: ({ words }) => ({ action: 'progress', words }),
  words: ({ words }) => words,
  forReporter: true,
  consequences: async (uow, { row }, { input }) => {
    await keepFiles(uow, input);
    await writeToReporter(uow, row, { say: 'progress', words: input.words });
  },
});

/** What only the reporter knows: the time stands still until she answers. */
export const askReporter = leadCommand<WithWords, never, undefined>({
  name: 'case.work',
  prepare: unprepared,
  step: ({ words }) => ({ action: 'ask', words }),
  words: ({ words }) => words,
  forReporter: true,
  consequences: (uow, { row }, { input: { words } }) => writeToReporter(uow, row, { say: 'asked', words }),
});

export interface ClaimCase extends WithWords {
  readonly claim: ClaimKind;
  /** What is planned, where it cannot be solved now. */
  readonly plan?: string;
}

const said = ({ words, plan }: ClaimCase): string => (plan === undefined ? words : `${words}\n${plan}`);

export const claimCase = leadCommand<ClaimCase, never, undefined>({
  name: 'case.work',
  prepare: unprepared,
  step: ({ claim, words, plan }) => ({ action: 'claim', claim, words, ...(plan !== undefined && { plan }) }),
  words: said,
  forReporter: true,
  consequences: async (uow, { row, eventId }, { input }) => {
    await keepFiles(uow, input);
    if (row.state === 'callback') await askBack(uow, row, input);
    else tellDesk(uow, row, 'claimed', eventId);
  },
});

/** 回访: two questions, whether it is solved and how satisfied she is. */
export const askBack = (
  uow: Parameters<typeof writeToReporter>[0],
  row: CaseChanged['row'],
  { words, plan }: Pick<ClaimCase, 'words' | 'plan'>,
): Promise<void> =>
  writeToReporter(uow, row, {
    say: 'claimed',
    words,
    ...(plan !== undefined && { plan }),
    round: row.round,
    claim: row.claim ?? 'done',
  });

export const askForTime = leadCommand<WithReason, never, undefined>({
  name: 'case.work',
  prepare: unprepared,
  step: ({ reason }) => ({ action: 'ask_complex', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { row, eventId }) => tellDesk(uow, row, 'complex_asked', eventId),
});

/** 配合单位 answers the lead. */
export const cooperateCase = command<WithWords, LoadedCase, CaseChanged, CaseCommandRefusal>({
  name: 'case.cooperate',
  load: async (uow, { caseId }) => {
    const loaded = await lockCase(uow, caseId);
    if (!loaded.ok) return loaded;
    return ownPart(loaded.value, uow) ? loaded : err({ kind: 'case_not_your_unit' });
  },
  target: (loaded, _input, uow) => {
    const own = ownPart(loaded, uow);
    return { communityId: loaded.row.communityId, ...(own && { bodyId: own.bodyId }) };
  },
  run: async (uow, loaded, { words }, as) => {
    const own = ownPart(loaded, uow);
    if (!own) return err({ kind: 'case_not_your_unit' });
    const moved = await moveCase(uow, loaded, as, {
      name: 'case.cooperate',
      step: { action: 'cooperate', words },
      words,
      byBodyId: own.bodyId,
    });
    if (!moved.ok) return moved;
    const [answered] = await uow.tx
      .update(caseUnit)
      .set({ answeredAt: uow.now })
      .where(and(eq(caseUnit.id, own.id), isNull(caseUnit.answeredAt)))
      .returning();
    if (answered) record(uow, 'case_unit', answered, { action: 'case.unit', as, facts: { answered: true } });
    tellUnits(uow, moved.value.row, 'cooperated', { only: 'lead', eventId: moved.value.eventId });
    return ok(moved.value);
  },
});

const ownPart = ({ units }: LoadedCase, { actor }: Parameters<typeof writeToReporter>[0]) =>
  units.find(({ part, bodyId }) => part === 'cooperating' && actor.seats.some((seat) => seat.bodyId === bodyId));
