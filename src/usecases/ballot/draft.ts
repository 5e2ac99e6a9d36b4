/** 提出议案: what is to be voted on, before anybody can vote; its wording can be changed until the roll is frozen. */
import { and, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { type BallotOption, ballot, meeting, meetingItem, person } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import type { Electorate } from '../../domain/ballot/electorate.ts';
import { MOST_OPTIONS, type Question } from '../../domain/ballot/question.ts';
import { looksAlike } from '../../domain/ballot/same-label.ts';
import type { BallotForm } from '../../domain/ballot/states.ts';
import { rulesOfKind } from '../../domain/meeting/rules.ts';
import { isSameItem } from '../../domain/meeting/same-item.ts';
import { type MeetingState, takesArranging } from '../../domain/meeting/states.ts';
import type { PersonRole, Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import { candidatesStandAside } from '../registry/candidates.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendBallotEvent, ballotCommand } from './change.ts';
import { seatsToFill } from './fills.ts';
import { lockNumbers, nextNumber } from './numbers.ts';
import type { BallotRow } from './read.ts';

export interface DraftBallot {
  readonly communityId: string;
  /** Without one it is a written ballot, with an electorate and a closing time of its own. */
  readonly meetingId?: string;
  readonly itemId?: string;
  readonly electorate?: Electorate;
  readonly title: string;
  readonly text: string;
  readonly kind: Question['kind'];
  readonly options?: readonly BallotOption[];
  /** Of an election. */
  readonly seats?: number;
  /** Of an election: the seats it fills, in which body and as what; `role` is the usual one of that body. */
  readonly fills?: { readonly bodyId: string; readonly role?: PersonRole };
  readonly form?: BallotForm;
  readonly closesAt?: Temporal.Instant;
  readonly chatId?: string;
}

export type DraftRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'meeting_not_found' }
  | { readonly kind: 'item_not_found' }
  /** People read the item in the notice; what is voted on under it bears its name. */
  | { readonly kind: 'motion_not_item'; readonly title: string }
  /** It has been held, or called off. */
  | { readonly kind: 'meeting_past_arranging'; readonly state: MeetingState }
  | { readonly kind: 'title_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'options_wrong'; readonly fewest: number; readonly most: number }
  | { readonly kind: 'option_twice'; readonly label: string }
  | { readonly kind: 'person_not_here' }
  | { readonly kind: 'seats_wrong' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'role_not_in_body' }
  /** Only an election fills seats. */
  | { readonly kind: 'fills_no_seats' }
  | { readonly kind: 'electorate_missing' }
  | { readonly kind: 'closing_missing' }
  | { readonly kind: 'closing_in_past' }
  /** This kind of meeting does not vote: it comes to terms, or records what was said. */
  | { readonly kind: 'meeting_does_not_vote' }
  /** People are voted on in secret. */
  | { readonly kind: 'form_must_be_secret' }
  /** The same text was not passed a while ago; what is new must be said by another text, or it is put again (`again.ts`). */
  | { readonly kind: 'same_text_blocked'; readonly number: number; readonly until: string };

interface Home {
  readonly home: CommunityRow;
  readonly policy: Policy;
  readonly meeting?: typeof meeting.$inferSelect;
}

export const draftBallot = command<DraftBallot, Home, BallotRow, DraftRefusal>({
  name: 'ballot.draft',
  load: async (uow, { communityId, meetingId }) => {
    const home = await lockNumbers(uow, communityId);
    if (!home) return err({ kind: 'community_not_found' });
    const [held] = meetingId
      ? await uow.tx
          .select()
          .from(meeting)
          .where(and(eq(meeting.id, meetingId), eq(meeting.communityId, communityId)))
          .for('update')
      : [];
    if (meetingId && !held) return err({ kind: 'meeting_not_found' });
    return ok({ home, policy: await policyOf(uow, home), ...(held && { meeting: held }) });
  },
  target: ({ home, meeting: held }) => ({
    communityId: home.id,
    ...(held?.chairId && { ownerPersonId: held.chairId }),
  }),
  run: (uow, loaded, input, as) => insertDraft(uow, loaded, input, as),
});

/**
 * Writes it; permission was checked, and the caller holds {@link lockNumbers} and the lock of its meeting. Nothing is written
 * where it is refused.
 * @param moverId whose motion it is: she has a part in it
 */
export async function insertDraft(
  uow: UnitOfWork,
  { home, policy, meeting: held }: Home,
  input: DraftBallot,
  as: Role,
  moverId: string | null = uow.actor.personId ?? null,
): Promise<Result<BallotRow, DraftRefusal>> {
  const asked = questionOf(input);
  if (!asked.ok) return asked;
  const refused = wordsRefused(input, policy) ?? (await placeRefused(uow, input, held));
  if (refused) return err(refused);
  const fills = await seatsToFill(uow, home.id, asked.value, input.fills);
  if (!fills.ok) return fills;
  const form = formOf(input, policy, held?.kind);
  if (!form.ok) return form;
  const blocked = await sameTextBlocked(uow, home.id, input.text, policy);
  if (blocked) return err(blocked);
  const binding = held
    ? policy.rules.value(rulesOfKind(held.kind).effect) === 'binding'
    : policy.rules.value('ballot.chat_is_binding');
  const [row] = await uow.tx
    .insert(ballot)
    .values({
      id: newId(),
      communityId: home.id,
      meetingId: held?.id ?? null,
      itemId: input.itemId ?? null,
      number: nextNumber(home.id),
      title: input.title.trim(),
      text: input.text.trim(),
      question: asked.value,
      options: input.options ?? [],
      form: form.value,
      binding,
      state: 'draft',
      electorate: held ? null : (input.electorate ?? null),
      closesAt: input.closesAt ?? null,
      fillsBodyId: fills.value?.body.id ?? null,
      fillsRole: fills.value?.role ?? null,
      draftedAs: as,
      draftedById: moverId,
      chatId: input.chatId ?? held?.chatId ?? null,
      createdAt: uow.now,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the ballot was not returned');
  await appendBallotEvent(uow, row.id, as, { kind: 'draft' });
  record(uow, 'ballot', row, {
    action: 'ballot.draft',
    as,
    communityId: home.id,
    facts: { number: row.number, kind: row.question.kind, form: row.form },
  });
  uow.notices.push({ kind: 'ballot.to-review', ballotId: row.id });
  await candidatesStandAside(uow, row, as);
  return ok(row);
}

function questionOf({ kind, options = [], seats = 1 }: DraftBallot): Result<Question, DraftRefusal> {
  if (kind === 'motion')
    return options.length === 0 ? ok({ kind }) : err({ kind: 'options_wrong', fewest: 0, most: 0 });
  const fewest = kind === 'election' ? 1 : 2;
  if (options.length < fewest || options.length > MOST_OPTIONS)
    return err({ kind: 'options_wrong', fewest, most: MOST_OPTIONS });
  if (kind !== 'election') return ok({ kind, options: options.length });
  if (!Number.isSafeInteger(seats) || seats < 1 || seats > options.length) return err({ kind: 'seats_wrong' });
  return ok({ kind, options: options.length, seats });
}

function wordsRefused(
  { title, text, options = [] }: Pick<DraftBallot, 'title' | 'text' | 'options'>,
  { rules }: Policy,
): DraftRefusal | undefined {
  if (title.trim() === '' || text.trim() === '') return { kind: 'title_missing' };
  const limit = rules.value('task.text.max');
  if ([title, text, ...options.map(({ label }) => label)].some((words) => Array.from(words).length > limit))
    return { kind: 'text_too_long', limit };
  const labels = options.map(({ label }) => label.trim());
  const twice = labels.find(
    (label, at) => looksAlike(label, '') || labels.findIndex((one) => looksAlike(one, label)) !== at,
  );
  if (twice !== undefined) return { kind: 'option_twice', label: twice };
  // One person under two names would have two chances.
  const people = options.map(({ personId }) => personId);
  const again = options.find(({ personId }, at) => personId !== undefined && people.indexOf(personId) !== at);
  return again && { kind: 'option_twice', label: again.label };
}

async function placeRefused(
  uow: UnitOfWork,
  { title, itemId, electorate, closesAt, options = [] }: DraftBallot,
  held: Home['meeting'],
): Promise<DraftRefusal | undefined> {
  if (!held && !electorate) return { kind: 'electorate_missing' };
  if (!held && !closesAt) return { kind: 'closing_missing' };
  if (closesAt && closesAt.epochMilliseconds <= uow.now.epochMilliseconds) return { kind: 'closing_in_past' };
  if (held && !takesArranging(held.state)) return { kind: 'meeting_past_arranging', state: held.state };
  if (itemId) {
    const [item] = await uow.tx
      .select({ title: meetingItem.title })
      .from(meetingItem)
      .where(
        and(eq(meetingItem.id, itemId), eq(meetingItem.meetingId, held?.id ?? itemId), isNull(meetingItem.removedAt)),
      );
    if (!item) return { kind: 'item_not_found' };
    if (!isSameItem(item.title, title)) return { kind: 'motion_not_item', title: item.title };
  }
  const people = options.flatMap(({ personId }) => (personId ? [personId] : []));
  if (people.length === 0) return undefined;
  const found = await uow.tx
    .select({ id: person.id })
    .from(person)
    .where(and(inArray(person.id, people), visible()));
  return found.length === new Set(people).size ? undefined : { kind: 'person_not_here' };
}

/** As the rule of the kind of meeting says; whom to elect is always chosen in secret. */
function formOf(
  { kind, form, options = [] }: DraftBallot,
  { rules }: Policy,
  meetingKind: NonNullable<Home['meeting']>['kind'] | undefined,
): Result<BallotForm, DraftRefusal> {
  const aboutPeople = options.some(({ personId }) => personId !== undefined);
  const key = meetingKind && rulesOfKind(meetingKind).ballot;
  const rule = key === undefined ? (meetingKind ? 'none' : 'open_secret_for_people') : rules.value(key);
  if (rule === 'none') return err({ kind: 'meeting_does_not_vote' });
  const secret = kind === 'election' || rule === 'secret' || (rule === 'open_secret_for_people' && aboutPeople);
  if (secret && form === 'open') return err({ kind: 'form_must_be_secret' });
  return ok(secret ? 'secret' : (form ?? 'open'));
}

async function sameTextBlocked(
  { tx, now }: Pick<UnitOfWork, 'tx' | 'now'>,
  communityId: string,
  text: string,
  policy: Policy,
): Promise<DraftRefusal | undefined> {
  const [same] = await tx
    .select({ number: ballot.number, declaredAt: ballot.declaredAt })
    .from(ballot)
    .where(
      and(
        eq(ballot.communityId, communityId),
        eq(ballot.text, text.trim()),
        inArray(ballot.outcome, ['failed', 'tied']),
        isNotNull(ballot.declaredAt),
      ),
    )
    .orderBy(desc(ballot.declaredAt))
    .limit(1);
  if (!same?.declaredAt) return undefined;
  const { at, lastDay } = policy.after(same.declaredAt, 'ballot.same_text_blocked');
  if (Temporal.Instant.compare(now, at) >= 0) return undefined;
  return { kind: 'same_text_blocked', number: same.number, until: lastDay.toString() };
}

/** Another wording is another motion, and is looked at again. */
export const amendBallot = ballotCommand<
  { readonly ballotId: string; readonly title?: string; readonly text: string; readonly reason: string },
  DraftRefusal
>({
  name: 'ballot.amend',
  guard: async (uow, { ballot: row, policy }, { title, text }) => {
    const words = { title: title?.trim() || row.title, text: text.trim() || row.text };
    const refused = wordsRefused({ ...words, options: row.options }, policy);
    if (refused) return refused;
    const renamed = await renamedUnder(uow, row, words.title);
    if (renamed || words.text === row.text) return renamed;
    return sameTextBlocked(uow, row.communityId, words.text, policy);
  },
  step: ({ reason }) => ({ action: 'amend', reason }),
  columns: (_uow, { ballot: row }, { title, text }) => ({
    title: title?.trim() || row.title,
    text: text.trim() || row.text,
    reviewedById: null,
  }),
  consequences: (uow, { ballot: row }) => {
    uow.notices.push({ kind: 'ballot.to-review', ballotId: row.id });
  },
});

async function renamedUnder(
  { tx }: UnitOfWork,
  { itemId }: BallotRow,
  title: string,
): Promise<DraftRefusal | undefined> {
  if (itemId === null) return undefined;
  const [item] = await tx.select({ title: meetingItem.title }).from(meetingItem).where(eq(meetingItem.id, itemId));
  return item && !isSameItem(item.title, title) ? { kind: 'motion_not_item', title: item.title } : undefined;
}

export const withdrawBallot = ballotCommand<{ readonly ballotId: string; readonly reason: string }>({
  name: 'ballot.withdraw',
  step: ({ reason }) => ({ action: 'withdraw', reason }),
});
