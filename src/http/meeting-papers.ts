/** The papers of a meeting: its minutes, its notice to be printed, and its date for a calendar. */
import type { Language } from '../channel.ts';
import { type CalendarTime, calendarOf } from '../documents/ics.ts';
import type { MinutesPaper } from '../documents/minutes.ts';
import { withColon } from '../locales/lists.ts';
import { phrase } from '../locales/translate.ts';
import { resultText } from '../notices/ballot-facts.ts';
import { kindName } from '../notices/meeting-facts.ts';
import type { MeetingPaper } from '../notices/papers.ts';
import { digestText } from '../notices/series-words.ts';
import type { Context } from '../pipeline/context.ts';
import { minutesOf, signaturesOf } from '../usecases/meeting/minutes.ts';
import { type HeldMeeting, meetingFor, nameOfChair } from '../usecases/meeting/papers.ts';
import type { ReadMinutes } from '../usecases/meeting/read-minutes.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import type { Asked } from './paper-address.ts';
import type { Drawn } from './paper-routes.ts';

export const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

export async function drawMeetingPaper(
  { db, keys, clock }: Context,
  paper: MeetingPaper,
  { id, language, who }: Asked,
): Promise<Drawn | undefined> {
  const held = await meetingFor(db.direct, id, who);
  if (!held) return undefined;
  const reading = { tx: db.direct, keys };
  switch (paper) {
    case 'minutes': {
      const written = await minutesPaper(reading, held, language);
      if (!written) return undefined;
      const { minutesDocx } = await import('../documents/minutes.ts');
      return { bytes: await minutesDocx(written), mime: WORD, file: 'minutes.docx' };
    }
    case 'agenda': {
      const { agendaPdf } = await import('../documents/agenda.ts');
      const { row, home, items } = held;
      const bytes = await agendaPdf({
        language,
        zone: home.timeZone,
        community: home.name,
        kind: row.kind,
        title: row.title,
        startsAt: row.startsAt,
        venue: row.venue,
        chair: await nameOfChair(reading, row),
        items,
        digest: row.gridDigest === null ? undefined : digestText(language, home.timeZone, row.gridDigest),
      });
      return { bytes, mime: 'application/pdf', file: 'meeting.pdf' };
    }
    case 'calendar': {
      const now = new Date(clock.now().epochMilliseconds);
      const bytes = Buffer.from(calendarOf(held.row.title, [calendarTime(language, held)], now));
      return { bytes, mime: 'text/calendar; charset=utf-8', file: 'meeting.ics' };
    }
  }
}

/** @returns undefined while none are written */
export async function minutesPaper(
  reading: Pick<UnitOfWork, 'tx' | 'keys'>,
  { row, home }: HeldMeeting,
  language: Language,
): Promise<MinutesPaper | undefined> {
  const newest = await minutesOf(reading, row.id);
  if (!newest) return undefined;
  return minutesPaperOf(home, { ...newest, signatures: await signaturesOf(reading, newest.row.id) }, language);
}

export function minutesPaperOf(
  home: HeldMeeting['home'],
  { text, signatures }: Pick<ReadMinutes, 'text' | 'signatures'>,
  language: Language,
): MinutesPaper {
  const ballots = text.items.flatMap((item) => item.ballots);
  return {
    language,
    community: home.name,
    zone: home.timeZone,
    minutes: text,
    results: new Map(ballots.map((ballot) => [ballot.number, resultText(language, { row: ballot })])),
    signatures,
  };
}

/** As it stands in a calendar. */
export function calendarTime(language: Language, { row, home, items }: HeldMeeting): CalendarTime {
  const agenda = items.map(({ title }, at) => `${at + 1}. ${title}`);
  return {
    id: `meeting-${row.id}@lilong`,
    at: new Date(row.startsAt.epochMilliseconds),
    version: row.round,
    off: row.state === 'cancelled',
    title: withColon(language, kindName(language, row), row.title),
    details: [home.name, phrase(language, 'agenda.items'), ...agenda].join('\n'),
    ...(row.venue !== null && { place: row.venue }),
  };
}
