/** The two shapes commands on a case have: those of the desk it lies on, and those of the unit that has it in hand. */
import type { CaseStep } from '../../domain/hotline/decide.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command, type UseCase } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type CaseChanged, type CaseMove, type MoveRefusal, moveCase } from './change.ts';
import { type CaseNotFound, caseTarget, type LoadedCase, leadOf, leadTarget, lockCase, onDesk } from './rows.ts';

export type CaseCommandRefusal =
  | MoveRefusal
  | CaseNotFound
  /** It lies on another desk. */
  | { readonly kind: 'case_not_your_desk'; readonly tier: LoadedCase['row']['tier'] }
  /** Another unit leads it. */
  | { readonly kind: 'case_not_your_unit' };

export interface CaseInput {
  readonly caseId: string;
}

interface Parts<Input, Refusal, Prepared> {
  readonly name: Command;
  readonly step: (input: Input, loaded: LoadedCase) => CaseStep;
  readonly words?: (input: Input) => string | undefined;
  /** Passes between the reporter and those who work on it. */
  readonly forReporter?: boolean;
  /** Looked at and found before anything is decided. */
  readonly prepare: (uow: UnitOfWork, loaded: LoadedCase, input: Input) => Promise<Result<Prepared, Refusal>>;
  readonly columns?: (input: Input, prepared: Prepared, loaded: LoadedCase) => CaseMove['columns'];
  readonly consequences?: (
    uow: UnitOfWork,
    changed: CaseChanged,
    rest: { readonly loaded: LoadedCase; readonly input: Input; readonly prepared: Prepared },
  ) => void | Promise<void>;
}

/** Nothing to look at first. */
export const unprepared = async (): Promise<Result<undefined, never>> => ok(undefined);

async function moved<Input, Refusal, Prepared>(
  uow: UnitOfWork,
  loaded: LoadedCase,
  input: Input,
  as: Role,
  parts: Parts<Input, Refusal, Prepared>,
  byBodyId?: string,
): Promise<Result<CaseChanged, CaseCommandRefusal | Refusal>> {
  const prepared = await parts.prepare(uow, loaded, input);
  if (!prepared.ok) return prepared;
  const words = parts.words?.(input);
  const columns = parts.columns?.(input, prepared.value, loaded);
  const done = await moveCase(uow, loaded, as, {
    name: parts.name,
    step: parts.step(input, loaded),
    ...(words !== undefined && { words }),
    ...(parts.forReporter && { forReporter: true }),
    ...(columns && { columns }),
    ...(byBodyId && { byBodyId }),
  });
  if (done.ok) await parts.consequences?.(uow, done.value, { loaded, input, prepared: prepared.value });
  return done;
}

/** Whoever sits at the desk; the committee's desk is not the subdistrict's, though a permission may cover both. */
export function deskCommand<Input extends CaseInput, Refusal extends { readonly kind: string }, Prepared>(
  parts: Parts<Input, Refusal, Prepared>,
): UseCase<Input, CaseChanged, CaseCommandRefusal | Refusal> {
  return command<Input, LoadedCase, CaseChanged, CaseCommandRefusal | Refusal>({
    name: parts.name,
    load: async (uow, { caseId }) => {
      const loaded = await lockCase(uow, caseId);
      if (!loaded.ok || uow.actor.kind !== 'account' || onDesk(loaded.value, uow.actor.personId)) return loaded;
      return err({ kind: 'case_not_your_desk', tier: loaded.value.row.tier });
    },
    target: caseTarget,
    run: (uow, loaded, input, as) => moved(uow, loaded, input, as, parts),
  });
}

/** Whoever sits in the unit that leads it. */
export function leadCommand<Input extends CaseInput, Refusal extends { readonly kind: string }, Prepared>(
  parts: Parts<Input, Refusal, Prepared>,
): UseCase<Input, CaseChanged, CaseCommandRefusal | Refusal> {
  return command<Input, LoadedCase, CaseChanged, CaseCommandRefusal | Refusal>({
    name: parts.name,
    load: async (uow, { caseId }) => {
      const loaded = await lockCase(uow, caseId);
      if (!loaded.ok) return loaded;
      const lead = leadOf(loaded.value);
      const sits = lead !== undefined && uow.actor.seats.some(({ bodyId }) => bodyId === lead.bodyId);
      return sits ? ok(loaded.value) : err({ kind: 'case_not_your_unit' });
    },
    target: leadTarget,
    run: (uow, loaded, input, as) => moved(uow, loaded, input, as, parts, leadOf(loaded)?.bodyId),
  });
}
