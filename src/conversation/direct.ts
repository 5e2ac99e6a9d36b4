/** Words in a direct chat: a command, an answer to the open step, a number from a list, or something new. */

import { parseDemandNumber } from '../domain/demand/number.ts';
import { normalise } from '../domain/demand/understanding/normalise.ts';
import { understand } from '../domain/demand/understanding/understand.ts';
import { phrase, translate } from '../locales/translate.ts';
import { resolveChoice } from '../notices/choices.ts';
import type { Intent } from '../notices/intent.ts';
import { namesOf } from '../notices/recipients.ts';
import { bindAccount } from '../usecases/account/bind.ts';
import { chooseCommunity } from '../usecases/account/settings.ts';
import { takeHandoff } from '../usecases/conversation/handoff.ts';
import { userKeyOf } from '../usecases/conversation/identify.ts';
import { demandAwaitingAnswer } from '../usecases/demand/lists.ts';
import { isCheckingIn } from '../usecases/meeting/presence.ts';
import { communityByCode } from '../usecases/registry/communities.ts';
import { askUnbind } from './accounts.ts';
import { choice, isHandler, sayFound, sayHelp, sayLanguages, sayWelcome } from './answers.ts';
import { ballotNumberIn, sayBallotNumbered } from './ballots.ts';
import { beginCaseReport, mayEnterCase, soundsLikeReport } from './begin-case.ts';
import { askIfAnswer, beginEnter, beginHuman, beginRebind } from './begin-flow.ts';
import { onTypedBulk } from './bulk-start.ts';
import { giveCalendar, stopCalendar } from './calendar.ts';
import { sayHotline } from './cases.ts';
import { type ParsedCommand, parseCommand } from './commands.ts';
import { convene, meetingLineOf } from './convene.ts';
import { onCosign, sayCatalogue } from './cosign.ts';
import { askHuman, sayDuty } from './duty.ts';
import { sayEmergency } from './emergency.ts';
import { mayEnter } from './enter.ts';
import { parseBulk } from './flows/bulk.ts';
import { part } from './flows/said.ts';
import { answerFromHandbook } from './handbook.ts';
import { sayHandovers } from './handover.ts';
import { onCheckIn, sayMeetings } from './meetings.ts';
import { worksOnCases } from './menu.ts';
import { sayMine, sayTodayOr } from './mine.ts';
import { sayMonth } from './month.ts';
import { onMotionLine } from './motions.ts';
import { enterCommunity } from './open.ts';
import { onTypedCase, sayOwnCases } from './own-cases.ts';
import { onPetition } from './petitions.ts';
import { onAddOption, onPollLine, sayPolls } from './polls.ts';
import { onIntent } from './press.ts';
import { sayBulletins, sayRates } from './rates.ts';
import { sayBindings, sayPeople } from './record-lists.ts';
import { sayRefusal } from './refusals.ts';
import { sayRules } from './rules.ts';
import { beginReport, leaveFlow, runFlow, showCurrent, wantsWords } from './run-flow.ts';
import { isSeriesLine, saySeries, startTypedSeries } from './series.ts';
import { sayTasks, sayWeek } from './task-list.ts';
import { setTask } from './task-set.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';
import { sayUnreached } from './unreached.ts';
import { sayWall } from './wall.ts';

export async function onDirectText(turn: Turn, raw: string): Promise<void> {
  const { message } = turn.inbound;
  const { text, longer } = normalise(raw, rulesOf(turn).value('demand.text.max'));
  if (text === '') return sayText(turn, 'text.empty', 'text.empty');
  if (longer) sayText(turn, 'text.cut', 'text.cut', { kept: Array.from(text).length });
  const command = parseCommand(text);
  if (command) return onCommand(turn, command);
  if (await onTypedCase(turn, text, wantsWords(turn))) return;
  if (await onTypedNumber(turn, text)) return;
  const bulk = turn.standing === undefined && isHandler(turn) ? parseBulk(text) : undefined;
  if (bulk) return onTypedBulk(turn, bulk, message);
  if ((await runFlow(turn, { kind: 'said', text, ...(message !== undefined && { message }) })) === 'handled') return;
  await onNewText(turn, text);
}

/** A code as it stands on a slip, typed without the word before it. */
const BARE_CODE = /^[a-z0-9]{4}-[a-z0-9]{4}$/i;
/** The code on the screen of the room, likewise. */
const BARE_CHECK_IN = /^\d{3} ?\d{3}$/;

