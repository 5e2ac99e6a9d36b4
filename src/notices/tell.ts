/** How a notice becomes messages: the same thing said to each of those it concerns, in each one's language. */
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { community } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language } from '../channel.ts';
import type { Due } from '../domain/calendar/deadline.ts';
import type { WorkingCalendar } from '../domain/calendar/working-calendar.ts';
import type { RuleBook } from '../domain/rules/rule-book.ts';
import type { CommunityMonth } from '../domain/task/month.ts';
import type { SeatFact } from '../domain/task/people.ts';
import type { PictureUrl } from './demand-card.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import type { PaperUrl } from './papers.ts';
import type { Recipient } from './recipients.ts';
import { listUnreached } from './unreached.ts';

/** A community as its rules are asked for. */
export type Governed = Pick<typeof community.$inferSelect, 'id' | 'timeZone' | 'rulePack' | 'rulesVersion'>;

/** The rules of a community and its calendar, on a day: what is promised here is reckoned as the use cases reckon it. */
export interface Governing {
  readonly rules: RuleBook;
  readonly calendar: WorkingCalendar;
  readonly after: (start: Temporal.Instant, key: 'meeting.minutes') => Due;
}
export type PolicyFor = (tx: Tx, home: Governed, at: Temporal.Instant) => Promise<Governing>;

export interface ComposeTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly now: Temporal.Instant;
  readonly pictureUrl: PictureUrl;
  readonly paperUrl: PaperUrl;
  /** A place and everything above it. */
  readonly placesAbove: (tx: Tx, placeId: string) => Promise<readonly string[]>;
  /** The rules of a community on a day (ISO date). */
  readonly rulesOn: (tx: Tx, communityId: string, day: string) => Promise<RuleBook>;
  readonly policyFor: PolicyFor;
  /** What became of the tasks of a month (`2026-10`), of one community or of all of a subdistrict. */
  readonly monthOf: (
    reading: { readonly tx: Tx; readonly now: Temporal.Instant },
    of: { readonly communityId: string } | { readonly subdistrictId: string },
    month: string,
  ) => Promise<{ readonly name: string; readonly asOf: string; readonly rows: readonly CommunityMonth[] }>;
  /** The seats of a community as tasks ask for them. */
  readonly seatsIn: (tx: Tx, communityId: string) => Promise<readonly SeatFact[]>;
}

/**
 * What is told to whoever reported something, be it a demand or a case: the row of the outbox names its kind, and must not
 * say which of the two somebody has.
 */
export const LETTER = 'letter';

export interface Audience<R extends Recipient> {
  readonly recipients: readonly R[];
  /** People without any chat: they go on the list for a printed notice. */
  readonly unreached: readonly string[];
}

export async function tell<R extends Recipient>(
  tools: ComposeTools,
  reach: Audience<R>,
  what: Pick<Outgoing, 'topic' | 'policy' | 'viewSubject'> & { readonly subject: string; readonly listedAs?: string },
  words: (language: Language, to: R) => Promise<BoundPrompt> | BoundPrompt,
): Promise<Outgoing[]> {
  await listUnreached(tools.tx, reach.unreached, what.listedAs ?? what.topic, what.subject, tools.now);
  const outgoing: Outgoing[] = [];
  for (const to of reach.recipients) {
    const { chatId, accountId, language } = to;
    outgoing.push({
      chatId,
      accountId,
      language,
      prompt: await words(language, to),
      topic: what.topic,
      lane: 'interactive',
      purpose: 'notice',
      policy: what.policy,
      ...(what.viewSubject && { viewSubject: what.viewSubject }),
    });
  }
  return outgoing;
}
