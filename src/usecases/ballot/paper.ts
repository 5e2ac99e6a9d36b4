/**
 * 纸质选票: two people write down what is on the papers, neither seeing what the other wrote. Where both are the same it
 * counts; where they differ, whoever looks again, one of them or a third, settles it by writing what one of them wrote. The
 * count waits for that, or until a supervisor says why papers are left out.
 */
import { and, eq, inArray, ne } from 'drizzle-orm';
import { canonicalJson, newSalt } from '../../../db/digest.ts';
import { ballotEntry, paperEntry, vote } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type ChoiceRefusal, INVALID, readChoice } from '../../domain/ballot/question.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendBallotEvent, hasPartIn, papersWait } from './change.ts';
import { type CountedChoices, newReceipt, openPaper, sealPaper } from './envelope.ts';
import { type BallotNotFound, type BallotRow, type LoadedBallot, lockBallot } from './read.ts';
import { lockVotes, planCount } from './run.ts';

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
  /** `waits` for the second person; `differs`: from everybody else's, and waits for a further look. */
  readonly outcome: 'waits' | 'agreed' | 'differs';
  /** Entries of the roll somebody else has not, or has otherwise; never how. */
  readonly unlike: readonly number[];
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
    const standing = await uow.tx
      .select()
      .from(paperEntry)
      .where(and(eq(paperEntry.ballotId, row.id), ne(paperEntry.state, 'void')));
    const by = uow.actor.personId ?? '';
    const mine = standing.find(({ enteredById }) => enteredById === by);
    const others = standing.filter((each) => each !== mine);
    // Once alone; where two differ, whoever looks again writes hers anew.
    if (standing.some(({ state }) => state === 'agreed') || (mine && others.length === 0))
      return err({ kind: 'paper_entered_already' });
    const refused = await numbersRefused(uow, row, handedIn);
    if (refused) return err(refused);
    if (mine) await settle(uow, row, [mine], 'void', as);
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
    if (others.length === 0) return ok({ entry, outcome: 'waits', unlike: [] });
    const same = others.find((other) => sameAs(uow, row, entry, other));
    if (!same) return ok({ entry, outcome: 'differs', unlike: unlikeIn([entry, ...others]) });
    await settle(uow, row, [entry, same], 'agreed', as);
    await settle(
      uow,
      row,
      others.filter((other) => other !== same),
      'void',
      as,
    );
    await putIn(uow, row, handedIn);
    goOnCounting(uow, row);
    return ok({ entry, outcome: 'agreed', unlike: [] });
  },
});

/** 不再等: papers nobody could confirm are left out, for a reason that stands in the record; then it is counted. */
export const setPapersAside = command<
  { readonly ballotId: string; readonly reason: string },
  LoadedBallot,
  BallotRow,
  | BallotNotFound
  | { readonly kind: 'reason_missing' }
  | { readonly kind: 'own_work' }
  | { readonly kind: 'papers_none_wait' }
>({
  name: 'ballot.set-papers-aside',
  load: async (uow, { ballotId }) => {
    await lockVotes(uow, ballotId);
    return lockBallot(uow, ballotId);
  },
  target: ({ ballot: { communityId } }) => ({ communityId }),
  run: async (uow, { ballot: row }, { reason }, as) => {
    if (reason.trim() === '') return err({ kind: 'reason_missing' });
    if (row.state !== 'closed' || !(await papersWait(uow, row.id))) return err({ kind: 'papers_none_wait' });
    if (await hasPartIn(uow, row, uow.actor.personId)) return err({ kind: 'own_work' });
    const standing = await uow.tx
      .select()
      .from(paperEntry)
      .where(and(eq(paperEntry.ballotId, row.id), eq(paperEntry.state, 'entered')));
    await settle(uow, row, standing, 'void', as);
    await appendBallotEvent(uow, row.id, as, { kind: 'papers_aside', reason: reason.trim() });
    goOnCounting(uow, row);
    return ok(row);
  },
});

/** The count waited for the papers; its attempt is later than every one before. */
function goOnCounting(uow: UnitOfWork, row: BallotRow): void {
  if (row.state === 'closed') planCount(uow, row, uow.now, uow.now.epochMilliseconds);
}

async function settle(
  uow: UnitOfWork,
  row: BallotRow,
  entries: readonly PaperRow[],
  state: PaperRow['state'],
  as: Role,
): Promise<void> {
  if (entries.length === 0) return;
  for (const each of await uow.tx
    .update(paperEntry)
    .set({ state })
    .where(
      inArray(
        paperEntry.id,
        entries.map(({ id }) => id),
      ),
    )
    .returning())
    record(uow, 'paper_entry', each, {
      action: 'ballot.enter-paper',
      as,
      communityId: row.communityId,
      facts: { to: each.state },
    });
}

/** Numbers that do not stand in all of them with the same choice; of a secret ballot, that are not in all. */
function unlikeIn(entries: readonly Pick<PaperRow, 'handedIn'>[]): readonly number[] {
  const written = entries.map(({ handedIn }) => new Map(handedIn));
  const numbers = new Set(written.flatMap((each) => [...each.keys()]));
  return [...numbers]
    .filter((number) => new Set(written.map((each) => (each.has(number) ? each.get(number) : undefined))).size > 1)
    .sort((a, b) => a - b);
}

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
  const counted = new Map<string, number>();
  for (const [choice, many] of secret ? choices : []) {
    const read = onPaper(row, choice);
    if (!read.ok) return read;
    counted.set(read.value, (counted.get(read.value) ?? 0) + many);
  }
  const sum = [...counted.values()].reduce((all, many) => all + many, 0);
  if (secret && sum !== papers.length) return err({ kind: 'paper_counts_differ', papers: papers.length, choices: sum });
  return ok({
    handedIn: papers.sort(([a], [b]) => a - b),
    choices: [...counted].sort(([a], [b]) => (a < b ? -1 : 1)),
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