async function onNewText(turn: Turn, text: string): Promise<void> {
  if (BARE_CODE.test(text) && turn.actor.personId === undefined) return bind(turn, text);
  if (BARE_CHECK_IN.test(text) && (await isCheckingIn(turn.uow))) return onCheckIn(turn, text);
  if (isSeriesLine(turn, text)) return startTypedSeries(turn, text);
  const meeting = meetingLineOf(text);
  if (meeting !== undefined) return convene(turn, meeting);
  if (parseDemandNumber(text) && text.length < 60) return sayFound(turn, text);
  const waiting = await demandAwaitingAnswer(turn.uow.tx, turn.account.id, turn.chat.id);
  if (waiting) return askIfAnswer(turn, waiting, part(text, turn.inbound.message));
  if (soundsLikeReport(text)) return beginCaseReport(turn, part(text, turn.inbound.message), { unasked: true });
  const understood = understand(text, {
    places: turn.places,
    ...(turn.homePlaceId && { homePlaceId: turn.homePlaceId }),
  });
  const mayAsk = understood.kind !== 'emergency' && understood.kind !== 'greeting' && understood.kind !== 'thanks';
  if (mayAsk && (await answerFromHandbook(turn, text, understood.kind === 'question'))) return;
  switch (understood.kind) {
    case 'greeting':
      return sayWelcome(turn);
    case 'thanks':
      return sayText(turn, 'chat.thanks', 'chat.thanks');
    case 'command':
      return sayHelp(turn);
    case 'chatter':
    case 'question':
      return say(turn, `chat.${understood.kind}`, {
        text: translate(turn.language, understood.kind === 'question' ? 'chat.question' : 'chat.chatter'),
        choices: [
          { label: phrase(turn.language, 'home.button.report-this'), intent: { do: 'report-this', text } },
          choice(turn, 'home.button.help', { do: 'help' }, 'quiet'),
        ],
      });
    case 'demand':
    case 'emergency':
    case 'unclear':
    case 'number_lookup':
      return beginReport(turn, part(text, turn.inbound.message));
  }
}

/** A number typed after a list means its choice; inside a flow that asks for words it is just words. */
async function onTypedNumber(turn: Turn, text: string): Promise<boolean> {
  const match = /^\s*(\d{1,2})\s*[.。、)]?\s*$/.exec(text.normalize('NFKC'));
  const { lastPrompt } = turn.conversation;
  if (!match?.[1] || !lastPrompt) return false;
  if (wantsWords(turn)) return false;
  // 「几号楼？」「3」: while a handler waits for an answer, a number is one.
  if (!turn.standing && (await demandAwaitingAnswer(turn.uow.tx, turn.account.id, turn.chat.id))) return false;
  const index = Number(match[1]) - 1;
  if (index < 0) return false;
  const resolved = await resolveChoice(
    turn.uow.tx,
    lastPrompt,
    index,
    { chatId: turn.chat.id, scope: turn.chat.scope, accountId: turn.account.id },
    turn.uow.keys,
    turn.uow.now,
  );
  if (resolved.kind !== 'intent') return false;
  // What cannot be taken back wants a button: a number may have been meant for something else.
  if (wantsButton(resolved.intent)) {
    sayText(turn, 'flow.pick-one', 'flow.pick-one');
    return true;
  }
  await onIntent(turn, resolved.intent);
  return true;
}

function wantsButton(intent: Intent): boolean {
  switch (intent.do) {
    case 'withdraw':
    case 'confirm':
    case 'confirm-for':
    case 'extension':
    case 'vote':
    case 'call-back':
    case 'call-back-for':
    case 'reveal':
      return true;
    case 'own-case':
      return intent.act === 'withdraw-sure' || intent.act === 'forget-sure';
    case 'task':
      return intent.act === 'verify' || intent.act === 'hand-in';
    default:
      return false;
  }
}

