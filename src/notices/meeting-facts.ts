/** What notices about a meeting read of it, once each. */
import { and, asc, eq, inArray, isNull, max } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import {
  body,
  community,
  meeting,
  meetingItem,
  meetingMember,
  meetingPresence,
  minutes,
} from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { fewestFor } from '../domain/ballot/roll.ts';
import { presentNow } from '../domain/meeting/presence.ts';
import { rulesOfKind } from '../domain/meeting/rules.ts';
import { bodyOf, speaksForBody, voicesOf } from '../domain/meeting/voices.ts';
import { formatTime } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { digestText } from './series-words.ts';
import type { PolicyFor } from './tell.ts';

export type MeetingRow = typeof meeting.$inferSelect;
export type MemberRow = typeof meetingMember.$inferSelect;

export interface MeetingFacts {
  readonly row: MeetingRow;
  readonly home: typeof community.$inferSelect;
  readonly items: readonly (typeof meetingItem.$inferSelect)[];
  readonly members: readonly MemberRow[];
  /** The bodies on the roll, each with whoever speaks for it. */
  readonly bodies: readonly { readonly name: string; readonly personId: string }[];
  /** 应到, 实到, and how many must be there at least. */
  readonly of: number;
  readonly present: number;
  readonly needed: number;
  /** Of its minutes the newest; 0 where none are to be signed. */
  readonly minutesVersion: number;
}

interface Reading {
  readonly tx: Tx;
  readonly policyFor: PolicyFor;
}

export async function meetingFactsOf({ tx, policyFor }: Reading, meetingId: string): Promise<MeetingFacts | undefined> {
  const [found] = await tx
    .select()
    .from(meeting)
    .innerJoin(community, eq(community.id, meeting.communityId))
    .where(eq(meeting.id, meetingId));
  if (!found) return undefined;
  const { meeting: row, community: home } = found;
  const items = await tx
    .select()
    .from(meetingItem)
    .where(and(eq(meetingItem.meetingId, row.id), isNull(meetingItem.removedAt)))
    .orderBy(asc(meetingItem.ordinal));
  const members = await tx
    .select()
    .from(meetingMember)
    .where(and(eq(meetingMember.meetingId, row.id), isNull(meetingMember.removedAt)))
    .orderBy(asc(meetingMember.id));
  const events = await tx
    .select()
    .from(meetingPresence)
    .where(eq(meetingPresence.meetingId, row.id))
    .orderBy(asc(meetingPresence.at), asc(meetingPresence.id));
  const here = presentNow(events);
  const voices = voicesOf(row.kind, members);
  const { rules } = await policyFor(tx, home, row.startsAt);
  return {
    row,
    home,
    items,
    members,
    bodies: await bodiesOf(tx, members),
    of: voices.length,
    present: voices.filter((those) => those.some(({ personId }) => here.has(personId))).length,
    needed: fewestFor(voices.length, rules.value(rulesOfKind(row.kind).quorum)),
    minutesVersion: row.state === 'minutes_draft' ? await newestMinutes(tx, row.id) : 0,
  };
}

async function newestMinutes(tx: Tx, meetingId: string): Promise<number> {
  const [newest] = await tx
    .select({ version: max(minutes.version) })
    .from(minutes)
    .where(eq(minutes.meetingId, meetingId));
  return newest?.version ?? 0;
}

async function bodiesOf(tx: Tx, members: readonly MemberRow[]): Promise<MeetingFacts['bodies']> {
  const speakers = members.filter(speaksForBody);
  if (speakers.length === 0) return [];
  const rows = await tx
    .select({ id: body.id, name: body.name })
    .from(body)
    .where(
      inArray(
        body.id,
        speakers.flatMap((one) => bodyOf(one) ?? []),
      ),
    );
  const names = new Map(rows.map(({ id, name }) => [id, name]));
  return speakers.map((one) => ({ name: names.get(bodyOf(one) ?? '') ?? '', personId: one.personId }));
}

/** 「幸福物业（何师傅）」: each body with who speaks for it; undefined where the meeting is not made of bodies. */
export async function bodiesText(
  language: Language,
  { bodies }: MeetingFacts,
  nameOf: (personId: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  if (bodies.length === 0) return undefined;
  const each: string[] = [];
  for (const { name, personId } of bodies)
    each.push(phrase(language, 'meeting.body', { body: name, name: (await nameOf(personId)) ?? '' }));
  return phrase(language, 'meeting.bodies', { count: bodies.length, bodies: listed(language, each) });
}

export const kindName = (language: Language, { kind }: Pick<MeetingRow, 'kind'>): string =>
  lookUp(language, `meeting.kind.${kind}`) ?? kind;
export const meetingStateName = (language: Language, { state }: Pick<MeetingRow, 'state'>): string =>
  lookUp(language, `meeting.state.${state}`) ?? state;
export const whenHeld = (language: Language, { row, home }: Pick<MeetingFacts, 'row' | 'home'>): string =>
  formatTime(language, home.timeZone, row.startsAt);

/** What the texts about a meeting put in. */
export const meetingValues = (language: Language, facts: MeetingFacts) => ({
  kind: kindName(language, facts.row),
  title: facts.row.title,
  when: whenHeld(language, facts),
  venue: facts.row.venue ?? phrase(language, 'meeting.no-venue'),
  agenda: [
    facts.items.map(({ title }, at) => `${at + 1}. ${title}`).join('\n'),
    ...(facts.row.gridDigest === null ? [] : [digestText(language, facts.home.timeZone, facts.row.gridDigest)]),
  ].join('\n\n'),
  present: facts.present,
  of: facts.of,
  needed: facts.needed,
});
