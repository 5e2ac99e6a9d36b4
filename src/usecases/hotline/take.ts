/**
 * Takes letters out of the box: what a reporter dropped becomes a case, or something that happens to one. The system acts,
 * in a transaction that knows no chat; the letter is deleted in it, so that it is taken once.
 */
import { eq } from 'drizzle-orm';
import { contentDigest, newSalt } from '../../../db/digest.ts';
import {
  attachment,
  attachmentBlob,
  blobPurpose,
  caseFile,
  caseFilePurpose,
  caseReporter,
  community,
  hotlineCase,
} from '../../../db/schema/index.ts';
import { circleOf, deskOf, firstDesk, startDesk } from '../../domain/hotline/desk.ts';
import type { Excluded } from '../../domain/hotline/exclusion.ts';
import type { LetterIn } from '../../domain/hotline/letters.ts';
import {
  AT_WORK,
  CASE_TIERS,
  type CaseSource,
  type CaseTier,
  isOpenCase,
  type Satisfaction,
} from '../../domain/hotline/states.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { SeatFact } from '../../domain/task/people.ts';
import { command } from '../command.ts';
import { eraseAttachment } from '../demand/unsend.ts';
import { policyOf } from '../policies.ts';
import { seatsIn } from '../task/seats.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { tieAdmission } from './admission.ts';
import { appendCaseEvent, type CaseChanged, coarse, type MoveRefusal, moveCase } from './change.ts';
import { moveClocks } from './clocks.ts';
import { exclude, excludedOf, leftOutWith } from './exclusion.ts';
import { dropLetter, joinedTo, writeToReporter } from './letters.ts';
import { type Identity, newCaseRow, newReporterRow, type Reported } from './new-case.ts';
import { randomRowId } from './random.ts';
import { freeReporterKey } from './report.ts';
import { type CaseRow, type LoadedCase, withFacts } from './rows.ts';
import { tellDesk, tellUnits } from './tell.ts';
import { endUnit } from './units.ts';

/** Of two letters the later came first, or a file is still on its platform: it waits. */
export type TakeRefusal = { readonly kind: 'file_on_its_way' } | { readonly kind: 'case_on_its_way' };

export const takeLetter = command<LetterIn, LetterIn, void, TakeRefusal>({
  name: 'letter.take',
  load: async (_uow, letter) => ok(letter),
  target: () => ({}),
  run: async (uow, letter) => {
    switch (letter.kind) {
      case 'report': {
        const { report, admissionItemId } = letter;
        await receiveCase(uow, report, { source: admissionItemId === undefined ? 'chat' : 'admission' });
        if (admissionItemId !== undefined) await tieAdmission(uow, admissionItemId, report.caseId);
        return ok(undefined);
      }
      case 'retaliation': {
        const [suffered] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, letter.caseId));
        // Without it nobody knows who must not have this one.
        if (!suffered) return err({ kind: 'case_on_its_way' });
        await receiveCase(uow, letter.report, { source: 'retaliation', follows: suffered });
        return ok(undefined);
      }
      case 'file':
        return takeFile(uow, letter);
      case 'say':
      case 'call_back':
      case 'withdraw':
      case 'forget':
      case 'leave_out':
        return takeOwn(uow, letter);
    }
  },
});

interface Receiving {
  readonly source: CaseSource;
  readonly follows?: CaseRow;
  readonly identity?: Identity;
  /** Staff who entered it; the system takes what came by letter. */
  readonly entered?: { readonly as: Role };
}

const NOBODY: Excluded = { bodyIds: [], personIds: [] };

/** Whoever she suffers under may sit on the desk her case lies on: those below the desk this one comes to do not read it. */
function below(tier: CaseTier, seats: readonly SeatFact[], own: Excluded): readonly string[] {
  const there = new Set(deskOf(tier, seats, own));
  return CASE_TIERS.slice(0, CASE_TIERS.indexOf(tier))
    .flatMap((lower) => deskOf(lower, seats, own))
    .filter((personId) => !there.has(personId));
}

