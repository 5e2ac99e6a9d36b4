/** Ballots: who is asked to vote, and who is told what came of it. */
import { and, eq } from 'drizzle-orm';
import { ballotObjection, ballotRecusal, chat, meeting, paperEntry } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { NextRound } from '../domain/ballot/again.ts';
import type { BallotNotice } from '../domain/ballot/notices.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { listed } from '../locales/lists.ts';
import { type MessageKey, translate } from '../locales/translate.ts';
import { ballotButtonFor, ballotWords, type WordsButton } from './ballot-buttons.ts';
import { ballotCircular, declaredValues, running, seating, type ToRoll } from './ballot-circulars.ts';
import { type BallotFacts, ballotFactsOf, ballotValues, resultText } from './ballot-facts.ts';
import { button } from './button.ts';
import { seated } from './elected.ts';
import { ballotStandingOf, groupBallotPrompt } from './group-ballot.ts';
import type { BallotAct, BoundPrompt, Outgoing } from './intent.ts';
import { tellMany } from './many.ts';
import { holders, languageOf, namesOf, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

/** All of them, or it does not compile. */
const ABOUT: { readonly [K in BallotNotice['kind']]: true } = {
  'ballot.to-review': true,
  'ballot.reviewed': true,
  'ballot.returned': true,
  'ballot.rolled-anew': true,
  'ballot.frozen': true,
  'ballot.opened': true,
  'ballot.paused': true,
  'ballot.resumed': true,
  'ballot.closed': true,
  'ballot.papers-wait': true,
  'ballot.to-verify': true,
  'ballot.publish-due': true,
  'ballot.declared': true,
  'ballot.final': true,
  'ballot.seated': true,
  'ballot.challenged': true,
  'ballot.recusal-decided': true,
  'ballot.objected': true,
  'ballot.objection-decided': true,
  'ballot.voted': true,
};

const RETURNED = {
  cancelled: 'ballot.returned.cancelled',
  closed: 'ballot.returned.closed',
  item_removed: 'ballot.returned.item',
} as const;

export const isAboutBallots = (notice: Notice): notice is BallotNotice => Object.hasOwn(ABOUT, notice.kind);

export async function composeBallots(tools: ComposeTools, notice: BallotNotice): Promise<Outgoing[]> {
  // Only what the group is shown changes (`compose.ts`), and that many times a minute.
  if (notice.kind === 'ballot.voted') return [];
  const facts = await ballotFactsOf(tools, notice.ballotId);
  if (!facts) return [];
  const { home } = facts;
  const supervisors = () => holders(tools.tx, home.id, ['supervisor']);
  switch (notice.kind) {
    case 'ballot.to-review':
      return toThose(tools, facts, await supervisors(), notice.kind, 'ballot.to-review', ['review']);
    case 'ballot.reviewed':
      return (await isAhead(tools, facts))
        ? toThose(tools, facts, await running(tools, facts), notice.kind, 'ballot.reviewed.early', ['show'])
        : toThose(tools, facts, await running(tools, facts), notice.kind, 'ballot.reviewed', ['freeze', 'show']);
    case 'ballot.rolled-anew':
      return toThose(tools, facts, await running(tools, facts), notice.kind, notice.kind, ['show'], () => ({
        number: notice.before,
        fresh: facts.row.number,
      }));
    case 'ballot.returned': {
      const { draftedById } = facts.row;
      if (draftedById === null || draftedById === notice.byPersonId) return [];
      const key = RETURNED[notice.because];
      return toThose(tools, facts, [draftedById], notice.kind, key, [], () => ({ reason: notice.reason }));
    }
    case 'ballot.final':
      return [...(await toRoll(tools, facts, notice)), ...(await toSeating(tools, facts))];
    case 'ballot.frozen':
      return toRoll(tools, facts, notice);
    case 'ballot.opened':
      return [...(await toRoll(tools, facts, notice)), ...(await groupMessage(tools, facts))];
    case 'ballot.paused':
    case 'ballot.resumed':
      return [...(await toRoll(tools, facts, notice)), ...(await inGroup(tools, facts, notice.kind, notice.kind))];
    case 'ballot.closed':
      return inGroup(tools, facts, notice.kind, 'ballot.closed');
    case 'ballot.papers-wait': {
      const watching = await supervisors();
      const committee = (await holders(tools.tx, home.id, ['committee_head', 'committee_member'])).filter(
        (id) => !watching.includes(id),
      );
      const numbers = await papersWaiting(tools, facts);
      const tellThose = (people: readonly string[], asks: readonly WordsButton[]) =>
        toThose(tools, facts, people, notice.kind, 'ballot.papers-wait', ['roll'], () => ({ numbers }), asks);
      return [...(await tellThose(committee, ['paper'])), ...(await tellThose(watching, ['paper', 'aside']))];
    }
    case 'ballot.to-verify':
      return toThose(
        tools,
        facts,
        await supervisors(),
        notice.kind,
        'ballot.to-verify',
        ['verify'],
        (language) => ({ result: resultText(language, facts) }),
        ['recount'],
      );
    case 'ballot.publish-due': {
      const watching = await supervisors();
      const runs = (await running(tools, facts)).filter((id) => !watching.includes(id));
      const acts = facts.row.state === 'counted' ? (['verify', 'show'] as const) : (['show'] as const);
      return [
        ...(await toThose(tools, facts, watching, notice.kind, 'ballot.publish-due', acts)),
        ...(await toThose(tools, facts, runs, notice.kind, 'ballot.publish-due', ['show'])),
      ];
    }
    case 'ballot.declared':
      return [
        ...(await toRunning(tools, facts, notice.again)),
        ...(await toRoll(tools, facts, notice)),
        ...(await inGroup(tools, facts, notice.kind, notice.kind, (language) => declaredValues(language, facts))),
      ];
    case 'ballot.seated':
      return seated(tools, facts, notice);
    case 'ballot.challenged':
      return challenged(tools, facts, notice.recusalId);
    case 'ballot.recusal-decided': {
      const [recusal] = await tools.tx.select().from(ballotRecusal).where(eq(ballotRecusal.id, notice.recusalId));
      if (!recusal) return [];
      const key = recusal.state === 'upheld' ? 'ballot.recusal-decided.upheld' : 'ballot.recusal-decided.dismissed';
      return toThose(tools, facts, [recusal.personId], notice.kind, key);
    }
    case 'ballot.objected': {
      const [objection] = await tools.tx
        .select()
        .from(ballotObjection)
        .where(eq(ballotObjection.id, notice.objectionId));
      if (!objection) return [];
      const reason = tools.keys.openText('ballot_objection.reason', objection.reasonSealed);
      const asks = ['uphold', 'dismiss', 'recount'] as const;
      return toThose(
        tools,
        facts,
        await supervisors(),
        notice.kind,
        'ballot.objected',
        ['roll'],
        (language) => ({
          reason,
          margin: facts.row.result?.margin ?? 0,
          ...namedEntries(language, objection.entries),
        }),
        asks,
        objection.id,
      );
    }
    case 'ballot.objection-decided': {
      const [objection] = await tools.tx
        .select()
        .from(ballotObjection)
        .where(eq(ballotObjection.id, notice.objectionId));
      if (!objection?.personId) return [];
      const answer = objection.answerSealed
        ? tools.keys.openText('ballot_objection.answer', objection.answerSealed)
        : '';
      const wrong = objection.foundWrong ?? [];
      return toThose(tools, facts, [objection.personId], notice.kind, 'ballot.objection-decided', [], (language) => ({
        answer,
        ...namedEntries(language, wrong),
      }));
    }
  }
}

const namedEntries = (language: Language, entries: readonly number[]) => ({
  many: entries.length,
  entries: listed(language, entries.map(String)),
});

/** The entries of the roll whose papers wait. */
async function papersWaiting({ tx }: ComposeTools, { row }: BallotFacts): Promise<string> {
  const standing = await tx
    .select({ handedIn: paperEntry.handedIn })
    .from(paperEntry)
    .where(and(eq(paperEntry.ballotId, row.id), eq(paperEntry.state, 'entered')));
  const numbers = new Set(standing.flatMap(({ handedIn }) => handedIn.map(([number]) => number)));
  return [...numbers].sort((a, b) => a - b).join(', ');
}

const toRoll = async (
  tools: ComposeTools,
  facts: BallotFacts,
  notice: Extract<BallotNotice, { readonly kind: ToRoll }>,
): Promise<Outgoing[]> => tellMany(tools, facts.home, notice, await ballotCircular(tools, facts, notice.kind));

const toSeating = async (tools: ComposeTools, facts: BallotFacts): Promise<Outgoing[]> =>
  toThose(tools, facts, await seating(tools, facts), 'ballot.final', 'ballot.final.seats', ['seat', 'show']);

/** Nobody has come to its meeting yet: seats may still change, so the roll had better wait. */
async function isAhead({ tx }: ComposeTools, { row }: BallotFacts): Promise<boolean> {
  const [held] = row.meetingId
    ? await tx.select({ state: meeting.state }).from(meeting).where(eq(meeting.id, row.meetingId))
    : [];
  return held !== undefined && ['convened', 'noticed'].includes(held.state);
}

async function toThose(
  tools: ComposeTools,
  facts: BallotFacts,
  people: readonly string[],
  topic: string,
  key: MessageKey,
  acts: readonly BallotAct[] = [],
  more: (language: Language) => Record<string, string | number> = () => ({}),
  asks: readonly WordsButton[] = [],
  objectionId?: string,
): Promise<Outgoing[]> {
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic, subject: `ballot:${facts.row.id}`, policy: 'skip' },
    (language): BoundPrompt => ({
      text: translate(language, key, { ...ballotValues(language, facts), ...more(language) }),
      choices: [
        ...acts.map((act) => ballotButtonFor(language, facts.row, act)),
        ...asks.map((purpose) => ballotWords(language, facts.row.id, purpose, objectionId)),
      ],
    }),
  );
}

