/** A button: the token is looked up, checked against chat and person, and becomes an intent. Wrong ones get a kind sentence. */
import { phrase } from '../locales/translate.ts';
import { resolveToken } from '../notices/choices.ts';
import type { Intent, WordsPurpose } from '../notices/intent.ts';
import { setLanguage } from '../usecases/account/settings.ts';
import { type FoundDemand, findById, speaksFor } from '../usecases/demand/lists.ts';
import { onHotlineList } from './admissions.ts';
import { sayDemandById, sayHelp, sayPictures } from './answers.ts';
import { enlist, sayMore, sayUnits, split } from './arrange.ts';
import { beginBallotWords, onBallotAct, onRecusal, pickOptions } from './ballots.ts';
import { beginCaseReport } from './begin-case.ts';
import { beginWords } from './begin-flow.ts';
import { together } from './bulk.ts';
import { chooseSeveral } from './bulk-start.ts';
import { askCaseWords, onCallBackFor, onCaseAct, onReveal, sayCases } from './cases.ts';
import { onVote } from './cast.ts';
import { cosign, sayCatalogue, takeBack } from './cosign.ts';
import { confirmFor, told } from './enter.ts';
import { accept, confirm, withdraw } from './finish.ts';
import { part } from './flows/said.ts';
import { onMeetingAct, sayMeetings } from './meetings.ts';
import { sayMine, sayTodayOr } from './mine.ts';
import { putInMeeting } from './motions.ts';
import { onCallBack, onOwnCase, sayOwnCases } from './own-cases.ts';
import { onPetitionAct } from './petitions.ts';
import { askGroup, onPollAct, pickOption } from './polls.ts';
import { sayRates } from './rates.ts';
import { sayRefusal } from './refusals.ts';
import { onRegistryAct } from './registry.ts';
import { sayRuleAreas, sayRulesOf, sayWhy } from './rules.ts';
import { beginReport, forgets, leaveFlow, runFlow, showCurrent } from './run-flow.ts';
import { onEndSeries } from './series.ts';
import { mayStillWrite } from './still.ts';
import { onTaskIntent } from './tasks.ts';
import { sayFilters } from './today-filters.ts';
import { sayPrivately, sayText, type Turn } from './turn.ts';
import { sayWall } from './wall.ts';

export async function onPress(turn: Turn, token: string): Promise<void> {
  const presser = { chatId: turn.chat.id, scope: turn.chat.scope, accountId: turn.account.id };
  const resolved = await resolveToken(
    turn.uow.tx,
    token,
    presser,
    turn.uow.keys,
    turn.uow.now,
    turn.uow.ahead?.prompts,
  );
  if (resolved.kind === 'intent') return onIntent(turn, resolved.intent);
  const key = resolved.kind === 'expired' ? 'press.expired' : 'press.not-yours';
  sayPrivately(turn, `press.${resolved.kind}`, phrase(turn.language, key), { about: 'press' });
  if (turn.chat.scope === 'direct') showCurrent(turn);
}

