/** From a list to several demands at once: by a button of the list, or by typing its numbers. */
import { formatDemandNumber } from '../domain/demand/number.ts';
import { shownIntents } from '../notices/choices.ts';
import { linesOf } from '../usecases/demand/work-list.ts';
import { beginBulk } from './begin-flow.ts';
import { finishBulk } from './bulk.ts';
import { type BulkState, next, type Typed, withTyped } from './flows/bulk.ts';
import { lineOf, sayToday } from './today.ts';
import { sayText, type Turn } from './turn.ts';

export async function chooseSeveral(turn: Turn, demandIds: readonly string[]): Promise<void> {
  await beginBulk(turn, 'select', await draft(turn, demandIds));
}

/** 「受理 1,3,5」 after a list. A newer message with buttons takes the numbers away: then the list is shown again. */
export async function onTypedBulk(turn: Turn, typed: Typed, message: string | undefined): Promise<void> {
  const { lastPrompt } = turn.conversation;
  const presser = { chatId: turn.chat.id, scope: turn.chat.scope, accountId: turn.account.id };
  const intents = lastPrompt ? await shownIntents(turn.uow.tx, lastPrompt, presser, turn.uow.keys, turn.uow.now) : [];
  const demandIds = intents.flatMap((intent) => (intent.do === 'show' ? [intent.demandId] : []));
  const state = withTyped(await draft(turn, demandIds), typed, message);
  if (state.chosen.length === 0) {
    sayText(turn, 'bulk.no-list', 'bulk.no-list');
    if ((await sayToday(turn, {}, 0)) === 'empty') sayText(turn, 'list.empty', 'list.todo.empty');
    return;
  }
  const outcome = next(state);
  if (outcome.kind === 'finish') return finishBulk(turn, outcome.state);
  if (outcome.kind === 'again') sayText(turn, 'bulk.again', outcome.because);
  const { action: _unfinished, ...open } = state;
  if (outcome.kind === 'ask') await beginBulk(turn, outcome.step, outcome.state);
  else await beginBulk(turn, 'select', open);
}

async function draft(turn: Turn, demandIds: readonly string[]): Promise<BulkState> {
  const lines = await linesOf(turn.uow.tx, demandIds);
  return {
    rows: lines.map((line) => ({
      id: line.row.id,
      number: formatDemandNumber(line.row),
      line: lineOf(turn, line),
    })),
    chosen: [],
    said: [],
  };
}
