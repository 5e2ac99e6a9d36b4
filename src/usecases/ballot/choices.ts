/** How often each choice was made: read off the votes of an open ballot, out of the envelopes of a secret one. */
import { and, eq, isNotNull, count as many } from 'drizzle-orm';
import { paperEntry, vote } from '../../../db/schema/index.ts';
import { INVALID } from '../../domain/ballot/question.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type CountedChoices, envelopeOpener, openPaper } from './envelope.ts';
import type { BallotRow } from './read.ts';

export async function openChoices({ tx }: Pick<UnitOfWork, 'tx'>, row: Pick<BallotRow, 'id'>): Promise<CountedChoices> {
  const choices = await tx
    .select({ choice: vote.choice, times: many() })
    .from(vote)
    .where(eq(vote.ballotId, row.id))
    .groupBy(vote.choice);
  return sorted(choices.map(({ choice, times }) => [choice ?? INVALID, times]));
}

type Opening = Pick<UnitOfWork, 'tx' | 'keys'>;
type Sealed = Pick<BallotRow, 'id' | 'keySealed'>;

/** What the envelopes and the papers two people agreed on hold. */
export async function insideEnvelopes(uow: Opening, row: Sealed): Promise<CountedChoices> {
  const envelopes = await uow.tx
    .select({ number: vote.number, envelope: vote.envelope })
    .from(vote)
    .where(and(eq(vote.ballotId, row.id), isNotNull(vote.envelope)));
  const open = envelopeOpener(uow.keys, row);
  const papers = await uow.tx
    .select()
    .from(paperEntry)
    .where(and(eq(paperEntry.ballotId, row.id), eq(paperEntry.state, 'agreed')))
    .limit(1);
  const onPaper = papers.flatMap(({ choicesSealed }) =>
    choicesSealed ? openPaper(uow.keys, row, choicesSealed).flatMap(([choice, many]) => Array(many).fill(choice)) : [],
  );
  return counted([
    ...envelopes.flatMap(({ number, envelope }) => (envelope ? [open(number, envelope)] : [])),
    ...onPaper,
  ]);
}

/** In one transaction: opened, counted, and every envelope emptied with all that says when and from where it came. */
export async function openEnvelopes(uow: Opening, row: Sealed): Promise<CountedChoices> {
  const choices = await insideEnvelopes(uow, row);
  await uow.tx
    .update(vote)
    .set({ envelope: null, accountId: null, pressedAt: null, receivedAt: null, sequence: null })
    .where(eq(vote.ballotId, row.id));
  await uow.tx.update(paperEntry).set({ choicesSealed: null }).where(eq(paperEntry.ballotId, row.id));
  return choices;
}

function counted(choices: readonly string[]): CountedChoices {
  const times = new Map<string, number>();
  for (const choice of choices) times.set(choice, (times.get(choice) ?? 0) + 1);
  return sorted([...times]);
}

/** By choice: nothing of the order in which they came is left. What nobody could read is one choice, stored either way. */
function sorted(choices: CountedChoices): CountedChoices {
  const sums = new Map<string, number>();
  for (const [choice, times] of choices) sums.set(choice, (sums.get(choice) ?? 0) + times);
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1));
}
