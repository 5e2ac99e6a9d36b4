/** An operator has the plan of the future looked through at once; looking is the jobs' own, and harmless to repeat. */
import { ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';

export const orderSweep = command<Record<never, never>, undefined, void, never>({
  name: 'jobs.sweep',
  load: async () => ok(undefined),
  target: () => ({}),
  run: async (uow, _loaded, _input, as) => {
    note(uow, 'jobs:sweep', { action: 'jobs.sweep', as });
    return ok(undefined);
  },
});
