/**
 * 纸质选票: two people write down what is on the papers, neither seeing what the other wrote. Where both are the same it
 * counts; where they differ, both are put aside and it is done again.
 */
import { and, eq, inArray, ne } from 'drizzle-orm';
import { canonicalJson, newSalt } from '../../../db/digest.ts';
import { ballotEntry, paperEntry, vote } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type ChoiceRefusal, INVALID, readChoice } from '../../domain/ballot/question.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendBallotEvent } from './change.ts';
import { type CountedChoices, newReceipt, openPaper, sealPaper } from './envelope.ts';
import { type BallotNotFound, type BallotRow, type LoadedBallot, lockBallot } from './read.ts';
import { lockVotes } from './run.ts';

export type PaperRow = typeof paperEntry.$inferSelect;

export interface EnterPaper {
  readonly ballotId: string;
  /** Entries of the roll whose paper was handed in; in an open ballot with what stands on each. */
  readonly handedIn: readonly { readonly number: number; readonly choice?: string }[];
  /** In a secret ballot: how often each choice stood on the papers. */
  readonly choices?: CountedChoices;
}

export type PaperRefusal =
  | BallotNotFound
  | ChoiceRefusal
  | { readonly kind: 'paper_not_now'; readonly state: BallotRow['state'] }
  | { readonly kind: 'paper_entered_already' }
  | { readonly kind: 'paper_number_wrong'; readonly number: number }
  | { readonly kind: 'paper_number_twice'; readonly number: number }
  /** She voted in chat: her paper is not counted too. */
  | { readonly kind: 'paper_voted_in_chat'; readonly number: number }
  | { readonly kind: 'paper_counts_differ'; readonly papers: number; readonly choices: number };

export interface PaperEntered {
  readonly entry: PaperRow;
  /** `waits` for the second person; `differs`: both are put aside. */
  readonly outcome: 'waits' | 'agreed' | 'differs';
}

export const enterPaper = command<EnterPaper, LoadedBallot, PaperEntered, PaperRefusal>({
  name: 'ballot.enter-paper',
  load: async (uow, { ballotId }) => {
    await lockVotes(uow, ballotId);
    return lockBallot(uow, ballotId);
  },
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, { ballot: row }, input, as): Promise<Result<PaperEntered, PaperRefusal>> => {
    if (!['open', 'paused', 'closed'].includes(row.state)) return err({ kind: 'paper_not_now', state: row.state });
    const read = readPapers(row, input);
    if (!read.ok) return read;
    const { handedIn, choices } = read.value;
    const refused = await numbersRefused(uow, row, handedIn);
    if (refused) return err(refused);
    const standing = await uow.tx
      .select()
      .from(paperEntry)
      .where(and(eq(paperEntry.ballotId, row.id), ne(paperEntry.state, 'void')));
    const by = uow.actor.personId ?? '';
    if (standing.some(({ enteredById, state }) => enteredById === by || state === 'agreed'))
      return err({ kind: 'paper_entered_already' });
    const [entry] = await uow.tx
      .insert(paperEntry)
      .values({
        id: newId(),
        ballotId: row.id,
        enteredById: by,
        enteredAt: uow.now,
        handedIn,
        choicesSealed: row.form === 'secret' ? sealPaper(uow.keys, row, choices) : null,
        state: 'entered',
        salt: newSalt(),
      })
      .returning();
    if (!entry) throw new Error('the papers were not returned');
    record(uow, 'paper_entry', entry, {
      action: 'ballot.enter-paper',
      as,
      communityId: row.communityId,
      facts: { papers: handedIn.length },
    });
    await appendBallotEvent(uow, row.id, as, { kind: 'paper' });
    const [other] = standing;
    if (!other) return ok({ entry, outcome: 'waits' });
    const same = sameAs(uow, row, entry, other);
    for (const each of await uow.tx
      .update(paperEntry)
      .set({ state: same ? 'agreed' : 'void' })
      .where(inArray(paperEntry.id, [entry.id, other.id]))
      .returning())
      record(uow, 'paper_entry', each, {
        action: 'ballot.enter-paper',
        as,
        communityId: row.communityId,
        facts: { to: each.state },
      });
    if (same) await putIn(uow, row, handedIn);
    return ok({ entry, outcome: same ? 'agreed' : 'differs' });
  },
});

