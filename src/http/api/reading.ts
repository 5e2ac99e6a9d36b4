/** Reading what is personal is written down; each reading is a command of its own, repeated or not. */
import { randomUUID } from 'node:crypto';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { runUnit } from '../../pipeline/unit.ts';
import type { Runtime } from '../../runtime.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';

/** Reads in a unit of work, so that the answer and the ledger line about it stand or fall together. */
export async function readRecorded<T>({ context }: Runtime, read: (uow: UnitOfWork) => Promise<T>): Promise<T> {
  const answers: T[] = [];
  await runUnit(context, OPERATOR, context.index.of('api-reading', randomUUID()), async (uow) => {
    answers.push(await read(uow));
    return {};
  });
  const [answer] = answers;
  if (answer === undefined) throw new Error('a reading without an answer');
  return answer;
}
