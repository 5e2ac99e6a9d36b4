/** A bulletin as it is printed, drawn and shown on the board. */
import type { Language } from '../channel.ts';
import type { BulletinPaper } from '../documents/bulletin-words.ts';
import { DEFAULT_TIME_ZONE } from '../domain/calendar/default-zone.ts';
import type { BulletinPaperFacts } from '../usecases/hotline/bulletin.ts';

export function bulletinPaper({ row, home }: BulletinPaperFacts, language: Language): BulletinPaper {
  const [first] = home.homes;
  const zone = 'communityId' in home.of ? (first?.timeZone ?? DEFAULT_TIME_ZONE) : DEFAULT_TIME_ZONE;
  return {
    language,
    name: home.name,
    month: row.month.slice(0, 7),
    words: row.words,
    figures: row.figures,
    ...(row.publishedAt && { publishedOn: row.publishedAt.toZonedDateTimeISO(zone).toPlainDate().toString() }),
  };
}