export async function onIntent(turn: Turn, intent: Intent): Promise<void> {
  switch (intent.do) {
    case 'pick':
      return onPick(turn, intent);
    case 'leave':
      return leaveFlow(turn);
    case 'wall':
      return sayWall(turn);
    case 'help':
      return sayHelp(turn);
    case 'report':
      return beginReport(turn, []);
    case 'report-this':
      return beginReport(turn, part(intent.text, undefined));
    case 'my':
      return sayMine(turn, intent.page);
    case 'rules':
      return intent.area === undefined ? sayRuleAreas(turn) : sayRulesOf(turn, intent.area, intent.page);
    case 'why':
      return sayWhy(turn, intent);
    case 'show':
      return sayDemandById(turn, intent.demandId);
    case 'language':
      return chooseLanguage(turn, intent.language);
    case 'pictures':
      return sayPictures(turn, intent.demandId);
    case 'accept':
      return accept(turn, intent.demandId);
    case 'today':
      return sayTodayOr(turn, intent.filter, intent.page);
    case 'filter':
      return sayFilters(turn, intent.by, intent.page);
    case 'accept-all':
      return together(turn, 'accept', intent.demandIds);
    case 'choose':
      return chooseSeveral(turn, intent.demandIds);
    case 'confirm':
      return confirm(turn, intent.demandId, intent.resolution);
    case 'withdraw':
      return withdraw(turn, intent.demandId);
    case 'told':
      return told(turn, intent.demandId);
    case 'confirm-for':
      return confirmFor(turn, intent.demandId, intent.resolution);
    case 'tasks':
    case 'task':
    case 'acknowledge-tasks':
    case 'extension':
    case 'to-verify':
    case 'task-people':
    case 'hand-over':
    case 'week':
    case 'new-task':
      return onTaskIntent(turn, intent);
    case 'meetings':
      return sayMeetings(turn, intent.page);
    case 'meeting':
      return onMeetingAct(turn, intent.meetingId, intent.act, intent.seen);
    case 'new-motion':
      return putInMeeting(turn, intent.meetingId, intent.line);
    case 'series':
      return onEndSeries(turn, intent.seriesId);
    case 'ballot':
      return onBallotAct(turn, intent.ballotId, intent.act, intent.seen);
    case 'ballot-words':
      return beginBallotWords(turn, intent.purpose, intent.ballotId, intent.objectionId);
    case 'admission':
    case 'bulletin':
      return onHotlineList(turn, intent);
    case 'rates':
      return sayRates(turn, intent.by);
    case 'vote':
      return onVote(turn, intent.ballotId, intent.choice, intent.entry);
    case 'vote-for':
      return pickOptions(turn, intent.ballotId, intent.entry);
    case 'petition':
      return onPetitionAct(turn, intent.petitionId, intent.act);
    case 'recusal':
      return onRecusal(turn, intent.recusalId, intent.uphold);
    case 'poll':
      return onPollAct(turn, intent.pollId, intent.act);
    case 'poll-pick':
      return pickOption(turn, intent.pollId, intent.option);
    case 'new-poll':
      return askGroup(turn, intent.chatId, intent.line);
    case 'registry':
      return onRegistryAct(turn, intent.act);
    case 'report-case':
      return beginCaseReport(turn, []);
    case 'own-cases':
      return sayOwnCases(turn);
    case 'own-case':
      return onOwnCase(turn, intent);
    case 'call-back':
      return onCallBack(turn, intent);
    case 'cases':
      return sayCases(turn, intent);
    case 'case':
      return onCaseAct(turn, intent.caseId, intent.act);
    case 'case-words':
      return askCaseWords(turn, intent.caseId, intent.purpose);
    case 'reveal':
      return onReveal(turn, intent);
    case 'call-back-for':
      return onCallBackFor(turn, intent);
    case 'more':
      return sayMore(turn, intent.demandId);
    case 'units':
      return sayUnits(turn, intent.demandId, intent.page);
    case 'list':
      return enlist(turn, intent.demandId);
    case 'split':
      return split(turn, intent.demandId);
    case 'cosign':
      return cosign(turn, intent.demandId);
    case 'take-back':
      return takeBack(turn, intent.demandId);
    case 'catalogue':
      return sayCatalogue(turn, intent.page);
    case 'write': {
      const found = await findById(turn.uow.tx, turn.actor, intent.demandId);
      if (found.kind === 'none' || !(await mayWriteTo(turn, found, intent.purpose)))
        return sayRefusal(turn, { kind: 'demand_not_found' });
      // Nobody is asked to write what cannot be taken any more.
      const possible = mayStillWrite(found.row, intent, turn.policy);
      if (!possible.ok) return sayRefusal(turn, possible.error);
      return beginWords(turn, intent.purpose, found.row, intent.resolution, {
        ...(intent.bodyId && { bodyId: intent.bodyId }),
        ...(intent.bundleId && { bundleId: intent.bundleId }),
      });
    }
  }
}

/** Whoever filed a demand that was merged into it may speak for it without reading what others wrote. */
const mayWriteTo = async (turn: Turn, { kind, row }: Exclude<FoundDemand, { kind: 'none' }>, purpose: WordsPurpose) =>
  kind === 'full' ||
  ((purpose === 'reopen' || purpose === 'add_info') && (await speaksFor(turn.uow.tx, turn.actor, row.id)));

/** A choice of a step the conversation has left gets a sentence and the step it is at now. */
async function onPick(turn: Turn, { flow, step, pick }: Extract<Intent, { do: 'pick' }>): Promise<void> {
  // Which button it was would say what was chosen.
  if (forgets(flow)) turn.forget = true;
  if (turn.standing?.flow === flow && turn.standing.step === step) {
    await runFlow(turn, { kind: 'picked', pick });
    return;
  }
  sayText(turn, 'press.moved-on', 'press.moved-on');
  showCurrent(turn);
}

async function chooseLanguage(turn: Turn, language: Turn['language']): Promise<void> {
  const done = await setLanguage(turn.uow, { accountId: turn.account.id, language });
  if (!done.ok) return sayRefusal(turn, done.error);
  turn.language = language;
  sayText(turn, 'language.set', 'language.set');
  showCurrent(turn);
}
