/**
 * 我的举报: a reporter's own cases, by the account she reported from, or one of them by its code from any chat. What she does
 * with one is dropped as a letter; nothing of the case is written here.
 */
import { ABOUT_STAFF, familyOf, isCaseCategory } from '../domain/hotline/categories.ts';
import { readCaseNumber, readReceiptCode } from '../domain/hotline/codes.ts';
import { isOpenCase } from '../domain/hotline/states.ts';
import { formatDay } from '../locales/dates.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { caseCategoryName, caseStateName } from '../notices/case-facts.ts';
import type { CaseIntent, OwnCaseAct } from '../notices/case-intent.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { callBackChoices } from '../notices/letters.ts';
import { caseIdNumbered, type OwnCasePage, ownCase } from '../usecases/hotline/own.ts';
import { dropOwnLetter, openByCode, reportsOf } from '../usecases/hotline/report.ts';
import { choice } from './answers.ts';
import { beginCaseReport, beginThread } from './begin-case.ts';
import { sayCaseRefusal } from './case-refusals.ts';
import { unitsToName } from './case-report.ts';
import { sayCase } from './case-show.ts';
import { FLOW, say, sayText, type Turn } from './turn.ts';

/** As many as are read at a glance; the code opens any of them. */
const LISTED = 8;
const LINES = 10;

interface Ref {
  readonly caseId: string;
  readonly code?: string;
}

const refOf = ({ caseId, code }: Ref): Ref => ({ caseId, ...(code !== undefined && { code }) });

export async function sayOwnCases(turn: Turn): Promise<void> {
  turn.forget = true;
  const { language } = turn;
  const rows = (await reportsOf(turn.uow, turn.account.id)).slice(0, LISTED);
  if (rows.length === 0)
    return say(turn, FLOW, {
      text: translate(language, 'case.own.none'),
      choices: [choice(turn, 'case.report.button', { do: 'report-case' })],
    });
  say(turn, FLOW, {
    text: translate(language, 'case.own.which'),
    choices: rows.map((row): BoundChoice => {
      const label = `${row.number} · ${caseStateName(language, row)}`;
      return { label, says: row.number, intent: { do: 'own-case', caseId: row.id, act: 'show' } };
    }),
  });
}

/** A code typed in any chat; wrong ones are counted. */
export async function openThread(turn: Turn, typed: string): Promise<void> {
  turn.forget = true;
  const opened = await openByCode(turn.uow, { accountId: turn.account.id, typed });
  if (!opened.ok) return sayCaseRefusal(turn, opened.error);
  await sayOwnCase(turn, { caseId: opened.value.row.id, code: opened.value.code });
}

/** With hyphens between its groups, or with a digit: four words of four letters are words. */
const LOOKS_LIKE_CODE = /^\s*[a-z0-9]{4}(?:-[a-z0-9]{4}){3}\s*$|\d/i;
const LOOKS_LIKE_NUMBER = /^\s*h-|\d/i;

/**
 * A receipt code opens its case from any chat, a number shows a case to whoever may know of it; the number of any other case
 * is answered as if there were none.
 * @param inWords the open step asks for words, of which a number may be part
 * @returns false where it was neither
 */
export async function onTypedCase(turn: Turn, text: string, inWords: boolean): Promise<boolean> {
  if (readReceiptCode(text) !== undefined && LOOKS_LIKE_CODE.test(text)) {
    await openThread(turn, text);
    return true;
  }
  const number = inWords || !LOOKS_LIKE_NUMBER.test(text) ? undefined : readCaseNumber(text);
  if (number === undefined) return false;
  turn.forget = true;
  const own = (await reportsOf(turn.uow, turn.account.id)).find((row) => row.number === number);
  const caseId = own ? undefined : await caseIdNumbered(turn.uow, number);
  if (own) await sayOwnCase(turn, { caseId: own.id });
  else if (caseId !== undefined) await sayCase(turn, caseId);
  else sayCaseRefusal(turn, { kind: 'case_not_found' });
  return true;
}

export async function sayOwnCase(turn: Turn, ref: Ref): Promise<void> {
  const found = await ownCase(turn.uow, { ...ref, accountId: turn.account.id });
  if (!found.ok) return sayCaseRefusal(turn, found.error);
  const { language } = turn;
  const { row, lines, into } = found.value;
  const zone = turn.communities.find(({ id }) => id === row.communityId)?.timeZone ?? turn.policy.zone;
  say(turn, FLOW, {
    title: `${row.number} · ${caseStateName(language, row)}`,
    text: [
      caseCategoryName(language, row.category),
      ...(into === undefined ? [] : ['\n', phrase(language, 'case.own.into', { number: into })]),
      ...lines.slice(-LINES).flatMap(({ at, kind, text }) => [
        '\n',
        phrase(language, text === undefined ? 'case.own.step' : 'case.own.line', {
          day: formatDay(language, zone, at),
          what: lookUp(language, `case.event.${kind}`) ?? kind,
          words: text ?? '',
        }),
      ]),
      ...(row.state === 'callback' ? ['\n', phrase(language, 'case.call-back.ask')] : []),
    ],
    choices: [
      ...(row.state === 'callback' ? callBackChoices(language, { ...refOf(ref), round: row.round }) : []),
      ...actsOf(found.value).map((act) =>
        choice(turn, `case.own.${act}`, { do: 'own-case', act, ...refOf(ref) }, act === 'say' ? undefined : 'quiet'),
      ),
    ],
  });
}

