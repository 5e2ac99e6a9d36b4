/** Several demands with one tap: each is its own command with its own line in the ledger, and what became of all is told together. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import type { Result } from '../domain/result.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { Changed, DemandCommandRefusal } from '../usecases/demand/change.ts';
import { acceptDemand, reportDemandProgress, resolveDemand } from '../usecases/demand/steps.ts';
import { linesOf } from '../usecases/demand/work-list.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import { choice } from './answers.ts';
import type { BulkAction, BulkState } from './flows/bulk.ts';
import { wordsOf } from './flows/said.ts';
import { whyNot } from './refused.ts';
import { say, type Turn } from './turn.ts';

type Done = Result<Changed, DemandCommandRefusal | NotPermitted>;

function carryOut(uow: UnitOfWork, action: BulkAction, demandId: string, words: string): Promise<Done> {
  switch (action) {
    case 'accept':
      return acceptDemand(uow, { demandId });
    case 'progress':
      return reportDemandProgress(uow, { demandId, words });
    case 'resolve':
      return resolveDemand(uow, { demandId, words, evidence: 'statement' });
  }
}

export const finishBulk = (turn: Turn, { action, chosen, said }: BulkState): Promise<void> =>
  action === undefined ? Promise.resolve() : together(turn, action, chosen, wordsOf(said));

export async function together(
  turn: Turn,
  action: BulkAction,
  demandIds: readonly string[],
  words: string,
): Promise<void> {
  const { uow } = turn;
  const results = new Map<string, Done>();
  // Always in the same order, so that two people with the same page do not hold each other's rows.
  for (const demandId of [...new Set(demandIds)].sort()) {
    const commandId = uow.index.of('bulk', uow.commandId, demandId);
    results.set(demandId, await carryOut({ ...uow, commandId }, action, demandId, words));
  }
  const lines = await linesOf(uow.tx, [...new Set(demandIds)]);
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
      ...(went.length > 0 ? translate(turn.language, `bulk.done.${action}`, { count: went.length, numbers }) : []),
      ...(went.length > 0 && left.length > 0 ? ['\n'] : []),
      ...(left.length > 0
        ? [...translate(turn.language, 'bulk.left', { count: left.length }), '\n', left.join('\n')]
        : []),
    ],
    choices: [choice(turn, 'bulk.button.list', { do: 'today', filter: {}, page: 0 })],
  });
}