/** Brings a case into being on the first desk where nobody it is about sits. */
export async function receiveCase(
  uow: UnitOfWork,
  report: Reported,
  { source, follows, identity, entered }: Receiving,
): Promise<CaseRow> {
  const as = entered?.as ?? 'system';
  const [home] = await uow.tx.select().from(community).where(eq(community.id, report.communityId));
  if (!home) throw new Error('a report from no community');
  const seats = await seatsIn(uow.tx, home.id);
  const suffered = follows ? await excludedOf(uow.tx, follows.id) : NOBODY;
  const accused = report.accusedBodyId ? await leftOutWith(uow.tx, report.accusedBodyId) : NOBODY;
  const own = {
    bodyIds: [...new Set([...suffered.bodyIds, ...accused.bodyIds])],
    personIds: [...new Set([...suffered.personIds, ...accused.personIds])],
  };
  const tier = startDesk(
    {
      family: circleOf(report, report.accusedBodyId !== undefined),
      accusedUnknown: report.accusedBodyId === undefined,
      ...(follows && { above: follows.tier }),
    },
    seats,
    own,
  );
  const [row] = await uow.tx
    .insert(hotlineCase)
    .values(newCaseRow(uow, report, { source, tier, ...(follows && { followsId: follows.id }) }))
    .returning();
  if (!row) throw new Error('the case was not returned');
  const reporterKey = report.contact && (await freeReporterKey(uow, report.contact.accountId));
  await uow.tx.insert(caseReporter).values(newReporterRow(uow, report, { identity, reporterKey }));
  record(uow, 'hotline_case', row, {
    action: entered ? 'case.enter' : 'case.receive',
    as,
    communityId: home.id,
    facts: { family: row.family, tier },
  });
  for (const bodyId of own.bodyIds) await exclude(uow, row.id, { bodyId, because: 'accused' }, as);
  const desksBelow = follows && tier !== follows.tier ? below(tier, seats, own) : [];
  for (const personId of [...suffered.personIds, ...desksBelow])
    await exclude(uow, row.id, { personId, because: 'accused' }, as);
  await appendCaseEvent(uow, row, as, { kind: 'receive' });
  const policy = await policyOf(uow, home);
  await moveClocks(uow, { row, clocks: [], policy, cooperating: false }, 'receive', row.receivedAt, as);
  for (const fileId of report.fileIds)
    await dropLetter(uow, { kind: 'file', caseId: row.id, fileId, at: uow.now.toString() });
  if (tier === 'outside') await writeToReporter(uow, row, { say: 'outside' });
  else tellDesk(uow, row, 'new');
  return row;
}

/** What the reporter says, answers or asks, as the system carries it into her case. */
async function takeOwn(
  uow: UnitOfWork,
  letter: Exclude<LetterIn, { readonly kind: 'report' | 'retaliation' | 'file' }>,
): Promise<Result<void, TakeRefusal>> {
  const [found] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, letter.caseId)).for('update');
  if (!found) return err({ kind: 'case_on_its_way' });
  const loaded = await withFacts(uow, found);
  const as = 'system';
  switch (letter.kind) {
    case 'say': {
      const { words } = letter;
      const reply = { name: 'letter.take', step: { action: 'reply', words }, words, forReporter: true } as const;
      const moved = isOpenCase(found.state) ? await moveCase(uow, loaded, as, reply) : undefined;
      // What moves nothing, because it came after the end, is kept and told all the same.
      if (!moved?.ok) await appendCaseEvent(uow, found, as, { kind: 'reply', text: words, forReporter: true });
      tellDesk(uow, found, 'said');
      tellUnits(uow, found, 'said');
      return ok(undefined);
    }
    case 'call_back':
      await calledBack(uow, loaded, letter);
      return ok(undefined);
    case 'withdraw': {
      if (isOpenCase(found.state) && (await joinedTo(uow, found.id)).length > 0) {
        await writeToReporter(uow, found, { say: 'withdraw_shared' });
        return ok(undefined);
      }
      const moved = await moveCase(uow, loaded, as, {
        name: 'letter.take',
        step: { action: 'withdraw' },
        forReporter: true,
      });
      if (!moved.ok) {
        if (moved.error.kind === 'case_not_now') await writeToReporter(uow, found, { say: 'withdraw_late' });
        return ok(undefined);
      }
      tellDesk(uow, moved.value.row, 'withdrawn');
      tellUnits(uow, moved.value.row, 'withdrawn');
      await writeToReporter(uow, moved.value.row, { say: 'withdrawn' });
      return ok(undefined);
    }
    case 'forget': {
      await writeToReporter(uow, found, { say: 'forgotten' });
      await uow.tx
        .update(caseReporter)
        .set({ reporterKey: null, contactSealed: null, identitySealed: null, forgotten: true })
        .where(eq(caseReporter.caseId, found.id));
      await appendCaseEvent(uow, found, as, { kind: 'forget' });
      return ok(undefined);
    }
    case 'leave_out': {
      const { bodyId, words } = letter;
      if (bodyId !== undefined) await exclude(uow, found.id, { bodyId, because: 'reporter_asked' }, as);
      const eventId = await appendCaseEvent(uow, found, as, { kind: 'exclude', text: words, forReporter: true });
      // Said in words only, it is for the desk to decide who that is.
      if (bodyId === undefined) tellDesk(uow, found, 'left_out', eventId);
      await moveToOpenDesk(uow, found);
      return ok(undefined);
    }
  }
}

