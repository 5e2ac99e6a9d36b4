/** Meetings: who is told what, from being convened to the published minutes. */
import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import {
  ballot,
  chat,
  minutes,
  minutesSignature,
  petition,
  petitionSignature,
  votingProxy,
} from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { lastDayBefore } from '../domain/calendar/day-before.ts';
import { signersOf } from '../domain/meeting/decide.ts';
import type { MeetingNotice } from '../domain/meeting/notices.ts';
import { rulesOfKind } from '../domain/meeting/rules.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { formatDay } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { type MessageKey, phrase, translate } from '../locales/translate.ts';
import type { BoundPrompt, MeetingAct, Outgoing } from './intent.ts';
import { tellMany } from './many.ts';
import { meetingButtonFor } from './meeting-buttons.ts';
import { below, CHANGED, meetingCircular, running, type ToMembers } from './meeting-circulars.ts';
import { bodiesText, kindName, type MeetingFacts, meetingFactsOf, meetingValues } from './meeting-facts.ts';
import { type MeetingPaper, meetingLinks } from './papers.ts';
import { holders, languageOf, namesOf, reachPeople } from './recipients.ts';
import { lasting } from './rule-words.ts';
import { type ComposeTools, tell } from './tell.ts';
import { whyButton } from './why.ts';

/** All of them, or it does not compile. */
const ABOUT: { readonly [K in MeetingNotice['kind']]: true } = {
  'meeting.convened': true,
  'meeting.consent-asked': true,
  'meeting.consented': true,
  'meeting.named': true,
  'meeting.noticed': true,
  'meeting.roll-changed': true,
  'meeting.unanswered': true,
  'meeting.changed': true,
  'meeting.check-in': true,
  'meeting.quorum': true,
  'meeting.begins': true,
  'meeting.closed': true,
  'minutes.to-sign': true,
  'minutes.published': true,
  'petition.reached': true,
  'proxy.filed': true,
  'proxy.ended': true,
};

export const isAboutMeetings = (notice: Notice): notice is MeetingNotice => Object.hasOwn(ABOUT, notice.kind);

export async function composeMeetings(tools: ComposeTools, notice: MeetingNotice): Promise<Outgoing[]> {
  const facts = await meetingFactsOf(tools, notice.meetingId);
  if (!facts) return [];
  switch (notice.kind) {
    case 'meeting.convened':
      return convened(tools, facts);
    case 'meeting.consent-asked':
      return consentAsked(tools, facts);
    case 'meeting.consented':
      return toThose(tools, facts, running(facts), notice.kind, 'meeting.consented', ['send']);
    case 'meeting.named':
      return named(tools, facts, notice);
    case 'meeting.noticed':
      return [
        ...(await toMembers(tools, facts, notice)),
        ...(await inGroup(tools, facts, notice.kind, 'meeting.notice.group')),
      ];
    case 'meeting.roll-changed':
      return rollChanged(tools, facts, notice);
    case 'meeting.unanswered':
    case 'minutes.published':
      return toMembers(tools, facts, notice);
    case 'meeting.changed':
      return [
        ...(await toMembers(tools, facts, notice)),
        ...(await inGroup(tools, facts, notice.kind, CHANGED[notice.because], () => ({ reason: notice.reason ?? '' }))),
      ];
    case 'meeting.check-in':
      return [
        ...(await toMembers(tools, facts, notice)),
        ...(await toThose(tools, facts, running(facts), notice.kind, 'meeting.check-in.chair', ['code', 'enter'])),
      ];
    case 'meeting.quorum':
      return notice.reached
        ? toThose(tools, facts, running(facts), notice.kind, 'meeting.quorum.reached', ['begin', 'code'])
        : toThose(tools, facts, running(facts), notice.kind, 'meeting.quorum.lost', ['code', 'enter', 'fail']);
    case 'meeting.begins':
      if (facts.row.state === 'convened')
        return toThose(tools, facts, running(facts), notice.kind, 'meeting.never-noticed', ['reschedule', 'cancel']);
      return toThose(
        tools,
        facts,
        running(facts),
        notice.kind,
        'meeting.begins',
        facts.present >= facts.needed ? ['begin', 'code'] : ['code', 'enter', 'fail'],
      );
    case 'meeting.closed':
      return closed(tools, facts);
    case 'minutes.to-sign':
      return toSign(tools, facts);
    case 'petition.reached':
      return reached(tools, facts, notice.petitionId);
    case 'proxy.filed':
    case 'proxy.ended':
      return ofProxy(tools, facts, notice.proxyId, notice.kind);
  }
}

const toMembers = (tools: ComposeTools, facts: MeetingFacts, notice: ToMembers): Promise<Outgoing[]> =>
  tellMany(tools, facts.home, notice, meetingCircular(tools, facts, notice));