async function inGroup(
  tools: ComposeTools,
  facts: BallotFacts,
  topic: string,
  key: MessageKey,
  more: (language: Language) => Record<string, string | number> = () => ({}),
): Promise<Outgoing[]> {
  return toGroup(tools, facts, topic, (language) => ({
    text: translate(language, key, { ...ballotValues(language, facts), ...more(language) }),
  }));
}

/** The message with the buttons; where it can be edited it says from then on how the vote stands. */
async function groupMessage(tools: ComposeTools, { row }: BallotFacts): Promise<Outgoing[]> {
  const standing = await ballotStandingOf(tools, row.id);
  if (!standing) return [];
  const sent = await toGroup(tools, standing, 'ballot.opened', (language) => groupBallotPrompt(language, standing));
  return sent.map((one) => ({ ...one, viewSubject: `ballot:${row.id}` }));
}

async function toGroup(
  { tx }: ComposeTools,
  { row: { chatId } }: Pick<BallotFacts, 'row'>,
  topic: string,
  prompt: (language: Language) => BoundPrompt,
): Promise<Outgoing[]> {
  const [group] = chatId ? await tx.select().from(chat).where(eq(chat.id, chatId)) : [];
  if (group?.state !== 'active') return [];
  const language = languageOf(group.language);
  return [
    {
      chatId: group.id,
      language,
      prompt: prompt(language),
      topic,
      lane: 'interactive',
      purpose: 'notice',
      policy: 'skip',
    },
  ];
}

