/**
 * A meeting as it is typed in one line: which kind, what time, where, and what about. The day is found by whoever reads dates.
 * What is put to the vote may have options: 「表决:选哪天 选项:周六;周日」, 「表决:先修哪个 排序:电梯;门禁」, 「表决:选楼组长
 * 候选人:张三;李四;王五 名额:2」.
 */
import type { Question } from '../ballot/question.ts';
import type { BallotForm } from '../ballot/states.ts';
import { CLOCK, timeIn } from '../calendar/typed-time.ts';
import type { MeetingKind } from './kinds.ts';

export interface TypedItem {
  readonly title: string;
  /** To be voted on, in a kind of meeting that need not. */
  readonly vote: boolean;
  /** With options; without, it is yes or no. */
  readonly question?: TypedQuestion;
  readonly form?: BallotForm;
}

export interface TypedQuestion {
  readonly kind: Exclude<Question['kind'], 'motion'>;
  readonly options: readonly string[];
  /** Of an election. */
  readonly seats?: number;
}

export interface TypedBody {
  readonly name: string;
  readonly person?: string;
}

export interface TypedMeeting {
  readonly kind?: MeetingKind;
  readonly title?: string;
  /** `19:00` */
  readonly time?: string;
  readonly venue?: string;
  readonly items: readonly TypedItem[];
  /** 单位 that take part, as they were typed, each with whom it sends: 「单位:幸福物业(何师傅)、派出所」. */
  readonly bodies?: readonly TypedBody[];
  /** Names, as they were typed. */
  readonly chair?: string;
  readonly recorder?: string;
  /** Why the notice is shorter than the rule. */
  readonly because?: string;
  /** What is left, with the day in it. */
  readonly rest: string;
}

