/** A meeting as it is typed in one line: which kind, what time, where, and what about. The day is found by whoever reads dates. */
import { CLOCK, timeIn } from '../calendar/typed-time.ts';
import type { MeetingKind } from './kinds.ts';

export interface TypedItem {
  readonly title: string;
  /** To be voted on, in a kind of meeting that need not. */
  readonly vote: boolean;
}

export interface TypedMeeting {
  readonly kind?: MeetingKind;
  readonly title?: string;
  /** `19:00` */
  readonly time?: string;
  readonly venue?: string;
  readonly items: readonly TypedItem[];
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
  [/[网網]格(?:月度)?(?:例[会會]|[会會][议議]?)|grid meeting/i, 'grid'],
  [/[选選][举舉](?:大[会會])?|election/i, 'election'],
  [/[业業]主大[会會]|owners[’']? assembly/i, 'owners'],
];

const LABELLED =
  /(议题|議題|表决|表決|地点|地點|标题|標題|紧急|緊急|理由|主持人?|记录人?|記錄人?|agenda|vote|where|title|urgent|chair|recorder)\s*[:：]\s*/gi;

export function parseMeetingLine(line: string): TypedMeeting | undefined {
  const parts = line.split(LABELLED);
  const head = parts[0] ?? '';
  let venue: string | undefined;
  let title: string | undefined;
  let because: string | undefined;
  let chair: string | undefined;
  let recorder: string | undefined;
  const items: TypedItem[] = [];
  for (let at = 1; at < parts.length; at += 2) {
    const label = (parts[at] ?? '').toLowerCase();
    const words = (parts[at + 1] ?? '').trim().replace(/[\s,，。;；]+$/, '');
    if (words === '') continue;
    if (/地|where/.test(label)) venue = words;
    else if (/主持|chair/.test(label)) chair = words;
    else if (/录|錄|recorder/.test(label)) recorder = words;
    else if (/标题|標題|title/.test(label)) title = words;
    else if (/急|理由|urgent/.test(label)) because = words;
    else
      items.push(
        ...words
          .split(/[;；、]|\n/)
          .map((item) => ({ title: item.trim(), vote: /表|vote/.test(label) }))
          .filter((item) => item.title !== ''),
      );
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
    items,
    rest: found ? rest.replace(found[0], ' ') : rest,
  };
}
