/** A photo, voice, file or place in a direct chat, before, during or after the words it belongs to. */
import type { FileRef, GeoPoint } from '../channel.ts';
import { formatDemandNumber } from '../domain/demand/number.ts';
import { normalise } from '../domain/demand/understanding/normalise.ts';
import { translate } from '../locales/translate.ts';
import { messageKeyOf } from '../usecases/conversation/identify.ts';
import {
  type AttachFile,
  albumGoesTo,
  attachToDemand,
  demandAwaitingFiles,
  isOneOfMany,
} from '../usecases/demand/attach.ts';
import { linesOf } from '../usecases/demand/work-list.ts';
import { elapsedMinutes } from '../usecases/policies.ts';
import { addTaskEvidence } from '../usecases/task/steps.ts';
import { choice } from './answers.ts';
import { dropThreadFile } from './case-thread.ts';
import { onDirectText } from './direct.ts';
import { ADDITION } from './flows/addition.ts';
import { CASE_REPORT } from './flows/case-report/state.ts';
import { sayRefusal } from './refusals.ts';
import { forgets, openBulk, openEvidence, openWords, runFlow, showCurrent, thread, wantsCaseFile } from './run-flow.ts';
import { mayStillWrite } from './still.ts';
import { sayTaskRefusal } from './task-refusals.ts';
import { mayHaveTasks } from './task-rights.ts';
import { FLOW, rulesOf, say, sayText, type Turn } from './turn.ts';

type Item = AttachFile['item'];

const itemOf = (file: FileRef): Item => ({
  kind: file.kind,
  ref: file.ref,
  ...(file.name !== undefined && { name: file.name }),
  ...(file.mime !== undefined && { mime: file.mime }),
});

export async function onFile(turn: Turn, file: FileRef, caption: string | undefined): Promise<void> {
  const words = openWords(turn);
  if (words) {
    // The handler's picture is the evidence; the submitter's belongs to her answer.
    const done = await attach(turn, itemOf(file), {
      demandId: words.demandId,
      role: words.purpose === 'resolve' ? 'evidence' : words.purpose === 'progress' ? 'progress' : 'report',
    });
    if (!done) return;
    const quiet = await isMore(turn, caption);
    if ((await runFlow(turn, sentFile(turn, caption), { quiet })) === 'handled' || quiet) return;
    // She is asked whether her words are the answer; the picture has gone with it, and the question stands.
    sayText(turn, 'file.attached', 'file.attached', { number: words.number });
    showCurrent(turn);
    return;
  }
  if (turn.standing && forgets(turn.standing.flow)) turn.forget = true;
  if (thread(turn) || wantsCaseFile(turn)) return attachToCase(turn, file, caption);
  const task = openEvidence(turn);
  if (task) return attachEvidence(turn, itemOf(file), caption, task);
  const several = openBulk(turn);
  if (several) return attachToSeveral(turn, file, caption, several);
  if (await wasRestOfAlbum(turn, file, caption)) return;
  await attachLoose(turn, itemOf(file));
  if (caption?.trim()) await onDirectText(turn, caption);
}

/** To a case: a reporter's goes by a letter at once, what shows a unit's work goes with its words. */
async function attachToCase(turn: Turn, file: FileRef, caption: string | undefined): Promise<void> {
  const own = thread(turn);
  const attachmentId = await attachId(turn, itemOf(file), { role: own ? 'report' : 'evidence' });
  if (attachmentId === undefined) return;
  if (own && !(await dropThreadFile(turn, own, attachmentId))) return;
  const quiet = await isMore(turn, caption);
  await runFlow(turn, { ...sentFile(turn, own ? undefined : caption), file: attachmentId }, { quiet });
  if (own && caption?.trim()) await onDirectText(turn, caption);
}

/** The first of an album was the answer that was asked for; the others go where it went, and are not asked about. */
async function wasRestOfAlbum(turn: Turn, file: FileRef, caption: string | undefined): Promise<boolean> {
  if (turn.standing || file.kind !== 'photo' || caption?.trim()) return false;
  const goesTo = await albumGoesTo(turn.uow, { accountId: turn.account.id, chatId: turn.chat.id });
  for (const where of goesTo) await attach(turn, itemOf(file), where);
  return goesTo.length > 0;
}

/** What shows that a task is done goes to it at once, so that it is there whatever comes next. */
async function attachEvidence(
  turn: Turn,
  item: Item,
  caption: string | undefined,
  { taskId, files }: NonNullable<ReturnType<typeof openEvidence>>,
): Promise<void> {
  const limit = rulesOf(turn).value('task.attachment.max');
  if (files >= limit) return sayTaskRefusal(turn, { kind: 'too_many_files', limit }, taskId);
  const { message, address } = turn.inbound;
  const sent = await attachToDemand(turn.uow, {
    accountId: turn.account.id,
    chatId: turn.chat.id,
    item,
    role: 'evidence',
    ...(message !== undefined && { messageKey: messageKeyOf(turn.uow.index, address, message) }),
  });
  if (!sent.ok) return sayRefusal(turn, sent.error);
  const words = sentFile(turn, caption).caption;
  const done = await addTaskEvidence(turn.uow, {
    taskId,
    chatId: turn.chat.id,
    attachmentIds: [sent.value.attachmentId],
    ...(words !== undefined && { words }),
  });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  await runFlow(turn, { kind: 'sent-file' }, { quiet: files > 0 && (await isMore(turn, caption)) });
}