/** The longer names first: 居民代表会议 is no 居民会议. */
const KIND_WORDS: readonly (readonly [RegExp, MeetingKind])[] = [
  [/居民代表[会會](?:[议議])?|代表(?:大)?[会會](?:[议議])?|representatives[’']? meeting/i, 'representatives'],
  [/居民(?:大)?[会會](?:[议議])?|residents[’']? meeting/i, 'residents'],
  [/[听聽][证證][会會]|hearing/i, 'hearing'],
  [/[协協][调調][会會]|mediation/i, 'mediation'],
  [/[评評][议議][会會]|appraisal/i, 'appraisal'],
  [/[联聯]席[会會](?:[议議])?|joint meeting/i, 'joint'],
  [/[议議]事[会會]|理事[会會]|council/i, 'council'],
  [/居委[会會](?:[议議]|例[会會])?|committee meeting/i, 'committee'],
  [/居站(?:工作)?例[会會]|station meeting/i, 'station'],
  [/[网網]格(?:月度?)?(?:例[会會]|[会會][议議]?)|grid meeting/i, 'grid'],
  [/[选選][举舉](?:大[会會])?|election/i, 'election'],
  [/[业業]主大[会會]|owners[’']? assembly/i, 'owners'],
];

const LABELLED =
  /(议题|議題|表决|表決|选项|選項|排序|候选人|候選人|名额|名額|方式|地点|地點|标题|標題|紧急|緊急|理由|主持人?|记录人?|記錄人?|单位|單位|(?<![a-z])(?:agenda|bodies|vote|options|rank|candidates|seats|form|where|title|urgent|chair|recorder))\s*[:：]\s*/gi;

export function parseMeetingLine(line: string): TypedMeeting | undefined {
  const parts = line.split(LABELLED);
  const head = parts[0] ?? '';
  let venue: string | undefined;
  let title: string | undefined;
  let because: string | undefined;
  let chair: string | undefined;
  let recorder: string | undefined;
  let bodies: readonly TypedBody[] | undefined;
  let items: readonly TypedItem[] = [];
  for (let at = 1; at < parts.length; at += 2) {
    const label = (parts[at] ?? '').toLowerCase();
    const words = (parts[at + 1] ?? '').trim().replace(/[\s,，。;；]+$/, '');
    if (words === '') continue;
    if (/地|where/.test(label)) venue = words;
    else if (/主持|chair/.test(label)) chair = words;
    else if (/录|錄|recorder/.test(label)) recorder = words;
    else if (/[单單]位|bodies/.test(label)) bodies = bodiesIn(words);
    else if (/标题|標題|title/.test(label)) title = words;
    else if (/急|理由|urgent/.test(label)) because = words;
    else if (ABOUT_LAST.test(label))
      items = items.map((item, index) => (items[index + 1] ? item : said(item, label, words)));
    else items = [...items, ...listIn(words).map((item) => itemIn(item, /表|vote/.test(label)))];
  }
  const found = KIND_WORDS.find(([words]) => words.test(head));
  const time = timeIn(head);
  const rest = head.replace(CLOCK, ' ');
  return {
    ...(found && { kind: found[1] }),
    ...(title !== undefined && { title }),
    ...(time !== undefined && { time }),
    ...(venue !== undefined && { venue }),
    ...(chair !== undefined && { chair }),
    ...(recorder !== undefined && { recorder }),
    ...(because !== undefined && { because }),
    ...(bodies && { bodies }),
    items,
    rest: found ? rest.replace(found[0], ' ') : rest,
  };
}

const ABOUT_LAST = /选项|選項|排序|候|名|方式|options|rank|candidates|seats|form/;

const listIn = (words: string): readonly string[] =>
  words
    .split(/[;；、]|\n/)
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** Besides what parts a list, a comma does: no body has one in its name. */
const bodiesIn = (words: string): readonly TypedBody[] =>
  listIn(words.replace(/[,，]/g, ';')).map((each) => {
    const [, name = each, person] = /^(.+?)\s*[(（](.+?)[)）]$/.exec(each) ?? [];
    return person === undefined ? { name } : { name, person };
  });

const FORM_WORD =
  '(无记名|無記名|不记名|不記名|secret(?: ballot| vote)?|记名|記名|open (?:ballot|vote))(?:投票|表决|表決)?';
const FORM_FIRST = new RegExp(`^[(（]?${FORM_WORD}[)）]?(?:[\\s:：,，]+|(?<=[)）]))`, 'i');
const FORM_LAST = new RegExp(`(?:[\\s,，;；、]+${FORM_WORD}|\\s*[(（]${FORM_WORD}[)）])$`, 'i');

/** 「续聘物业 无记名」: how it is voted on is no part of its name, wherever it was written. */
function formIn(words: string): { readonly rest: string; readonly form?: BallotForm } {
  const found = FORM_LAST.exec(words) ?? FORM_FIRST.exec(words);
  if (!found) return { rest: words };
  const rest = words.replace(found[0], '').trim();
  if (rest === '') return { rest: words };
  return { rest, form: isSecret(found[1] ?? found[2] ?? '') ? 'secret' : 'open' };
}

const isSecret = (words: string): boolean => /无|無|不|secret/i.test(words);

function itemIn(words: string, vote: boolean): TypedItem {
  const { rest, form } = formIn(words);
  return form === undefined ? { title: rest, vote } : { title: rest, vote: true, form };
}

/** What more is said of the item named last. */
function said(item: TypedItem, label: string, words: string): TypedItem {
  const { rest, form } = formIn(words);
  return form === undefined ? told(item, label, words) : told({ ...item, form }, label, rest);
}

function told(item: TypedItem, label: string, words: string): TypedItem {
  if (/方式|form/.test(label)) return { ...item, vote: true, form: isSecret(words) ? 'secret' : 'open' };
  const { kind = 'election', options = [] } = item.question ?? {};
  if (/名|seats/.test(label)) {
    const seats = /\d{1,3}/.exec(words.normalize('NFKC'))?.[0];
    return { ...item, vote: true, question: { kind, options, seats: Number(seats ?? 0) } };
  }
  const seats = item.question?.seats;
  return {
    ...item,
    vote: true,
    question: { kind: kindBy(label), options: listIn(words), ...(seats !== undefined && { seats }) },
  };
}

function kindBy(label: string): TypedQuestion['kind'] {
  if (/排序|rank/.test(label)) return 'ranked';
  return /候|candidates/.test(label) ? 'election' : 'approval';
}