type HandedIn = PaperRow['handedIn'];

function readPapers(
  row: BallotRow,
  { handedIn, choices = [] }: EnterPaper,
): Result<{ readonly handedIn: HandedIn; readonly choices: CountedChoices }, PaperRefusal> {
  const secret = row.form === 'secret';
  const numbers = handedIn.map(({ number }) => number);
  const twice = numbers.find((number, at) => numbers.indexOf(number) !== at);
  if (twice !== undefined) return err({ kind: 'paper_number_twice', number: twice });
  const papers: (readonly [number, string | null])[] = [];
  for (const { number, choice } of handedIn) {
    const read = secret ? undefined : onPaper(row, choice ?? INVALID);
    if (read && !read.ok) return read;
    papers.push([number, read ? read.value : null]);
  }
  const counted: (readonly [string, number])[] = [];
  for (const [choice, many] of secret ? choices : []) {
    const read = onPaper(row, choice);
    if (!read.ok) return read;
    counted.push([read.value, many]);
  }
  const sum = counted.reduce((all, [, many]) => all + many, 0);
  if (secret && sum !== papers.length) return err({ kind: 'paper_counts_differ', papers: papers.length, choices: sum });
  return ok({
    handedIn: papers.sort(([a], [b]) => a - b),
    choices: counted.sort(([a], [b]) => (a < b ? -1 : 1)),
  });
}

const onPaper = ({ question }: BallotRow, choice: string): Result<string, ChoiceRefusal> =>
  choice === INVALID ? ok(INVALID) : readChoice(question, choice);

async function numbersRefused(uow: UnitOfWork, row: BallotRow, papers: HandedIn): Promise<PaperRefusal | undefined> {
  const numbers = papers.map(([number]) => number);
  if (numbers.length === 0) return undefined;
  const entries = await uow.tx
    .select()
    .from(ballotEntry)
    .where(and(eq(ballotEntry.ballotId, row.id), inArray(ballotEntry.number, numbers)));
  const may = new Set(
    entries
      .filter(({ recused, present }) => !recused && (row.meetingId === null || present === true))
      .map(({ number }) => number),
  );
  const wrong = numbers.find((number) => !may.has(number));
  if (wrong !== undefined) return { kind: 'paper_number_wrong', number: wrong };
  const [inChat] = await uow.tx
    .select({ number: vote.number })
    .from(vote)
    .where(and(eq(vote.ballotId, row.id), inArray(vote.number, numbers)))
    .limit(1);
  return inChat && { kind: 'paper_voted_in_chat', number: inChat.number };
}

function sameAs({ keys }: UnitOfWork, row: BallotRow, a: PaperRow, b: PaperRow): boolean {
  const text = ({ handedIn, choicesSealed }: PaperRow) =>
    canonicalJson([handedIn, choicesSealed && openPaper(keys, row, choicesSealed)]);
  return text(a) === text(b);
}

async function putIn(uow: UnitOfWork, row: BallotRow, papers: HandedIn): Promise<void> {
  if (papers.length === 0) return;
  const votes = await uow.tx
    .insert(vote)
    .values(
      papers.map(([number, choice]) => ({
        id: newId(),
        ballotId: row.id,
        number,
        choice,
        receipt: newReceipt(),
        channel: 'paper' as const,
        salt: newSalt(),
      })),
    )
    .returning();
  for (const cast of votes)
    record(uow, 'vote', cast, { action: 'ballot.vote', as: 'resident', communityId: row.communityId });
  if (row.form === 'open') uow.notices.push({ kind: 'ballot.voted', ballotId: row.id });
}
