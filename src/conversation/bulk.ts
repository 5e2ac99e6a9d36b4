/** Several demands with one tap: each is its own command with its own line in the ledger, and what became of all is told together. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import type { Result } from '../domain/result.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { Changed } from '../usecases/demand/change.ts';
import { type MergeRefusal, mergeSeveral } from '../usecases/demand/merge.ts';
import { acceptDemand, reportDemandProgress, resolveDemand } from '../usecases/demand/steps.ts';
import { linesOf } from '../usecases/demand/work-list.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import { choice } from './answers.ts';
import type { BulkAction, BulkState } from './flows/bulk.ts';
import { wordsOf } from './flows/said.ts';
import { whyNot } from './refused.ts';
import { say, type Turn } from './turn.ts';

type Done = Result<Changed, MergeRefusal | NotPermitted>;

/** A command of its own for each, under an id that a repetition of the same event gives it again. */
const apart = (uow: UnitOfWork, demandId: string): UnitOfWork => ({
  ...uow,
  commandId: uow.index.of('bulk', uow.commandId, demandId),
});

/** @param shown those that have a picture of what was done */
async function each(
  uow: UnitOfWork,
  action: Exclude<BulkAction, 'merge'>,
  { demandId, words, shown }: { readonly demandId: string; readonly words: string; readonly shown: readonly string[] },
): Promise<Done> {
  switch (action) {
    case 'accept':
      return acceptDemand(uow, { demandId });
    case 'progress':
      return reportDemandProgress(uow, { demandId, words });
    case 'resolve':
      return resolveDemand(uow, { demandId, words, evidence: shown.includes(demandId) ? 'attachment' : 'statement' });
  }
}

export async function finishBulk(turn: Turn, { action, chosen, said, shown, keeps }: BulkState): Promise<void> {
  if (action === undefined) return;
  if (action !== 'merge') return together(turn, action, chosen, { words: wordsOf(said), ...(shown && { shown }) });
  if (keeps !== undefined) await mergeInto(turn, chosen, keeps);
}

export async function together(
  turn: Turn,
  action: Exclude<BulkAction, 'merge'>,
  demandIds: readonly string[],
  { words = '', shown = [] }: { readonly words?: string; readonly shown?: readonly string[] } = {},
): Promise<void> {
  const results = new Map<string, Done>();
  // Always in the same order, so that two people with the same page do not hold each other's rows.
  for (const demandId of [...new Set(demandIds)].sort())
    results.set(demandId, await each(apart(turn.uow, demandId), action, { demandId, words, shown }));
  await sayWhatBecame(turn, action, results);
}

/** Whatever cannot join stays as it was, and the reason is said with its number. */
async function mergeInto(turn: Turn, chosen: readonly string[], keeps: string): Promise<void> {
  const demandIds = chosen.filter((id) => id !== keeps);
  const results = await mergeSeveral(turn.uow, { demandIds, intoId: keeps }, (demandId) => apart(turn.uow, demandId));
  const [kept] = await linesOf(turn.uow.tx, [keeps]);
  await sayWhatBecame(turn, 'merge', results, kept && formatDemandNumber(kept.row));
}

async function sayWhatBecame(
  turn: Turn,
  action: BulkAction,
  results: ReadonlyMap<string, Done>,
  other = '',
): Promise<void> {
  const lines = await linesOf(turn.uow.tx, [...results.keys()]);
  const went = lines.filter(({ row }) => results.get(row.id)?.ok);
  const left: string[] = [];
  for (const { row } of lines) {
    const result = results.get(row.id);
    if (result && !result.ok)
      left.push(
        phrase(turn.language, 'bulk.left.line', {
          number: formatDemandNumber(row),
          why: await whyNot(turn, result.error, row.id),
        }),
      );
  }
  const numbers = went.map(({ row }) => formatDemandNumber(row)).join('、');
  say(turn, `bulk.${action}`, {
    text: [
      ...(went.length > 0
        ? translate(turn.language, `bulk.done.${action}`, { count: went.length, numbers, other })
        : []),
      ...(went.length > 0 && left.length > 0 ? ['\n'] : []),
      ...(left.length > 0
        ? [...translate(turn.language, 'bulk.left', { count: left.length }), '\n', left.join('\n')]
        : []),
    ],
    choices: [choice(turn, 'bulk.button.list', { do: 'today', filter: {}, page: 0 })],
  });
}
