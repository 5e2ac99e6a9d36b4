/**
 * One case as the operator reads it, with every word redacted; the reading leaves a ledger line. Who reported it is not in
 * it, and nothing here can ask for that: two people in chat do (`reveal.ts`).
 */
import { eq, inArray } from 'drizzle-orm';
import { subjectOf } from '../../../db/digest.ts';
import { body, caseExcluded, hotlineCase, place } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import { acceptedFrom } from './admission.ts';
import { type CasePage, mayRead, pageOf } from './read.ts';
import { type Mark, redactorOf } from './redacted.ts';
import { CASE_ACCUSED, CASE_PLACE, type CaseNotFound, caseTarget, type LoadedCase, withFacts } from './rows.ts';

export interface CaseInFull extends Omit<CasePage, 'text'> {
  readonly text: string;
  readonly place: string | null;
  readonly placeText: string | null;
  /** Names of the units that have to do with it, by id. */
  readonly bodies: ReadonlyMap<string, string>;
  readonly accused: readonly string[];
  readonly accusedText: string | null;
  /** What the committee has taken from them: the list a burden is looked at with. */
  readonly listed: readonly string[];
  readonly duplicateOf: string | null;
  readonly follows: string | null;
}

export interface ReadCase {
  readonly caseId: string;
  readonly mark: Mark;
}

export const readCaseInFull = command<ReadCase, LoadedCase, CaseInFull, CaseNotFound>({
  name: 'case.read',
  load: async (uow, { caseId }) => {
    const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, caseId));
    const loaded = row && (await withFacts(uow, row));
    return loaded && mayRead(loaded, uow) ? ok(loaded) : err({ kind: 'case_not_found' });
  },
  target: caseTarget,
  run: async (uow, loaded, { mark }, as) => {
    const { tx, keys } = uow;
    const { row } = loaded;
    const page = await pageOf(uow, loaded);
    const hide = await redactorOf(uow, row, mark);
    const opened = (purpose: string, sealed: Uint8Array | null) =>
      sealed ? hide(keys.openText(purpose, sealed)) : null;
    const accused = await tx.select().from(caseExcluded).where(eq(caseExcluded.caseId, row.id));
    const accusedIds = accused.flatMap(({ bodyId, because }) => (because === 'accused' && bodyId ? [bodyId] : []));
    const ids = [
      ...accusedIds,
      ...loaded.units.map(({ bodyId }) => bodyId),
      ...page.events.flatMap(({ byBodyId }) => byBodyId ?? []),
    ];
    const named = ids.length === 0 ? [] : await tx.select().from(body).where(inArray(body.id, ids));
    const bodies = new Map(named.map(({ id, name }) => [id, name]));
    const others = [row.duplicateOfId, row.followsId].flatMap((id) => id ?? []);
    const numbers = new Map(
      others.length === 0
        ? []
        : (await tx.select().from(hotlineCase).where(inArray(hotlineCase.id, others))).map(({ id, number }) => [
            id,
            number,
          ]),
    );
    const [where] = row.placeId ? await tx.select().from(place).where(eq(place.id, row.placeId)) : [];
    const listed = row.family === 'burden' ? await acceptedFrom(tx, row.communityId, accusedIds) : [];
    note(uow, subjectOf('hotline_case', row.id), { action: `case.read-by-${as}`, as, communityId: row.communityId });
    return ok({
      ...page,
      text: hide(page.text),
      events: page.events.map((line) => (line.text === undefined ? line : { ...line, text: hide(line.text) })),
      place: where?.name ?? null,
      placeText: opened(CASE_PLACE, row.placeTextSealed),
      bodies,
      accused: accusedIds.map((id) => bodies.get(id) ?? id),
      accusedText: opened(CASE_ACCUSED, row.accusedTextSealed),
      listed: listed.map(({ title }) => title),
      duplicateOf: row.duplicateOfId ? (numbers.get(row.duplicateOfId) ?? null) : null,
      follows: row.followsId ? (numbers.get(row.followsId) ?? null) : null,
    });
  },
});
