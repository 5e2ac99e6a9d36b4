/** Documents behind an address of their own: made for one person, and open as long as she may see what is in them. */
import type { Language, LinkChoice } from '../channel.ts';
import { type MessageKey, phrase } from '../locales/translate.ts';

/** Whom reminders did not reach; of a meeting its minutes, its notice to be printed, and its date for a calendar. */
export const PAPERS = ['unreached', 'minutes', 'agenda', 'calendar'] as const;
export type Paper = (typeof PAPERS)[number];

/**
 * @param id of what it is about: a community or subdistrict, a meeting
 * @param who the person it is made for
 * @returns undefined when nobody outside could open it
 */
export type PaperUrl = (paper: Paper, id: string, language: Language, who: string) => string | undefined;

export type MeetingPaper = Exclude<Paper, 'unreached'>;

const LABELS = {
  minutes: 'minutes.link',
  agenda: 'agenda.link',
  calendar: 'meeting.calendar.link',
} as const satisfies { readonly [P in MeetingPaper]: MessageKey };

/** Links to a meeting's papers; none for whoever is no person in the record. */
export function meetingLinks(
  paperUrl: PaperUrl,
  papers: readonly MeetingPaper[],
  meetingId: string,
  language: Language,
  who: string | undefined,
): readonly LinkChoice[] {
  if (who === undefined) return [];
  return papers.flatMap((paper) => {
    const url = paperUrl(paper, meetingId, language, who);
    return url === undefined ? [] : [{ label: phrase(language, LABELS[paper]), url }];
  });
}
