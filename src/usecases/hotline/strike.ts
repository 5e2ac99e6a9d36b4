/**
 * 遮住: what the redaction has overlooked in the words of a case, the desk strikes out for everybody who works on it, and can
 * show again. The words themselves stay as they came, sealed; what was struck out is in no history line.
 */
import { asc, eq } from 'drizzle-orm';
import { caseEvent, hotlineCase } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendCaseEvent } from './change.ts';
import type { CaseInput } from './commands.ts';
import {
  CASE_ACCUSED,
  CASE_PLACE,
  CASE_STRUCK,
  CASE_TEXT,
  type CaseNotFound,
  type CaseRow,
  caseTarget,
  EVENT_TEXT,
  type LoadedCase,
  lockCase,
  onDesk,
} from './rows.ts';

export interface StrikeWords extends CaseInput {
  readonly words: readonly string[];
}

export type StrikeRefusal =
  | CaseNotFound
  | { readonly kind: 'case_not_your_desk'; readonly tier: CaseRow['tier'] }
  /** One sign alone stands in half of all sentences. */
  | { readonly kind: 'case_strike_short' }
  | { readonly kind: 'case_strike_not_there'; readonly word: string };

const FEWEST_SIGNS = 2;

async function fromDesk(uow: UnitOfWork, { caseId }: CaseInput): Promise<Result<LoadedCase, StrikeRefusal>> {
  const loaded = await lockCase(uow, caseId);
  if (!loaded.ok || onDesk(loaded.value, uow.actor.personId)) return loaded;
  return err({ kind: 'case_not_your_desk', tier: loaded.value.row.tier });
}

export const strikeWords = command<StrikeWords, LoadedCase, CaseRow, StrikeRefusal>({
  name: 'case.strike',
  load: fromDesk,
  target: caseTarget,
  run: async (uow, { row }, { words }, as) => {
    const wanted = [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))];
    if (wanted.length === 0 || wanted.some((word) => Array.from(word).length < FEWEST_SIGNS))
      return err({ kind: 'case_strike_short' });
    const written = plain(await allWords(uow, row));
    const missing = wanted.find((word) => !written.includes(plain(word)));
    if (missing !== undefined) return err({ kind: 'case_strike_not_there', word: missing });
    return ok(await save(uow, row, [...new Set([...struckIn(uow, row), ...wanted])], as));
  },
});

export const unstrikeWords = command<CaseInput, LoadedCase, CaseRow, StrikeRefusal>({
  name: 'case.strike',
  load: fromDesk,
  target: caseTarget,
  run: async (uow, { row }, _input, as) => ok(row.struckSealed === null ? row : await save(uow, row, [], as)),
});

const plain = (text: string): string => text.normalize('NFKC').toLowerCase();

const struckIn = ({ keys }: UnitOfWork, { struckSealed }: CaseRow): readonly string[] =>
  struckSealed ? (keys.openJson(CASE_STRUCK, struckSealed) as readonly string[]) : [];

/** Everything of it that is shown to those who work on it. */
async function allWords({ tx, keys }: UnitOfWork, row: CaseRow): Promise<string> {
  const lines = await tx.select().from(caseEvent).where(eq(caseEvent.caseId, row.id)).orderBy(asc(caseEvent.ordinal));
  const opened = (purpose: string, sealed: Uint8Array | null) => (sealed ? [keys.openText(purpose, sealed)] : []);
  return [
    ...opened(CASE_TEXT, row.textSealed),
    ...opened(CASE_PLACE, row.placeTextSealed),
    ...opened(CASE_ACCUSED, row.accusedTextSealed),
    ...lines.flatMap(({ textSealed }) => opened(EVENT_TEXT, textSealed)),
  ].join('\n');
}

async function save(
  uow: UnitOfWork,
  before: CaseRow,
  struck: readonly string[],
  as: Parameters<typeof appendCaseEvent>[2],
): Promise<CaseRow> {
  const [row] = await uow.tx
    .update(hotlineCase)
    .set({
      struckSealed: struck.length === 0 ? null : uow.keys.sealJson(CASE_STRUCK, struck),
      version: before.version + 1,
    })
    .where(eq(hotlineCase.id, before.id))
    .returning();
  if (!row) throw new Error('a locked case is gone');
  await appendCaseEvent(uow, row, as, { kind: struck.length === 0 ? 'unstrike' : 'strike' });
  record(uow, 'hotline_case', row, { action: 'case.strike', as, communityId: row.communityId });
  return row;
}