function actsOf({ row }: OwnCasePage): readonly Exclude<OwnCaseAct, 'show' | 'withdraw-sure' | 'forget-sure'>[] {
  const open = isOpenCase(row.state);
  const mayWithdraw = open && row.state !== 'claimed' && row.state !== 'callback';
  return [
    'say',
    ...(mayWithdraw ? (['withdraw'] as const) : []),
    ...(open ? (['leave-out'] as const) : []),
    'suffer',
    'forget',
  ];
}

/** What cannot be undone is asked once more. */
const SURE = { withdraw: 'withdraw-sure', forget: 'forget-sure' } as const;

export async function onOwnCase(turn: Turn, { act, ...ref }: Extract<CaseIntent, { do: 'own-case' }>): Promise<void> {
  turn.forget = true;
  const found = await ownCase(turn.uow, { ...ref, accountId: turn.account.id });
  if (!found.ok) return sayCaseRefusal(turn, found.error);
  const { row } = found.value;
  const { number } = row;
  const about = { ...refOf(ref), number, page: 0, files: 0, said: [] };
  switch (act) {
    case 'show':
      return sayOwnCase(turn, ref);
    case 'say':
      return beginThread(turn, 'say', { ...about, purpose: 'say', units: [] });
    case 'leave-out':
      return beginThread(turn, 'leave-out', {
        ...about,
        purpose: 'leave-out',
        units: await unitsToName(turn, row.communityId),
      });
    case 'suffer': {
      const family = isCaseCategory(row.category) ? familyOf(row.category) : row.family;
      return beginCaseReport(turn, [], {
        follows: { caseId: row.id, number },
        category: family === 'burden' ? 'burden_other' : ABOUT_STAFF,
        categoryChosen: true,
      });
    }
    case 'withdraw':
    case 'forget':
      return say(turn, FLOW, {
        text: translate(turn.language, `case.own.${act}.sure`, { number }),
        choices: [choice(turn, `case.own.${SURE[act]}`, { do: 'own-case', act: SURE[act], ...refOf(ref) })],
      });
    case 'withdraw-sure':
    case 'forget-sure': {
      const done = await dropOwnLetter(turn.uow, {
        ...refOf(ref),
        accountId: turn.account.id,
        letter: { kind: act === 'withdraw-sure' ? 'withdraw' : 'forget' },
      });
      return done.ok ? sayText(turn, FLOW, 'case.own.sent') : sayCaseRefusal(turn, done.error);
    }
  }
}

/** Two questions, one tap each; the answer to an earlier claim is told so. */
export async function onCallBack(
  turn: Turn,
  { round, solved, satisfaction, ...ref }: Extract<CaseIntent, { do: 'call-back' }>,
): Promise<void> {
  turn.forget = true;
  const { language } = turn;
  const found = await ownCase(turn.uow, { ...ref, accountId: turn.account.id });
  if (!found.ok) return sayCaseRefusal(turn, found.error);
  const { row } = found.value;
  if (row.state !== 'callback' || row.round !== round) return sayCaseRefusal(turn, { kind: 'case_callback_outdated' });
  if (satisfaction === undefined)
    return say(turn, FLOW, {
      text: translate(language, 'case.call-back.satisfied'),
      choices: (['satisfied', 'basically', 'dissatisfied'] as const).map((answer) =>
        choice(turn, `case.satisfaction.${answer}`, {
          do: 'call-back',
          ...refOf(ref),
          round,
          solved,
          satisfaction: answer,
        }),
      ),
    });
  const done = await dropOwnLetter(turn.uow, {
    ...refOf(ref),
    accountId: turn.account.id,
    letter: { kind: 'call_back', round, solved, satisfaction },
  });
  if (!done.ok) return sayCaseRefusal(turn, done.error);
  say(turn, FLOW, {
    text: translate(language, 'case.call-back.thanks', { number: row.number }),
    choices: [choice(turn, 'case.own.say', { do: 'own-case', act: 'say', ...refOf(ref) }, 'quiet')],
  });
}
