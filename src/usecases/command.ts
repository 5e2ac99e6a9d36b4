/**
 * The shape of every state-changing use case: load → permit → decide (domain) → save.
 *
 * The name is a key of the permission table, so a command nobody may do does not compile, and the permission is checked
 * here, once, before `run` is reached.
 */
import { permit, type Target } from '../domain/permissions/permit.ts';
import type { Role } from '../domain/permissions/roles.ts';
import type { Command } from '../domain/permissions/table.ts';
import { err, type Result } from '../domain/result.ts';
import type { UnitOfWork } from './unit-of-work.ts';

export interface NotPermitted {
  readonly kind: 'not_permitted';
  readonly command: Command;
}

interface CommandParts<Input, Loaded, Output, Refusal> {
  readonly name: Command;
  /** Reads (and locks) what the command is about. */
  readonly load: (uow: UnitOfWork, input: Input) => Promise<Result<Loaded, Refusal>>;
  /** `uow` for things that are the actor's own by the seats of today. */
  readonly target: (loaded: Loaded, input: Input, uow: UnitOfWork) => Target;
  readonly run: (uow: UnitOfWork, loaded: Loaded, input: Input, as: Role) => Promise<Result<Output, Refusal>>;
}

export type UseCase<Input, Output, Refusal> = (
  uow: UnitOfWork,
  input: Input,
) => Promise<Result<Output, Refusal | NotPermitted>>;

export function command<Input, Loaded, Output, Refusal extends { readonly kind: string }>(
  parts: CommandParts<Input, Loaded, Output, Refusal>,
): UseCase<Input, Output, Refusal> {
  return async (uow, input) => {
    const loaded = await parts.load(uow, input);
    if (!loaded.ok) return loaded;
    const permitted = permit(parts.name, uow.actor, parts.target(loaded.value, input, uow));
    if (!permitted.ok) return err(permitted.error);
    return parts.run(uow, loaded.value, input, permitted.as);
  };
}

/** What has become void does nothing. That a due time may not do what it does is a mistake of ours, and must not pass for done. */
export function carriedOut(done: Result<unknown, { readonly kind: string }>): void {
  if (!done.ok && done.error.kind === 'not_permitted') throw new Error('a due time carries out what nobody may do');
}
