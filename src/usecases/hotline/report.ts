/**
 * The reporter's side 举报人: what she does in her chat drops letters and touches no case. Her number and code are made here,
 * so that she has them at once; the case itself comes into being when the letter is taken (`take.ts`).
 */
import { and, eq, inArray } from 'drizzle-orm';
import { caseReporter, community, hotlineCase, place } from '../../../db/schema/index.ts';
import { familyOf, isCaseCategory } from '../../domain/hotline/categories.ts';
import { readReceiptCode } from '../../domain/hotline/codes.ts';
import type { LetterIn, Report, ReporterContact } from '../../domain/hotline/letters.ts';
import type { ReportMode, Satisfaction } from '../../domain/hotline/states.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { dropLetter } from './letters.ts';
import { freeNumber, randomCode, randomRowId } from './random.ts';
import type { CaseRow, ReporterRow } from './rows.ts';

export interface DropReport {
  readonly communityId: string;
  readonly category: string;
  readonly mode: ReportMode;
  readonly words: string;
  readonly placeId?: string;
  readonly placeText?: string;
  readonly accusedBodyId?: string;
  readonly accusedText?: string;
  readonly fileIds: readonly string[];
  readonly contact: ReporterContact;
  /** The case she suffers for. */
  readonly retaliationFor?: string;
}

export type DropRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'category_not_found' }
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

export interface Dropped {
  readonly caseId: string;
  readonly number: string;
  readonly code: string;
}

/** As many cases as most people ever have; whoever has more is asked for in further rounds. */
const KEYS_AT_ONCE = 32;

/**
 * The keys under which an account finds her cases, each for one of them: with the same on two, whoever knows who reported the
 * one would know it of the other.
 */
const reporterKeysOf = ({ index }: Pick<UnitOfWork, 'index'>, accountId: string, from: number): readonly string[] =>
  Array.from({ length: KEYS_AT_ONCE }, (_, at) => index.of('hotline.reporter', accountId, String(from + at)));

/** Under which of an account's keys there is a case, as far as there are any. */
async function keysInUse(uow: Pick<UnitOfWork, 'tx' | 'index'>, accountId: string): Promise<readonly string[]> {
  const used: string[] = [];
  for (let from = 0; ; from += KEYS_AT_ONCE) {
    const found = await uow.tx
      .select({ key: caseReporter.reporterKey })
      .from(caseReporter)
      .where(inArray(caseReporter.reporterKey, [...reporterKeysOf(uow, accountId, from)]));
    used.push(...found.flatMap(({ key }) => key ?? []));
    if (found.length === 0) return used;
  }
}

/** For another case of an account: the first key that no case has. Letters are taken one at a time, so none is given twice. */
export async function freeReporterKey(uow: Pick<UnitOfWork, 'tx' | 'index'>, accountId: string): Promise<string> {
  const used = new Set(await keysInUse(uow, accountId));
  for (let from = 0; ; from += KEYS_AT_ONCE) {
    const free = reporterKeysOf(uow, accountId, from).find((key) => !used.has(key));
    if (free !== undefined) return free;
  }
}

/** Whether it was reported from this account. */
export async function isReporter(
  uow: Pick<UnitOfWork, 'tx' | 'index'>,
  { reporterKey }: Pick<ReporterRow, 'reporterKey'>,
  accountId: string,
): Promise<boolean> {
  return reporterKey !== null && (await keysInUse(uow, accountId)).includes(reporterKey);
}

export const codeKeyOf = (uow: Pick<UnitOfWork, 'index'>, code: string): string => uow.index.of('hotline.code', code);

export const dropReport = command<DropReport, CommunityRow, Dropped, DropRefusal>({
  name: 'report.drop',
  load: async (uow, { communityId, category, words, placeId }) => {
    if (words.trim() === '') return err({ kind: 'text_missing' });
    if (!isCaseCategory(category)) return err({ kind: 'category_not_found' });
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    if (!home) return err({ kind: 'community_not_found' });
    if (placeId !== undefined) {
      const [found] = await uow.tx
        .select({ id: place.id })
        .from(place)
        .where(and(eq(place.id, placeId), eq(place.communityId, home.id)));
      if (!found) return err({ kind: 'place_not_found' });
    }
    return ok(home);
  },
  target: (_home, { contact }) => ({ ownerAccountId: contact.accountId }),
  run: async (uow, home, input): Promise<Result<Dropped, DropRefusal>> => {
    const { rules } = await policyOf(uow, home);
    const limit = rules.value('hotline.text.max');
    if (Array.from(input.words).length > limit) return err({ kind: 'text_too_long', limit });
    const own = rules.value('hotline.rate');
    if (!(await withinLimit(uow, 'report.drop', input.contact.accountId, own)))
      return err({ kind: 'too_many', rate: own, rule: 'hotline.rate' });
    const all = rules.value('hotline.rate.everybody');
    if (!(await withinLimit(uow, 'report.drop', 'everybody', all)))
      return err({ kind: 'too_many', rate: all, rule: 'hotline.rate.everybody' });
    const report = reportOf(uow, input, await freeNumber(uow));
    await dropLetter(
      uow,
      input.retaliationFor === undefined
        ? { kind: 'report', report }
        : { kind: 'retaliation', caseId: input.retaliationFor, report },
    );
    return ok({ caseId: report.caseId, number: report.number, code: report.code });
  },
});

