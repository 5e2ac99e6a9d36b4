/**
 * 填写: one person's answer, tap by tap. Of the poll nothing is changed but her own row, so that a thousand can answer at
 * once; that it is open is guarded by a lock they share and whoever closes it has alone.
 */
import { and, eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { poll, pollAnswer } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type AnswerRefusal, addOption, type DraftRefusal, NO_ANSWER, pick } from '../../domain/poll/poll.ts';
import { optionOf } from '../../domain/poll/typed.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { sealEnvelope } from '../ballot/envelope.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { belongsTo, type LoadedPoll, loadPoll, type PollNotFound, type PollRow, pollSubject, wordsOf } from './read.ts';

export interface AnswerPoll {
  readonly pollId: string;
  /** The option that was tapped; without one, what was picked is cleared. */
  readonly option?: number;
}

export type AnswerPollRefusal =
  | PollNotFound
  | AnswerRefusal
  | { readonly kind: 'poll_closed' }
  | { readonly kind: 'poll_elsewhere' };

export interface Answered {
  readonly poll: PollRow;
  readonly answer: string;
}

/** Open, and the actor's to answer. */
function refusedTo({ actor, now }: UnitOfWork, { poll: row }: LoadedPoll): AnswerPollRefusal | undefined {
  if (row.state !== 'open' || Temporal.Instant.compare(row.closesAt, now) <= 0) return { kind: 'poll_closed' };
  return belongsTo(actor, row.communityId) ? undefined : { kind: 'poll_elsewhere' };
}

export const answerPoll = command<AnswerPoll, LoadedPoll, Answered, AnswerPollRefusal>({
  name: 'poll.answer',
  load: (uow, { pollId }) => loadPoll(uow, pollId, 'shared'),
  target: ({ poll: { communityId } }) => ({ communityId }),
  run: async (uow, loaded, { option }) => {
    const { poll: row } = loaded;
    const refused = refusedTo(uow, loaded);
    if (refused) return err(refused);
    const { personId } = uow.actor;
    if (!personId) throw new Error('a resident without a person');
    const answer = await save(uow, row, personId, (before) =>
      option === undefined ? ok(NO_ANSWER) : pick(row.kind, row.options.length, before, option),
    );
    return answer.ok ? ok({ poll: row, answer: answer.value }) : answer;
  },
});

/** Of two first taps at once one makes the row, and the other finds it. */
async function save(
  uow: UnitOfWork,
  row: PollRow,
  personId: string,
  change: (before: string) => Result<string, AnswerRefusal>,
): Promise<Result<string, AnswerRefusal>> {
  const own = and(eq(pollAnswer.pollId, row.id), eq(pollAnswer.personId, personId));
  for (;;) {
    const [standing] = await uow.tx.select().from(pollAnswer).where(own).for('update');
    const before = standing ? wordsOf(uow, row, standing) : NO_ANSWER;
    const after = change(before);
    if (!after.ok || after.value === before) return after;
    const id = standing?.id ?? newId();
    const kept = {
      ...contentOf(uow, row, id, after.value),
      accountId: uow.actor.accountId ?? null,
      answeredAt: uow.now,
    };
    const [saved] = standing
      ? await uow.tx.update(pollAnswer).set(kept).where(eq(pollAnswer.id, id)).returning()
      : await uow.tx
          .insert(pollAnswer)
          .values({ id, pollId: row.id, personId, ...kept, salt: newSalt() })
          .onConflictDoNothing({ target: [pollAnswer.pollId, pollAnswer.personId] })
          .returning();
    if (!saved) continue;
    // Of an anonymous poll the ledger knows that somebody took part, and that once.
    if (!row.anonymous || !standing)
      record(uow, 'poll_answer', saved, {
        action: 'poll.answer',
        as: 'resident',
        communityId: row.communityId,
        facts: { poll: pollSubject(row.id) },
      });
    // Of a hidden one nobody sees how it goes, so there is nothing to show.
    if (!row.hidden) uow.notices.push({ kind: 'poll.answered', pollId: row.id });
    return after;
  }
}

/** Whoever cleared her answer has given none. */
function contentOf(uow: UnitOfWork, row: PollRow, id: string, answer: string) {
  if (answer === NO_ANSWER) return { answer: null, envelope: null };
  return row.anonymous
    ? { answer: null, envelope: sealEnvelope(uow.keys, row, id, answer) }
    : { answer, envelope: null };
}

export type AddOptionRefusal = AnswerPollRefusal | DraftRefusal | { readonly kind: 'poll_fixed' };

/** One more option, behind those there are, where the poll lets people add some. */
export const addPollOption = command<
  { readonly pollId: string; readonly label: string },
  LoadedPoll,
  PollRow,
  AddOptionRefusal
>({
  name: 'poll.add-option',
  load: (uow, { pollId }) => loadPoll(uow, pollId, 'alone'),
  target: ({ poll: { communityId } }) => ({ communityId }),
  run: async (uow, loaded, { label }, as): Promise<Result<PollRow, AddOptionRefusal>> => {
    const { poll: row, home } = loaded;
    const refused = refusedTo(uow, loaded);
    if (refused) return err(refused);
    if (!row.addable) return err({ kind: 'poll_fixed' });
    const today = (await policyOf(uow, home)).calendar.localDate(uow.now);
    const added = addOption(row.options, row.kind === 'date' ? optionOf(label, today) : { label });
    if (!added.ok) return added;
    const [after] = await uow.tx
      .update(poll)
      .set({ options: [...row.options, added.value] })
      .where(eq(poll.id, row.id))
      .returning();
    if (!after) throw new Error('a locked poll vanished');
    record(uow, 'poll', after, { action: 'poll.add-option', as, communityId: row.communityId });
    uow.notices.push({ kind: 'poll.opened', pollId: row.id });
    return ok(after);
  },
});
