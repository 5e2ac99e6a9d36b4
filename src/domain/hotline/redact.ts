/**
 * The text of a report as those read it who work on it: without names, telephone and identity numbers, e-mail, flats,
 * vehicle plates and chat accounts. What is hidden is rather too much than too little, and no more than the detail itself;
 * every place is told, so that somebody can look at it again.
 */
import { type Folded, fold } from '../demand/understanding/fold.ts';
import { housesIn, simplifiedPlace } from '../demand/understanding/place-names.ts';
import { type PrivateKind, privateDetails } from '../demand/understanding/private-details.ts';
import nameData from './data/names.json' with { type: 'json' };
import { nameSpans } from './redact-names.ts';

export const REDACTED_KINDS = ['name', 'phone', 'identity', 'number', 'email', 'room', 'plate', 'handle'] as const;
export type RedactedKind = (typeof REDACTED_KINDS)[number];

/** Where something stood in the reporter's own text. */
export interface RedactedSpan {
  readonly kind: RedactedKind;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Redacted {
  readonly text: string;
  readonly spans: readonly RedactedSpan[];
}

interface FoundSpan {
  readonly kind: RedactedKind;
  readonly start: number;
  readonly end: number;
}

/** 零一二 and 幺 as people spell a number out, one for one, so that positions stay the same. */
const SPELT: Readonly<Record<string, string>> = {
  零: '0',
  〇: '0',
  一: '1',
  幺: '1',
  二: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};
const spelt = (text: string): string => text.replace(/[零〇一幺二三四五六七八九]/g, (char) => SPELT[char] ?? char);

/** Between the digits of one number people put these. */
const GAP = '[-\\s.·_/—–()]{0,3}';
const digits = (count: number): string => `(?:${GAP}[0-9]){${count}}`;
const START = '(?<![0-9])';

/** In this order: of what overlaps, the earlier kind gives its name. Each repetition is bounded, so matching is linear. */
const NUMBERS: readonly (readonly [RedactedKind, RegExp])[] = [
  // Resident identity number, GB 11643, also the older one of fifteen digits.
  ['identity', new RegExp(`${START}[1-9]${digits(16)}${GAP}[0-9x](?![0-9])`, 'g')],
  ['identity', new RegExp(`${START}[1-9][0-9]{14}(?![0-9])`, 'g')],
  // Taiwan, Hong Kong, Macau; passports and permits.
  ['identity', /(?<![a-z0-9])[a-z]{1,2}[0-9]{6,9}(?:\([0-9a]\))?(?![0-9a-z])/g],
  ['phone', new RegExp(`${START}(?:\\+?86${GAP})?1${GAP}[3-9]${digits(9)}(?![0-9])`, 'g')],
  ['phone', /(?<![0-9])\(?0[0-9]{1,3}\)?[-\s]?[0-9]{3,4}[-\s]?[0-9]{3,4}(?![0-9])/g],
  ['phone', /\+[0-9]{1,3}(?:[-\s]?[0-9]{1,4}){2,5}/g],
];
/** Whatever else is as long as a telephone number, gaps or not. */
const AS_LONG_AS_A_PHONE = new RegExp(`[0-9](?:${GAP}[0-9]){10,60}`, 'g');
const DATES = /^(?:(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}[-\s—–/]{0,3}){1,4}$/;
/** And what is nearly as long: an account, a card, a number in town. Not a receipt (D-2026-0047). */
const LONG_NUMBER = /(?<![0-9]|[a-z]-)[0-9]{3,40}(?:[-\s][0-9]{3,40}){0,5}/g;
const YEARS = /^(?:19|20)[0-9]{2}[-\s](?:19|20)[0-9]{2}$/;
const LONG = 7;
/** Money and amounts are no longer than this. */
const LONGEST_AMOUNT = 9;
const COUNTED = /^\s?(?:元|块|塊|万|萬|亿|億|人|户|戶|平|米|度|吨|噸|yuan|rmb)/;

const EMAIL = /[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}/g;
/** `said`: that it is an account; without that only what looks like one is taken for one (line is broken). */
const CHAT =
  /(?:微信|薇信|威信|v信|抖音|快手|weixin|wechat|(?<![a-z])(?:wx|vx|line|tg|qq)|telegram|whatsapp)\s?(?<said>(?:号码|号|號碼|號|id|账号|帐号|帳號)?\s?(?:是|为|為|叫|:)?)\s?(?:is )?(?<at>@?)(?<it>[a-z0-9][-_.a-z0-9]{3,31})/dg;
const HANDLES: readonly RegExp[] = [
  /(?<![a-z0-9.])(?<it>@[a-z0-9_]{4,32})/dg,
  /(?<it>(?:t\.me|telegram\.me|line\.me|wa\.me)\/[-_~+%./?=&a-z0-9]{1,80})/dg,
];
/** Words of a sentence after the name of a chat, not an account: "line group", "wechat message". */
const NO_HANDLE =
  /^(?:group|groups|message|messages|chat|account|official|number|moments|again|about|because|after|before|there|which|while|with)$/;
const STATED_PLATE =
  /(?:车牌|車牌|车号|車號|牌照|number plate|license plate|licence plate)\s?(?:号码|号|號碼|號|number)?\s?(?:是|为|為|:|：|is)?\s?(?<it>[a-z0-9][-a-z0-9]{3,8})(?![a-z0-9])/dg;

const PLATE = new RegExp(
  `[${nameData.provinces}][a-z][-\\s·.]?[a-z0-9]{4,5}[a-z0-9挂掛学學警港澳领領](?![a-z0-9])`,
  'g',
);
/** Beside those that `privateDetails` finds: spelt out, behind a floor, and as flats are named in Taiwan and Hong Kong. */
const ROOMS: readonly RegExp[] = [
  /(?<![0-9])[0-9]{3,4}[a-z]?(?:室|[号號]房)/g,
  /(?<=[0-9](?:楼|樓|层|層|[号號][楼樓]?|幢|栋|棟|座|单元|單元))[0-9]{3,4}(?![0-9年元户戶人个個块塊度米多弄号號])/g,
  /(?<=[0-9][号號]?[甲乙丙丁])(?:单元|單元)?[0-9]{3,4}(?![0-9年元户戶人个個块塊度米多弄号號])/g,
  /(?<=[甲乙丙丁东東西南北](?:单元|單元))[0-9]{3,4}(?![0-9年元户戶人个個块塊度米多弄号號])/g,
  /(?<![0-9])[0-9]{3,4}(?=的?(?:业主|業主|租客|住户|住戶|房东|房東|邻居|鄰居))/g,
  /(?<=[0-9])[/／#][0-9]{3,4}(?=[漏吵堵停住的室])/g,
  /(?<=(?:[找住]|我是))[0-9]{3,4}(?=的)/g,
  /(?<=[0-9][号號])[0-9]{1,2}[楼樓](?:之[0-9]{1,2})?/g,
  /[0-9]{1,2}[楼樓]之[0-9]{1,2}/g,
  /(?<![a-z])[a-z]室/g,
];

/**
 * @param text as it is kept: `normalise` has taken away what is not seen
 * @param names known ones: the reporter's own, those of residents
 * @param mark what stands in the place of a kind
 */
export function redact(text: string, names: readonly string[], mark: (kind: RedactedKind) => string): Redacted {
  const folded = fold(text);
  const found = foundIn(folded, names).map(({ kind, start, end }) => ({ kind, ...folded.original(start, end) }));
  const spans = joined([...found, ...privateSpans(folded)]).map(
    ({ kind, start, end }): RedactedSpan => ({ kind, start, end, text: text.slice(start, end) }),
  );
  let at = 0;
  const parts: string[] = [];
  for (const { kind, start, end } of spans) {
    parts.push(text.slice(at, start), mark(kind));
    at = end;
  }
  return { text: [...parts, text.slice(at)].join(''), spans };
}

function foundIn(folded: Folded, names: readonly string[]): readonly FoundSpan[] {
  const { text } = folded;
  const plain = spelt(text);
  return [
    ...NUMBERS.flatMap(([kind, pattern]) => matches(kind, pattern, plain)),
    ...matches('number', AS_LONG_AS_A_PHONE, plain).filter(({ start, end }) => !DATES.test(plain.slice(start, end))),
    ...matches('number', LONG_NUMBER, plain).filter((span) => isLong(span, plain)),
    ...matches('email', EMAIL, text),
    ...chatAccounts(text),
    ...HANDLES.flatMap((pattern) => named('handle', pattern, text)),
    ...named('plate', STATED_PLATE, text),
    ...matches('plate', PLATE, text),
    ...ROOMS.flatMap((pattern) => matches('room', pattern, plain)),
    ...nameSpans(folded, names).map((place) => ({ kind: 'name', ...place }) as const),
  ];
}

function isLong({ start, end }: FoundSpan, plain: string): boolean {
  const number = plain.slice(start, end);
  const count = number.replace(/[^0-9]/g, '').length;
  if (count < LONG || YEARS.test(number)) return false;
  return count > LONGEST_AMOUNT || !COUNTED.test(plain.slice(end, end + 5));
}

const chatAccounts = (text: string): FoundSpan[] =>
  Array.from(text.matchAll(CHAT)).flatMap(({ groups, indices }): FoundSpan[] => {
    const place = indices?.groups?.it;
    const { said = '', at = '', it = '' } = groups ?? {};
    if (!place || NO_HANDLE.test(it) || (`${said}${at}`.trim() === '' && !/[0-9_]/.test(it))) return [];
    return [{ kind: 'handle', start: place[0], end: place[1] }];
  });

const matches = (kind: RedactedKind, pattern: RegExp, text: string): FoundSpan[] =>
  Array.from(text.matchAll(pattern), (match) => ({ kind, start: match.index, end: match.index + match[0].length }));

/** Only the part called `it`: that it is a plate may be read. */
const named = (kind: RedactedKind, pattern: RegExp, text: string): FoundSpan[] =>
  Array.from(text.matchAll(pattern)).flatMap(({ indices }) => {
    const it = indices?.groups?.it;
    return it ? [{ kind, start: it[0], end: it[1] }] : [];
  });

/** What the board hides as well, by its own names. */
const KIND_OF: { readonly [K in PrivateKind]: RedactedKind } = {
  room: 'room',
  entrance: 'room',
  phone: 'phone',
  identity: 'identity',
};

function privateSpans(folded: Folded): readonly FoundSpan[] {
  const houses = housesIn(simplifiedPlace(folded.text));
  return privateDetails(folded, houses).map(({ kind, start, end }) => ({ kind: KIND_OF[kind], start, end }));
}

/** Overlapping ones are one, and so are neighbours of a kind; the one that comes first in the list gives the kind. */
function joined(spans: readonly FoundSpan[]): readonly FoundSpan[] {
  const ordered = spans
    .map((span, order) => ({ ...span, order }))
    .filter(({ start, end }) => start < end)
    .toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: (typeof ordered)[number][] = [];
  for (const span of ordered) {
    const last = kept.at(-1);
    const joins = last && (span.start < last.end || (span.start === last.end && span.kind === last.kind));
    if (!last || !joins) {
      kept.push(span);
      continue;
    }
    const { kind, order } = span.order < last.order ? span : last;
    kept[kept.length - 1] = { kind, order, start: last.start, end: Math.max(last.end, span.end) };
  }
  return kept.map(({ kind, start, end }) => ({ kind, start, end }));
}