function reportOf(uow: UnitOfWork, input: DropReport, number: string): Report {
  const { category, words } = input;
  if (!isCaseCategory(category)) throw new Error('a category that was checked');
  return {
    caseId: randomRowId(),
    number,
    code: randomCode(),
    communityId: input.communityId,
    family: familyOf(category),
    category,
    mode: input.mode,
    words: words.trim(),
    ...(input.placeId !== undefined && { placeId: input.placeId }),
    ...(input.placeText !== undefined && { placeText: input.placeText }),
    ...(input.accusedBodyId !== undefined && { accusedBodyId: input.accusedBodyId }),
    ...(input.accusedText !== undefined && { accusedText: input.accusedText }),
    fileIds: input.fileIds,
    contact: input.contact,
    at: uow.now.toString(),
  };
}

/** What a reporter may do with a case of hers; whether it is hers is known by her account, or by the code she gave. */
export type OwnLetter =
  | { readonly kind: 'say'; readonly words: string }
  | { readonly kind: 'file'; readonly fileId: string }
  | {
      readonly kind: 'call_back';
      readonly round: number;
      readonly solved: boolean;
      readonly satisfaction: Satisfaction;
      readonly words?: string;
    }
  | { readonly kind: 'withdraw' | 'forget' }
  | { readonly kind: 'leave_out'; readonly words: string; readonly bodyId?: string };

export interface DropOwn {
  readonly caseId: string;
  /** The receipt code, where another chat than hers speaks. */
  readonly code?: string;
  readonly accountId: string;
  /** She has reported it a moment ago and it is on its way: who has its id made it. */
  readonly onItsWay?: boolean;
  readonly letter: OwnLetter;
}

export type OwnRefusal =
  | { readonly kind: 'report_not_found' }
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

/** What can be sent again and again; a withdrawal, a mark or a wish to be forgotten is never one too many. */
const ADDITIONS: ReadonlySet<OwnLetter['kind']> = new Set(['say', 'file', 'leave_out']);

export const dropOwnLetter = command<DropOwn, ReporterRow | undefined, void, OwnRefusal>({
  name: 'report.drop',
  load: async (uow, { caseId, accountId, code, onItsWay }) => {
    const [row] = await uow.tx.select().from(caseReporter).where(eq(caseReporter.caseId, caseId));
    if (!row && onItsWay) return ok(undefined);
    const hers =
      row !== undefined &&
      ((code !== undefined && row.codeKey === codeKeyOf(uow, code)) || (await isReporter(uow, row, accountId)));
    return hers ? ok(row) : err({ kind: 'report_not_found' });
  },
  target: (_row, { accountId }) => ({ ownerAccountId: accountId }),
  run: async (uow, _row, { caseId, letter }): Promise<Result<void, OwnRefusal>> => {
    const words = 'words' in letter ? letter.words : undefined;
    if (letter.kind === 'say' && letter.words.trim() === '') return err({ kind: 'text_missing' });
    const { rules } = uow.policies.common(uow.now);
    const limit = rules.value('hotline.text.max');
    if (words !== undefined && Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
    const rate = rules.value('hotline.rate.additions');
    if (ADDITIONS.has(letter.kind) && !(await withinLimit(uow, 'report.add', caseId, rate)))
      return err({ kind: 'too_many', rate, rule: 'hotline.rate.additions' });
    const body: LetterIn = { ...letter, caseId, at: uow.now.toString() };
    await dropLetter(uow, body);
    return ok(undefined);
  },
});

/** The cases reported from an account, newest first; those she asked to be forgotten in are no longer hers. */
export async function reportsOf(uow: UnitOfWork, accountId: string): Promise<readonly CaseRow[]> {
  const keys = await keysInUse(uow, accountId);
  if (keys.length === 0) return [];
  const rows = await uow.tx
    .select({ row: hotlineCase })
    .from(caseReporter)
    .innerJoin(hotlineCase, eq(hotlineCase.id, caseReporter.caseId))
    .where(inArray(caseReporter.reporterKey, [...keys]));
  return rows.map(({ row }) => row).toSorted((a, b) => b.receivedAt.epochMilliseconds - a.receivedAt.epochMilliseconds);
}

export type CodeRefusal =
  | { readonly kind: 'code_unknown' }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

/** Opens a case by its receipt code, from any chat; tries are counted by whoever makes them. */
export async function openByCode(
  uow: UnitOfWork,
  { accountId, typed }: { readonly accountId: string; readonly typed: string },
): Promise<Result<{ readonly row: CaseRow; readonly code: string }, CodeRefusal>> {
  const rate = uow.policies.common(uow.now).rules.value('hotline.code.attempts');
  const code = readReceiptCode(typed);
  const [found] =
    code === undefined
      ? []
      : await uow.tx
          .select({ row: hotlineCase })
          .from(caseReporter)
          .innerJoin(hotlineCase, eq(hotlineCase.id, caseReporter.caseId))
          .where(eq(caseReporter.codeKey, codeKeyOf(uow, code)));
  // Counted whether it was right or not, so that a guesser who has used up his tries learns nothing from a right one.
  if (!(await withinLimit(uow, 'report.code', accountId, rate)))
    return err({ kind: 'too_many', rate, rule: 'hotline.code.attempts' });
  return found && code !== undefined ? ok({ row: found.row, code }) : err({ kind: 'code_unknown' });
}
