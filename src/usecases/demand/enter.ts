/**
 * Staff enter a demand for somebody without a phone (mechanisms 89 and 92): told by telephone, on paper, at a visit, or
 * found on a patrol, where the officer herself is the source. It says how it came and who entered it, and is handled as
 * any other.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import type { Reporter } from '../../../db/reporter.ts';
import { community, demand, person, place } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import type { DemandSource } from '../../domain/demand/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { elapsedMinutes, type Policy, policyOf } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { adoptFiles, filesWaiting, type SentIn } from './attach.ts';
import { appendHistory, type DemandRow, demandPurpose } from './change.ts';
import { responseDue, startResponse } from './clocks.ts';
import { gramsOf } from './similar.ts';
import { type SubmitRefusal, takeNumbers } from './submit.ts';

/** Whose words they are: somebody registered, somebody staff wrote down, or nobody (a patrol, no name left). */
export type Whose =
  | { readonly kind: 'person'; readonly personId: string }
  | ({ readonly kind: 'named' } & Reporter)
  | { readonly kind: 'nobody' };

export type EnteredSource = Exclude<DemandSource, 'chat' | 'hotline_12345'>;
export const ENTERED_SOURCES: readonly EnteredSource[] = ['phone', 'paper', 'visit', 'patrol'];

export interface EnterDemand {
  readonly communityId: string;
  readonly source: EnteredSource;
  readonly whose: Whose;
  readonly text: string;
  readonly category: string;
  readonly placeId?: string;
  readonly placeText?: string;
  /** The chat in which staff sent photos for it just now. */
  readonly from?: SentIn;
}

export type EnterRefusal =
  | Exclude<SubmitRefusal, { kind: 'too_many' }>
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'name_missing' };

type Home = typeof community.$inferSelect;

async function load(uow: UnitOfWork, input: EnterDemand): Promise<Result<Home, EnterRefusal>> {
  if (input.text.trim() === '') return err({ kind: 'text_missing' });
  if (input.whose.kind === 'named' && input.whose.name.trim() === '') return err({ kind: 'name_missing' });
  const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
  if (!home) return err({ kind: 'community_not_found' });
  if (input.whose.kind === 'person') {
    const [who] = await uow.tx
      .select({ id: person.id })
      .from(person)
      .where(
        and(eq(person.id, input.whose.personId), eq(person.communityId, home.id), isNull(person.erasedAt), visible()),
      );
    if (!who) return err({ kind: 'person_not_found' });
  }
  if (input.placeId) {
    const [found] = await uow.tx
      .select({ id: place.id })
      .from(place)
      .where(and(eq(place.id, input.placeId), eq(place.communityId, home.id)));
    if (!found) return err({ kind: 'place_not_found' });
  }
  return ok(home);
}

export const enterDemand = command<EnterDemand, Home, DemandRow, EnterRefusal>({
  name: 'demand.enter',
  load,
  target: (home, { placeId }) => ({ communityId: home.id, ...(placeId && { placeId }) }),
  run: async (uow, home, input, as) => {
    const policy = await policyOf(uow, home);
    const limit = policy.rules.value('demand.text.max');
    if (Array.from(input.text).length > limit) return err({ kind: 'text_too_long', limit });
    const year = policy.year(uow.now);
    const number = await takeNumbers(uow, home.id, year, 1);
    const [row] = await uow.tx
      .insert(demand)
      .values(newRow(uow, home, policy, { ...input, year, number }))
      .returning();
    if (!row) throw new Error('the demand was not returned');
    await begin(uow, row, policy, as);
    if (input.from) {
      const minutes = elapsedMinutes(policy.rules.value('demand.attachment.before'));
      await adoptFiles(uow, row, await filesWaiting(uow, input.from, minutes), as);
    }
    return ok(row);
  },
});

interface Numbered {
  readonly year: number;
  readonly number: number;
}
type Draft = Omit<EnterDemand, 'communityId' | 'source' | 'from'> & { readonly source: DemandSource } & Numbered;

/** Also of an imported work order. A registered person's words are hers; of others staff say so. */
export function newRow(uow: UnitOfWork, home: Home, policy: Policy, draft: Draft): typeof demand.$inferInsert {
  const { whose } = draft;
  const due = responseDue(uow, { supervised: false }, policy);
  const named = whose.kind === 'named' && {
    name: whose.name.trim(),
    ...(whose.phone !== undefined && { phone: whose.phone }),
  };
  return {
    id: newId(),
    communityId: home.id,
    year: draft.year,
    number: draft.number,
    state: 'submitted',
    category: draft.category,
    placeId: draft.placeId ?? null,
    placeTextSealed: draft.placeText ? uow.keys.seal(demandPurpose('place_text'), draft.placeText) : null,
    textSealed: uow.keys.seal(demandPurpose('text'), draft.text),
    grams: gramsOf(uow, {
      communityId: home.id,
      category: draft.category,
      text: draft.text,
      ...(draft.placeId && { placeId: draft.placeId }),
      ...(draft.placeText && { placeText: draft.placeText }),
    }),
    submitterPersonId: whose.kind === 'person' ? whose.personId : null,
    reporterSealed: named ? uow.keys.sealJson(demandPurpose('reporter'), named) : null,
    enteredByPersonId: uow.actor.personId ?? null,
    source: draft.source,
    verified: whose.kind === 'person' || draft.source === 'patrol' || draft.source === 'hotline_12345',
    submittedAt: uow.now,
    respondBy: due.at,
    respondByProvisional: due.provisional,
    salt: newSalt(),
  };
}

/** Its history, its line in the ledger, its clock, and the card for whoever handles it. */
async function begin(uow: UnitOfWork, row: DemandRow, policy: Policy, as: Role): Promise<void> {
  await appendHistory(uow, row.id, as, { kind: 'enter' });
  record(uow, 'demand', row, {
    action: 'demand.enter',
    as,
    communityId: row.communityId,
    facts: { to: row.state, source: row.source, verified: row.verified },
  });
  startResponse(uow, row, policy);
  uow.notices.push({ kind: 'demand.to-handle', demandId: row.id, because: 'new' });
}
