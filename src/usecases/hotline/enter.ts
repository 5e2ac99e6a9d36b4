/**
 * Staff enter a case for somebody on the phone, or what they found on a patrol 主动发现 (mechanism 92). Whoever enters it is
 * never its reporter: the caller's name and number are sealed with it, and she is given its number and her code to keep.
 */
import { and, eq } from 'drizzle-orm';
import { place } from '../../../db/schema/index.ts';
import { familyOf, isCaseCategory } from '../../domain/hotline/categories.ts';
import type { CaseSource, ReportMode } from '../../domain/hotline/states.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { actsIn, bodyById } from '../registry/bodies.ts';
import { type CommunityRow, communityById } from '../registry/communities.ts';
import { freeNumber, randomCode, randomRowId } from './random.ts';
import type { CaseRow } from './rows.ts';
import { receiveCase } from './take.ts';

export type EnteredCaseSource = Extract<CaseSource, 'phone' | 'patrol'>;
export const ENTERED_CASE_SOURCES = ['phone', 'patrol'] as const satisfies readonly EnteredCaseSource[];

export interface EnterCase {
  readonly communityId: string;
  readonly source: EnteredCaseSource;
  readonly category: string;
  readonly mode: ReportMode;
  readonly words: string;
  readonly placeId?: string;
  readonly placeText?: string;
  /** The unit it is about, from the list or in the caller's words. */
  readonly accusedBodyId?: string;
  readonly accusedText?: string;
  readonly name?: string;
  readonly phone?: string;
}

export type EnterCaseRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'category_not_found' }
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  /** Who is to stay unknown leaves no name and no number. */
  | { readonly kind: 'case_anonymous_named' }
  /** A name to be known is needed where it is to be known. */
  | { readonly kind: 'case_name_missing' };

export interface EnteredCase {
  readonly row: CaseRow;
  /** Told once; afterwards nobody can look it up. */
  readonly code: string;
}

export const enterCase = command<EnterCase, CommunityRow, EnteredCase, EnterCaseRefusal>({
  name: 'case.enter',
  load: async (uow, { communityId, category, words, mode, name, phone, placeId, accusedBodyId }) => {
    if (words.trim() === '') return err({ kind: 'text_missing' });
    if (!isCaseCategory(category)) return err({ kind: 'category_not_found' });
    const told = name !== undefined || phone !== undefined;
    if (mode === 'anonymous' && told) return err({ kind: 'case_anonymous_named' });
    if (mode === 'named' && !told) return err({ kind: 'case_name_missing' });
    const home = await communityById(uow.tx, communityId);
    if (!home) return err({ kind: 'community_not_found' });
    if (placeId !== undefined) {
      const [found] = await uow.tx
        .select({ id: place.id })
        .from(place)
        .where(and(eq(place.id, placeId), eq(place.communityId, home.id)));
      if (!found) return err({ kind: 'place_not_found' });
    }
    if (accusedBodyId !== undefined) {
      const accused = await bodyById(uow.tx, accusedBodyId);
      if (!accused || !(await actsIn(uow.tx, accused, home.id))) return err({ kind: 'body_not_found' });
    }
    return ok(home);
  },
  target: (home, { placeId }) => ({ communityId: home.id, ...(placeId !== undefined && { placeId }) }),
  run: async (uow, home, input, as) => {
    const { category, name, phone } = input;
    if (!isCaseCategory(category)) throw new Error('a category that was checked');
    const limit = (await policyOf(uow, home)).rules.value('hotline.text.max');
    if (Array.from(input.words).length > limit) return err({ kind: 'text_too_long', limit });
    const code = randomCode();
    const identity = { ...(name !== undefined && { name }), ...(phone !== undefined && { phone }) };
    const row = await receiveCase(
      uow,
      {
        caseId: randomRowId(),
        number: await freeNumber(uow),
        code,
        communityId: home.id,
        family: familyOf(category),
        category,
        mode: input.mode,
        words: input.words.trim(),
        ...(input.placeId !== undefined && { placeId: input.placeId }),
        ...(input.placeText !== undefined && { placeText: input.placeText }),
        ...(input.accusedBodyId !== undefined && { accusedBodyId: input.accusedBodyId }),
        ...(input.accusedText !== undefined && { accusedText: input.accusedText }),
        fileIds: [],
      },
      { source: input.source, entered: { as }, ...(Object.keys(identity).length > 0 && { identity }) },
    );
    return ok({ row, code });
  },
});