async function onCommand(turn: Turn, { word, rest }: ParsedCommand): Promise<void> {
  switch (word) {
    case 'start':
      return onStart(turn, rest);
    case 'help':
      sayHelp(turn);
      showCurrent(turn);
      return;
    case 'demand':
      return beginReport(turn, part(rest, turn.inbound.message));
    case 'today':
      return sayTodayOr(turn, {}, 0);
    case 'task':
      if (rest !== '') return setTask(turn, {}, rest);
      await sayTasks(turn, 0);
      return;
    case 'set-task':
      return setTask(turn, {}, rest);
    case 'week':
      return sayWeek(turn, undefined, 0);
    case 'month':
      return sayMonth(turn);
    case 'unreached':
      return sayUnreached(turn);
    case 'wall':
      return sayWall(turn);
    case 'calendar':
      return giveCalendar(turn);
    case 'end-calendar':
      return stopCalendar(turn);
    case 'enter':
      return mayEnter(turn)
        ? beginEnter(turn, part(rest, turn.inbound.message))
        : sayRefusal(turn, { kind: 'not_permitted', command: 'demand.enter' });
    case 'report':
      return beginCaseReport(turn, part(rest, turn.inbound.message));
    case 'my-reports':
      return sayOwnCases(turn);
    case 'bulletins':
      return sayBulletins(turn);
    case 'rates':
      return sayRates(turn, 'unit');
    case 'hotline':
      // To everybody else the word means what she herself reported.
      return worksOnCases(turn.actor) ? sayHotline(turn) : sayOwnCases(turn);
    case 'enter-case':
      return mayEnterCase(turn)
        ? beginCaseReport(turn, part(rest, turn.inbound.message), { entering: {} })
        : sayRefusal(turn, { kind: 'not_permitted', command: 'case.enter' });
    case 'my':
      return sayMine(turn, 0);
    case 'find':
      if (await onTypedCase(turn, rest, false)) return;
      return sayFound(turn, rest);
    case 'lang':
      return sayLanguages(turn);
    case 'bind':
      return rest === '' ? sayText(turn, 'bind.ask', 'bind.ask') : bind(turn, rest);
    case 'handover':
      return sayHandovers(turn);
    case 'people':
      return sayPeople(turn, undefined);
    case 'bindings':
      return sayBindings(turn, undefined);
    case 'duty':
      return sayDuty(turn);
    case 'human':
      return rest === '' ? beginHuman(turn) : askHuman(turn, rest);
    case 'unbind':
      return askUnbind(turn, rest);
    case 'phone':
      return beginRebind(turn);
    case 'bindgroup':
    case 'unbindgroup':
      return sayText(turn, 'group.only-there', 'group.only-there');
    case 'rules':
      return sayRules(turn, rest);
    case 'leave':
      return leaveFlow(turn);
    case 'cosign':
    case 'take-back':
      return onCosign(turn, rest, word);
    case 'catalogue':
      return sayCatalogue(turn, 0);
    case 'meetings':
      return sayMeetings(turn, 0);
    case 'series':
      return saySeries(turn);
    case 'convene':
      return rest === '' ? sayText(turn, 'meeting.convene.how', 'meeting.convene.how') : convene(turn, rest);
    case 'motion': {
      const number = ballotNumberIn(rest);
      return number === undefined ? onMotionLine(turn, rest) : sayBallotNumbered(turn, number);
    }
    case 'poll':
      return rest === '' ? sayPolls(turn) : onPollLine(turn, rest);
    case 'add-option':
      return onAddOption(turn, rest);
    case 'check-in':
      return onCheckIn(turn, rest);
    case 'petition':
      return onPetition(turn, rest);
  }
}

/** `/start` alone, or with the payload of a link: an invitation, a community, or what was begun in a group. */
async function onStart(turn: Turn, payload: string): Promise<void> {
  const kind = payload.slice(0, 2);
  const value = payload.slice(2);
  if (kind === 'i_') return bind(turn, value);
  if (kind === 'c_') return arriveFrom(turn, value);
  if (kind === 'h_') return continueFromGroup(turn, value);
  sayWelcome(turn);
  showCurrent(turn);
}

async function bind(turn: Turn, code: string): Promise<void> {
  const done = await bindAccount(turn.uow, { accountId: turn.account.id, code });
  if (!done.ok) return sayRefusal(turn, done.error);
  await enterCommunity(turn, done.value.communityId);
  const [name = ''] = await namesOf(turn.uow, [done.value.personId]);
  sayText(turn, 'bind.done', 'bind.done', { name, community: turn.community?.name ?? '' });
}

async function arriveFrom(turn: Turn, code: string): Promise<void> {
  const community = await communityByCode(turn.uow.tx, code);
  if (!community) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  if (!turn.actor.personId) {
    const done = await chooseCommunity(turn.uow, { accountId: turn.account.id, communityId: community.id });
    if (done.ok) await enterCommunity(turn, community.id);
  }
  sayWelcome(turn);
}

async function continueFromGroup(turn: Turn, token: string): Promise<void> {
  const user = turn.inbound.actor?.user;
  const carried =
    user === undefined
      ? undefined
      : await takeHandoff(turn.uow, token, userKeyOf(turn.uow.index, turn.inbound.address.platform, user));
  if (!carried) return sayText(turn, 'group.link-spent', 'group.link-spent');
  if (carried.communityId && !turn.actor.personId) await enterCommunity(turn, carried.communityId);
  if (await onTypedCase(turn, carried.text, false)) return;
  const command = parseCommand(carried.text);
  if (command?.word === 'report') return beginCaseReport(turn, part(command.rest, undefined));
  if (soundsLikeReport(carried.text)) return beginCaseReport(turn, part(carried.text, undefined), { unasked: true });
  sayEmergency(turn, carried.text);
  const { text, longer } = normalise(carried.text, rulesOf(turn).value('demand.text.max'));
  if (longer) sayText(turn, 'text.cut', 'text.cut', { kept: Array.from(text).length });
  await beginReport(turn, part(text, undefined));
}