/** Another of an album, without words: it was answered with the first. */
const isMore = async (turn: Turn, caption: string | undefined): Promise<boolean> =>
  !caption?.trim() && (await isOneOfMany(turn.uow, turn.account.id, turn.chat.id));

function sentFile(turn: Turn, caption: string | undefined) {
  const { message } = turn.inbound;
  const { text, longer } = normalise(caption ?? '', rulesOf(turn).value('demand.text.max'));
  if (longer) sayText(turn, 'text.cut', 'text.cut', { kept: Array.from(text).length });
  return {
    kind: 'sent-file' as const,
    ...(text !== '' && { caption: text }),
    ...(message !== undefined && { message }),
  };
}

/** One picture for several: each keeps its own copy, so that what becomes of one changes none of the others. */
async function attachToSeveral(
  turn: Turn,
  file: FileRef,
  caption: string | undefined,
  { demandIds, role }: NonNullable<ReturnType<typeof openBulk>>,
): Promise<void> {
  const purpose = role === 'evidence' ? 'resolve' : 'progress';
  const to: string[] = [];
  for (const { row } of await linesOf(turn.uow.tx, [...demandIds].sort())) {
    // What cannot be done about one of them is said at the end; its book needs no picture of it.
    if (!mayStillWrite(row, { do: 'write', purpose, demandId: row.id }, turn.policy).ok) continue;
    if (await attach(turn, itemOf(file), { demandId: row.id, role })) to.push(row.id);
  }
  await runFlow(turn, { ...sentFile(turn, caption), to }, { quiet: await isMore(turn, caption) });
}

export async function onLocation(turn: Turn, point: GeoPoint): Promise<void> {
  const item: Item = {
    kind: 'location',
    latitude: point.latitude,
    longitude: point.longitude,
    ...(point.label !== undefined && { label: point.label }),
  };
  if (turn.standing?.flow === CASE_REPORT) {
    turn.forget = true;
    return sayText(turn, FLOW, 'case.report.type-place');
  }
  const words = openWords(turn);
  if (words) {
    await attach(turn, item, { demandId: words.demandId, role: 'report' });
    return;
  }
  await attachLoose(turn, item);
}

/** While a report is being made it waits for it; else it goes to the newest open demand; else it waits for words. */
async function attachLoose(turn: Turn, item: Item): Promise<void> {
  const minutes = elapsedMinutes(rulesOf(turn).value('demand.attachment.after'));
  const adding = turn.standing?.flow === ADDITION;
  const reporting = adding || ['report', 'enter', CASE_REPORT].includes(turn.standing?.flow ?? '');
  const demand = reporting ? undefined : await demandAwaitingFiles(turn.uow, turn.account.id, turn.chat.id, minutes);
  const done = await attach(turn, item, { role: 'report', ...(demand && { demandId: demand.id }) });
  // It may go with a report: that she sent something would then be all that is left of it.
  if (!demand) turn.forget = true;
  if (!done) return;
  const quiet = await isMore(turn, undefined);
  if (adding) {
    await runFlow(turn, { kind: 'sent-file' }, { quiet });
    return;
  }
  if (quiet) return;
  if (demand) return sayText(turn, 'file.attached', 'file.attached', { number: formatDemandNumber(demand) });
  if (reporting) return sayText(turn, 'file.kept-for-report', 'file.kept-for-report');
  say(turn, 'file.waiting', {
    text: translate(turn.language, 'file.waiting'),
    choices: [
      choice(turn, 'home.button.report', { do: 'report' }, 'primary'),
      ...(mayHaveTasks(turn.actor) ? [choice(turn, 'task.button.file-goes', { do: 'tasks', page: 0 })] : []),
    ],
  });
}

const attach = async (turn: Turn, item: Item, where: Pick<AttachFile, 'demandId' | 'role'>): Promise<boolean> =>
  (await attachId(turn, item, where)) !== undefined;

async function attachId(
  turn: Turn,
  item: Item,
  where: Pick<AttachFile, 'demandId' | 'role'>,
): Promise<string | undefined> {
  const { message, address } = turn.inbound;
  const done = await attachToDemand(turn.uow, {
    accountId: turn.account.id,
    chatId: turn.chat.id,
    item,
    ...where,
    ...(message !== undefined && { messageKey: messageKeyOf(turn.uow.index, address, message) }),
  });
  if (done.ok) return done.value.attachmentId;
  sayRefusal(turn, done.error);
  return undefined;
}
