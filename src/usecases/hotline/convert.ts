/**
 * 转办: a case goes on as a demand, as a topic 议题 out of one, or its parties are called to a mediation 协调会. The demand
 * has the redacted words and no reporter; the reporter hears in her own chat under which number it goes on.
 */
import { and, eq, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { withoutExcluded } from '../../../db/not-excluded.ts';
import { caseExcluded, hotlineCase } from '../../../db/schema/index.ts';
import { formatDemandNumber } from '../../domain/demand/number.ts';
import { CATEGORY_KEYS } from '../../domain/demand/understanding/categories.ts';
import { type CaseStep, decideCase } from '../../domain/hotline/decide.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { NotPermitted } from '../command.ts';
import { listDemand, promoteDemand } from '../demand/catalogue.ts';
import type { DemandRow } from '../demand/change.ts';
import { type EnterRefusal, enterDemand } from '../demand/enter.ts';
import { acceptDemand } from '../demand/steps.ts';
import { type ConveneRefusal, conveneMeeting } from '../meeting/convene.ts';
import type { MeetingRow } from '../meeting/read.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { caseFacts, caseLimits, type MoveRefusal } from './change.ts';
import { type CaseInput, deskCommand } from './commands.ts';
import { writeToReporter } from './letters.ts';
import { type Mark, redactorOf } from './redacted.ts';
import { CASE_PLACE, CASE_TEXT, type CaseRow, type LoadedCase } from './rows.ts';
import { caseNumbered } from './screen.ts';
import { tellUnits } from './tell.ts';

export interface ConvertToDemand extends CaseInput {
  /** What stands where something is hidden, in the language of whoever does it. */
  readonly mark: Mark;
  /** Why the committee picks it as a topic; left out: it stays a demand. */
  readonly topicBecause?: string;
}

/** What a department loads on a committee is no demand of residents, and nothing to be settled among them. */
export type ConvertRefusal =
  | Exclude<MoveRefusal, { kind: 'text_too_long' }>
  | EnterRefusal
  | NotPermitted
  | { readonly kind: 'case_of_burden' }
  /** Whoever is left out of the case would read the demand. */
  | { readonly kind: 'case_with_left_out' };

export const convertToDemand = deskCommand<ConvertToDemand, ConvertRefusal, DemandRow>({
  name: 'case.convert',
  prepare: async (uow, loaded, { mark, topicBecause }) => {
    const { row } = loaded;
    if (row.family === 'burden') return err({ kind: 'case_of_burden' });
    if (await anybodyLeftOut(uow, row.id)) return err({ kind: 'case_with_left_out' });
    const to = topicBecause === undefined ? ('demand' as const) : ('topic' as const);
    const decided = wouldConvert(loaded, { action: 'convert', to });
    if (!decided.ok) return decided;
    const rules = loaded.policy.rules;
    const limit = Math.min(rules.value('hotline.text.max'), rules.value('demand.text.max'));
    if (Array.from(topicBecause ?? '').length > limit) return err({ kind: 'text_too_long', limit });
    const needed: readonly Command[] = to === 'topic' ? ['demand.accept', 'demand.list', 'demand.promote'] : [];
    for (const each of needed) {
      const permitted = permit(each, uow.actor, { communityId: row.communityId });
      if (!permitted.ok) return permitted;
    }
    const entered = await enterDemand(uow, { ...(await demandOf(uow, row, mark)), communityId: row.communityId });
    if (!entered.ok || topicBecause === undefined) return entered;
    await makeTopic(uow, entered.value.id, topicBecause);
    return entered;
  },
  step: ({ topicBecause }) => ({ action: 'convert', to: topicBecause === undefined ? 'demand' : 'topic' }),
  words: ({ topicBecause }) => topicBecause,
  columns: (_input, { id }) => ({ convertedTo: `demand:${id}` }),
  consequences: async (uow, { row }, { prepared }) => {
    await writeToReporter(uow, row, { say: 'converted', words: formatDemandNumber(prepared) });
    tellUnits(uow, row, 'taken_away');
  },
});

/** A demand is read by the whole committee and whoever it is handed to, a topic by everybody. */
async function anybodyLeftOut({ tx }: UnitOfWork, caseId: string): Promise<boolean> {
  const [one] = await tx
    .select({ id: caseExcluded.id })
    .from(caseExcluded)
    .where(and(eq(caseExcluded.caseId, caseId), ne(caseExcluded.because, 'stepped_aside')))
    .limit(1);
  return one !== undefined;
}

/** Asked before anything is made of it: a refusal afterwards would leave a demand behind. */
function wouldConvert(
  loaded: LoadedCase,
  step: CaseStep,
): Result<unknown, Exclude<MoveRefusal, { kind: 'text_too_long' }>> {
  return decideCase(caseFacts(loaded), step, caseLimits(loaded));
}

async function demandOf(uow: UnitOfWork, row: CaseRow, mark: Mark) {
  const { keys } = uow;
  const hide = await redactorOf(uow, row, mark);
  const known = (key: string): boolean => (CATEGORY_KEYS as readonly string[]).includes(key);
  return {
    source: 'hotline',
    whose: { kind: 'nobody' },
    text: hide(keys.openText(CASE_TEXT, row.textSealed)),
    category: known(row.category) ? row.category : 'other',
    ...(row.placeId && { placeId: row.placeId }),
    ...(row.placeTextSealed && { placeText: hide(keys.openText(CASE_PLACE, row.placeTextSealed)) }),
  } as const;
}

/** Taken on, listed for everybody, and picked: the steps a demand goes in the hands of the committee. */
async function makeTopic(uow: UnitOfWork, demandId: string, words: string): Promise<void> {
  for (const done of [
    await acceptDemand(uow, { demandId }),
    await listDemand(uow, { demandId }),
    await promoteDemand(uow, { demandId, words }),
  ])
    if (!done.ok) throw new Error(`a demand just entered cannot become a topic: ${done.error.kind}`);
}

export interface ConvertToMediation extends CaseInput {
  readonly title: string;
  readonly startsAt: Temporal.Instant;
  readonly venue?: string;
  /** Whoever is to agree; the reporter only where she is named by the desk like anybody else. */
  readonly partyIds: readonly string[];
}

export type MediationRefusal =
  | Exclude<MoveRefusal, { kind: 'text_too_long' }>
  | ConveneRefusal
  | NotPermitted
  | { readonly kind: 'case_of_burden' }
  | { readonly kind: 'case_parties_missing' }
  /** Whoever is left out of a case is not called about it. */
  | { readonly kind: 'case_party_excluded' };

/** It stays open: what the parties agree on is how it is handled. */
export const convertToMediation = deskCommand<ConvertToMediation, MediationRefusal, MeetingRow>({
  name: 'case.convert',
  prepare: async (uow, loaded, { title, startsAt, venue, partyIds }) => {
    const parties = [...new Set(partyIds)];
    if (loaded.row.family === 'burden') return err({ kind: 'case_of_burden' });
    if (parties.length < 2) return err({ kind: 'case_parties_missing' });
    const decided = wouldConvert(loaded, { action: 'convert', to: 'mediation' });
    if (!decided.ok) return decided;
    if ((await withoutExcluded(uow.tx, loaded.row.id, parties)).length < parties.length)
      return err({ kind: 'case_party_excluded' });
    return conveneMeeting(uow, {
      communityId: loaded.row.communityId,
      kind: 'mediation',
      title,
      startsAt,
      ...(venue !== undefined && { venue }),
      items: [{ title }],
      invited: parties.map((personId) => ({ personId, part: 'side' as const, mayVote: true })),
    });
  },
  step: () => ({ action: 'convert', to: 'mediation' }),
  columns: (_input, { id }) => ({ convertedTo: `meeting:${id}` }),
});

export interface LinkCase extends CaseInput {
  /** The number of the case this one belongs to. */
  readonly number: string;
}

export type LinkRefusal =
  | { readonly kind: 'case_other_not_found' }
  | { readonly kind: 'case_same' }
  /** The other one belongs to this one already. */
  | { readonly kind: 'case_ring' }
  /** It follows from what somebody suffers for, and that must stay known. */
  | { readonly kind: 'case_linked_already' };

/** 关联: kept side by side; each is handled for itself. */
export const linkCase = deskCommand<LinkCase, LinkRefusal, CaseRow>({
  name: 'case.link',
  prepare: async (uow, { row }, { number }) => {
    const other = await caseNumbered(uow, row, number);
    if (!other) return err({ kind: 'case_other_not_found' });
    if (other.id === row.id) return err({ kind: 'case_same' });
    if (row.source === 'retaliation') return err({ kind: 'case_linked_already' });
    return (await follows(uow, other, row.id)) ? err({ kind: 'case_ring' }) : ok(other);
  },
  step: () => ({ action: 'link' }),
  columns: (_input, { id }) => ({ followsId: id }),
});

async function follows({ tx }: UnitOfWork, from: CaseRow, caseId: string): Promise<boolean> {
  const seen = new Set<string>();
  for (let at: CaseRow | undefined = from; at?.followsId && !seen.has(at.id); ) {
    if (at.followsId === caseId) return true;
    seen.add(at.id);
    [at] = await tx.select().from(hotlineCase).where(eq(hotlineCase.id, at.followsId));
  }
  return false;
}
