/** Nobody is asked to write what cannot be taken any more: the decision that comes with the words, asked before them. */
import { type DemandRefusal, type DemandStep, decideDemand } from '../domain/demand/decide.ts';
import { ok, type Result } from '../domain/result.ts';
import type { Intent, WordsPurpose } from '../notices/intent.ts';
import { type DemandRow, factsOf, limitsOf } from '../usecases/demand/change.ts';
import type { Policy } from '../usecases/policies.ts';

type Writing = Extract<Intent, { do: 'write' }>;

/** The step the words are for, with something in their place; undefined where they are about more than one demand. */
function stepOf({ purpose, resolution = 0 }: Pick<Writing, 'purpose' | 'resolution'>): DemandStep | undefined {
  const words = '…';
  const steps: { readonly [P in WordsPurpose]: DemandStep | undefined } = {
    ask_info: { action: 'ask_info' },
    progress: { action: 'report_progress' },
    resolve: { action: 'resolve', feedback: words, evidence: 'statement' },
    reject: { action: 'reject', reason: words },
    reopen: { action: 'reopen', resolution },
    add_info: { action: 'add_info' },
    merge: { action: 'merge' },
    refer: { action: 'refer' },
    return: { action: 'return', reason: words },
    promote: { action: 'promote', because: { by: 'pick', reason: words } },
    supervise: { action: 'supervise', reason: words },
    unsupervise: { action: 'unsupervise', reason: words },
    escalate: { action: 'escalate', reason: words },
    reopen_for: { action: 'reopen', resolution },
    answer: undefined,
    answer_back: undefined,
  };
  return steps[purpose];
}

export function mayStillWrite(row: DemandRow, writing: Writing, policy: Policy): Result<unknown, DemandRefusal> {
  const step = stepOf(writing);
  return step ? decideDemand(factsOf(row), step, limitsOf(policy)) : ok(undefined);
}