async function toThose(
  tools: ComposeTools,
  facts: MeetingFacts,
  people: readonly string[],
  topic: string,
  key: MessageKey,
  acts: readonly MeetingAct[] = [],
  more: (language: Language) => Record<string, string | number> = () => ({}),
  papers: readonly MeetingPaper[] = [],
): Promise<Outgoing[]> {
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic, subject: `meeting:${facts.row.id}`, policy: 'skip' },
    (language, to): BoundPrompt => ({
      text: translate(language, key, { ...meetingValues(language, facts), ...more(language) }),
      choices: acts.map((act) => meetingButtonFor(language, facts, act)),
      links: meetingLinks(tools.paperUrl, papers, facts.row.id, language, to.personId),
    }),
  );
}

async function convened(tools: ComposeTools, facts: MeetingFacts): Promise<Outgoing[]> {
  const { row, home } = facts;
  const key = rulesOfKind(row.kind).notice;
  const { rules, calendar } = await tools.policyFor(tools.tx, home, tools.now);
  const notice = rules.value(key);
  const by = lastDayBefore(calendar, calendar.localDate(row.startsAt), notice);
  const late = Temporal.PlainDate.compare(calendar.localDate(tools.now), by) > 0 && row.shortenedBecause === null;
  const sent = await toThose(
    tools,
    facts,
    running(facts),
    'meeting.convened',
    late ? 'meeting.convened.late' : row.series === null ? 'meeting.convened' : 'meeting.convened.series',
    late
      ? ['reschedule', 'cancel', 'show']
      : row.series === null
        ? ['send', 'show']
        : ['send', 'show', 'reschedule', 'cancel'],
    (language) => ({
      count: facts.members.length,
      ahead: lasting(language, notice),
      by: formatDay(language, home.timeZone, calendar.startOfDay(by)),
    }),
  );
  const lines = new Map<Language, string>();
  for (const { language } of sent) {
    const line = await bodiesText(language, facts, async (id) => (await namesOf(tools, [id]))[0]);
    if (line !== undefined) lines.set(language, line);
  }
  return sent.map((one) => ({
    ...one,
    prompt: {
      ...one.prompt,
      text: [...one.prompt.text, ...below(lines.get(one.language))],
      choices: [
        ...(one.prompt.choices ?? []),
        whyButton(one.language, { communityId: home.id, at: tools.now }, key, rulesOfKind(row.kind).quorum),
      ],
    },
  }));
}

/** Where the notice is to be shorter than the rule. */
async function consentAsked(tools: ComposeTools, facts: MeetingFacts): Promise<Outgoing[]> {
  const reason = facts.row.shortenedBecause;
  if (reason === null) return [];
  const supervisors = await holders(tools.tx, facts.home.id, ['supervisor']);
  return toThose(tools, facts, supervisors, 'meeting.consent-asked', 'meeting.consent-asked', ['consent'], () => ({
    reason,
  }));
}

/** Each once, with what she has to do now. */
async function named(
  tools: ComposeTools,
  facts: MeetingFacts,
  { chairId, recorderId }: Extract<MeetingNotice, { kind: 'meeting.named' }>,
): Promise<Outgoing[]> {
  const { state } = facts.row;
  const topic = 'meeting.named';
  const doing = {
    closed: ['meeting.named.write', ['write', 'show'], []],
    minutes_draft: ['meeting.named.sign', ['sign', 'show'], ['minutes']],
  } as const;
  const [line, acts, papers] = (state === 'closed' || state === 'minutes_draft' ? doing[state] : undefined) ?? [
    undefined,
    ['show'] as const,
    [],
  ];
  const told: Outgoing[] = [];
  for (const personId of new Set([chairId, recorderId].filter((id) => id !== undefined)))
    told.push(
      ...(await toThose(
        tools,
        facts,
        [personId],
        topic,
        topic,
        acts,
        (language) => {
          const roles = [
            ...(personId === chairId ? [phrase(language, 'meeting.signer.chair')] : []),
            ...(personId === recorderId ? [phrase(language, 'meeting.signer.recorder')] : []),
          ];
          return {
            role: listed(language, roles),
            next: line === undefined ? '' : `\n${phrase(language, line)}`,
          };
        },
        papers,
      )),
    );
  return told;
}

/** Whoever joins later is asked like all the others were. */
async function invited(tools: ComposeTools, facts: MeetingFacts, people: readonly string[]): Promise<Outgoing[]> {
  const notice = { kind: 'meeting.noticed', meetingId: facts.row.id } as const;
  const { topic, subject, policy, words, own = words } = meetingCircular(tools, facts, notice);
  return tell(tools, await reachPeople(tools.tx, people), { topic, subject, policy }, own);
}

/** More names than these would hide what the message says. */
const NAMED = 5;