/** Whoever runs it is also shown what may come next. */
async function toRunning(
  tools: ComposeTools,
  facts: BallotFacts,
  again: NextRound['kind'] | undefined,
): Promise<Outgoing[]> {
  const acts = again ? ([again, 'show'] as const) : (['show'] as const);
  const values = (language: Language) => declaredValues(language, facts);
  const topic = 'ballot.declared';
  return toThose(tools, facts, await running(tools, facts), topic, topic, acts, values, ['object']);
}

async function challenged(tools: ComposeTools, facts: BallotFacts, recusalId: string): Promise<Outgoing[]> {
  const [recusal] = await tools.tx.select().from(ballotRecusal).where(eq(ballotRecusal.id, recusalId));
  if (!recusal) return [];
  const [name = ''] = await namesOf(tools, [recusal.personId]);
  const reason = tools.keys.openText('ballot_recusal.reason', recusal.reasonSealed);
  const people = (await holders(tools.tx, facts.home.id, ['supervisor'])).filter(
    (id) => id !== recusal.personId && id !== recusal.byPersonId,
  );
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic: 'ballot.challenged', subject: `ballot:${facts.row.id}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'ballot.challenged', { ...ballotValues(language, facts), name, reason }),
      choices: [
        button(language, 'ballot.button.uphold', { do: 'recusal', recusalId, uphold: true }),
        button(language, 'ballot.button.dismiss', { do: 'recusal', recusalId, uphold: false }),
      ],
    }),
  );
}