/** The reporter's answer to the callback: it closes, is handled again, or climbs. An outdated one changes nothing. */
export async function calledBack(
  uow: UnitOfWork,
  loaded: LoadedCase,
  answer: {
    readonly round: number;
    readonly solved: boolean;
    readonly satisfaction: Satisfaction;
    readonly words?: string;
  },
  as: Role = 'system',
  name: 'letter.take' | 'case.call-back-for' = 'letter.take',
): Promise<Result<CaseChanged, MoveRefusal>> {
  const { round, solved, satisfaction, words } = answer;
  const moved = await moveCase(uow, loaded, as, {
    name,
    step: { action: 'call_back', round, solved, satisfaction },
    ...(words !== undefined && { words }),
    forReporter: true,
    columns: { solved, satisfaction },
  });
  if (!moved.ok) return moved;
  const { row, change } = moved.value;
  if (row.state === 'closed' && row.outcome) await writeToReporter(uow, row, { say: 'closed', outcome: row.outcome });
  else {
    await writeToReporter(uow, row, { say: change.climbed ? 'climbed' : 'reopened' });
    tellDesk(uow, row, change.climbed ? 'climbed' : 'reopened');
  }
  tellUnits(uow, row, row.state === 'closed' ? 'closed' : 'reopened');
  return moved;
}

/**
 * Somebody was left out: the desk it lies on may be empty now, and a unit that has it may be the one. It goes to the first
 * desk with anybody left, and from the unit back to that desk.
 */
export async function moveToOpenDesk(uow: UnitOfWork, found: CaseRow): Promise<void> {
  const { seats, excluded, units } = await withFacts(uow, found);
  for (const unit of units.filter(({ bodyId }) => excluded.bodyIds.includes(bodyId)))
    await endUnit(uow, unit, 'system');
  const tier = firstDesk(found.tier, seats, excluded);
  const leadless = units.some(({ part, bodyId }) => part === 'lead' && excluded.bodyIds.includes(bodyId));
  if (tier === found.tier && !leadless) return;
  const state = leadless && (AT_WORK as readonly string[]).includes(found.state) ? 'accepted' : found.state;
  const [row] = await uow.tx
    .update(hotlineCase)
    .set({ tier, state, version: found.version + 1 })
    .where(eq(hotlineCase.id, found.id))
    .returning();
  if (!row) throw new Error('a locked case vanished');
  record(uow, 'hotline_case', row, {
    action: 'case.exclude',
    as: 'system',
    communityId: row.communityId,
    facts: { from: found.tier, to: tier },
  });
  if (tier === 'outside') await writeToReporter(uow, row, { say: 'outside' });
  else tellDesk(uow, row, 'new');
}

/** Pictures and recordings are; a document says who wrote it and where, and is not taken from a reporter. */
const isWrittenAnew = ({ mime }: typeof attachment.$inferSelect): boolean =>
  mime !== null && /^(?:image|audio|video)\//.test(mime);

/** The file's bytes move to the case under another name; where it came from is struck out. */
async function takeFile(
  uow: UnitOfWork,
  { caseId, fileId, from }: Extract<LetterIn, { readonly kind: 'file' }>,
): Promise<Result<void, TakeRefusal>> {
  const [found] = await uow.tx.select().from(attachment).where(eq(attachment.id, fileId)).for('update');
  const [blob] = await uow.tx.select().from(attachmentBlob).where(eq(attachmentBlob.attachmentId, fileId));
  if (found?.state === 'pending') return err({ kind: 'file_on_its_way' });
  // Something else took it meanwhile: it stays there.
  if (!found || found.demandId !== null || found.taskId !== null) return ok(undefined);
  const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, caseId));
  if (!row) return err({ kind: 'case_on_its_way' });
  const { kind } = found;
  if (found.state === 'stored' && blob && kind !== 'location' && (from === 'unit' || isWrittenAnew(found))) {
    const bytes = uow.keys.open(blobPurpose(fileId), blob.bytesSealed);
    const id = randomRowId();
    const salt = newSalt();
    const [file] = await uow.tx
      .insert(caseFile)
      .values({
        id,
        caseId,
        from: from ?? 'reporter',
        kind,
        mime: found.mime ?? 'application/octet-stream',
        bytesSealed: uow.keys.seal(caseFilePurpose(id), bytes),
        contentDigest: contentDigest(salt, bytes),
        salt,
      })
      .returning();
    if (!file) throw new Error('the file was not returned');
    record(uow, 'case_file', file, { action: 'case.file', as: 'system' });
  } else if (from !== 'unit' && kind !== 'location') await writeToReporter(uow, row, { say: 'file_left_out' });
  await uow.tx
    .update(attachment)
    .set({ accountId: null, chatId: null, messageKey: null, receivedAt: coarse(found.receivedAt, row, true) })
    .where(eq(attachment.id, fileId));
  await eraseAttachment(uow, { ...found, accountId: null, chatId: null, messageKey: null }, 'never used');
  return ok(undefined);
}