/** Those who run it hear who came and who left; whoever came is asked like all the others, whoever left need not come. */
async function rollChanged(
  tools: ComposeTools,
  facts: MeetingFacts,
  { joined, left, told: wasTold }: Extract<MeetingNotice, { kind: 'meeting.roll-changed' }>,
): Promise<Outgoing[]> {
  const lineOf = async (key: 'meeting.roll.joined' | 'meeting.roll.left', people: readonly string[]) => {
    const names = await namesOf(tools, people.slice(0, NAMED));
    return (language: Language): readonly string[] =>
      people.length === 0 ? [] : [phrase(language, key, { names: listed(language, names), count: people.length })];
  };
  const lines = [await lineOf('meeting.roll.joined', joined), await lineOf('meeting.roll.left', left)];
  const topic = 'meeting.roll-changed';
  const told = await toThose(tools, facts, running(facts), topic, topic, ['show'], (language) => ({
    count: facts.members.length,
    changes: lines.flatMap((line) => line(language)).join('\n'),
  }));
  return [
    ...told,
    // Before the notice nobody is asked yet.
    ...(facts.row.noticedAt === null ? [] : await invited(tools, facts, joined)),
    ...(wasTold ? await toThose(tools, facts, left, 'meeting.roll-left', 'meeting.roll-left') : []),
  ];
}

export async function inGroup(
  tools: ComposeTools,
  facts: MeetingFacts,
  topic: string,
  key: MessageKey,
  more: (language: Language) => Record<string, string | number> = () => ({}),
): Promise<Outgoing[]> {
  const { chatId } = facts.row;
  if (chatId === null) return [];
  const [group] = await tools.tx.select().from(chat).where(eq(chat.id, chatId));
  if (group?.state !== 'active') return [];
  const language = languageOf(group.language);
  return [
    {
      chatId,
      language,
      prompt: { text: translate(language, key, { ...meetingValues(language, facts), ...more(language) }) },
      topic,
      lane: 'interactive',
      purpose: 'notice',
      policy: 'skip',
    },
  ];
}

async function closed(tools: ComposeTools, facts: MeetingFacts): Promise<Outgoing[]> {
  const { home } = facts;
  const { calendar, after } = await tools.policyFor(tools.tx, home, tools.now);
  const at = calendar.startOfDay(after(tools.now, 'meeting.minutes').lastDay);
  return toThose(tools, facts, running(facts), 'meeting.closed', 'meeting.closed', ['show'], (language) => ({
    by: formatDay(language, home.timeZone, at),
  }));
}

/** Whoever must sign and has not signed this version; supervisors where something binding was decided. */
async function toSign(tools: ComposeTools, facts: MeetingFacts): Promise<Outgoing[]> {
  const { row, home } = facts;
  const signed = await tools.tx
    .select({ personId: minutesSignature.personId })
    .from(minutesSignature)
    .innerJoin(minutes, eq(minutes.id, minutesSignature.minutesId))
    .where(
      and(
        eq(minutes.meetingId, row.id),
        eq(minutes.version, sql`(select max(version) from ${minutes} where meeting_id = ${row.id})`),
      ),
    );
  const [binding] = await tools.tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(and(eq(ballot.meetingId, row.id), eq(ballot.binding, true), ne(ballot.state, 'withdrawn')))
    .limit(1);
  const asked = signersOf({ binding: binding !== undefined });
  const supervisors = asked.includes('supervisor') ? await holders(tools.tx, home.id, ['supervisor']) : [];
  const people = [...running(facts), ...supervisors].filter((id) => !signed.some(({ personId }) => personId === id));
  const topic = 'minutes.to-sign';
  return toThose(tools, facts, [...new Set(people)], topic, topic, ['sign', 'show'], undefined, ['minutes']);
}

async function reached(tools: ComposeTools, facts: MeetingFacts, petitionId: string): Promise<Outgoing[]> {
  const { home, row } = facts;
  const [asked] = await tools.tx.select().from(petition).where(eq(petition.id, petitionId));
  if (!asked) return [];
  const signatures = await tools.tx
    .select({ id: petitionSignature.id })
    .from(petitionSignature)
    .where(and(eq(petitionSignature.petitionId, petitionId), isNull(petitionSignature.withdrawnAt)));
  const heads = await holders(tools.tx, home.id, ['committee_head', 'supervisor']);
  return toThose(
    tools,
    facts,
    [...new Set([...heads, asked.openedById])],
    'petition.reached',
    'petition.reached',
    ['show'],
    (language) => ({
      kind: kindName(language, row),
      signed: signatures.length,
      about: asked.about,
      by: formatDay(language, home.timeZone, row.startsAt),
    }),
  );
}

async function ofProxy(
  tools: ComposeTools,
  facts: MeetingFacts,
  proxyId: string,
  kind: 'proxy.filed' | 'proxy.ended',
): Promise<Outgoing[]> {
  const [proxy] = await tools.tx.select().from(votingProxy).where(eq(votingProxy.id, proxyId));
  if (!proxy) return [];
  const { grantorId, holderId } = proxy;
  const [grantor = '', holder = ''] = await namesOf(tools, [grantorId, holderId]);
  const people = kind === 'proxy.filed' ? [grantorId, holderId, ...running(facts)] : [grantorId, holderId];
  return toThose(tools, facts, people, kind, kind, [], () => ({ grantor, holder }));
}
