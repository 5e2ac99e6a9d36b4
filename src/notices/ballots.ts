/** Ballots: who is asked to vote, and who is told what came of it. */
import { and, eq } from 'drizzle-orm';
import { ballotObjection, ballotRecusal, chat, meeting, paperEntry } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { NextRound } from '../domain/ballot/again.ts';
import type { BallotNotice } from '../domain/ballot/notices.ts';
import { rulesOfKind } from '../domain/meeting/rules.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import { formatTime } from '../locales/dates.ts';
import { type MessageKey, translate } from '../locales/translate.ts';
import { ballotButton, ballotWords, motionChoices, type WordsButton } from './ballot-buttons.ts';
import { type BallotFacts, ballotFactsOf, ballotValues, mayVote, resultText } from './ballot-facts.ts';
import { button } from './button.ts';
import { ballotStandingOf, groupBallotPrompt } from './group-ballot.ts';
import type { BallotAct, BoundPrompt, Outgoing } from './intent.ts';
import { holders, languageOf, namesOf, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';
import { whyButton } from './why.ts';

const ABOUT: ReadonlySet<string> = new Set<BallotNotice['kind']>([
  'ballot.to-review',
  'ballot.reviewed',
  'ballot.frozen',
  'ballot.opened',
  'ballot.paused',
  'ballot.resumed',
  'ballot.closed',
  'ballot.papers-wait',
  'ballot.to-verify',
  'ballot.declared',
  'ballot.final',
  'ballot.challenged',
  'ballot.recusal-decided',
  'ballot.objected',
  'ballot.objection-decided',
  'ballot.voted',
]);

export const isAboutBallots = (notice: Notice): notice is BallotNotice => ABOUT.has(notice.kind);

export async function composeBallots(tools: ComposeTools, notice: BallotNotice): Promise<Outgoing[]> {
  // Only what the group is shown changes (`compose.ts`), and that many times a minute.
  if (notice.kind === 'ballot.voted') return [];
  const facts = await ballotFactsOf(tools, notice.ballotId);
  if (!facts) return [];
  const { home } = facts;
  const supervisors = () => holders(tools.tx, home.id, ['supervisor']);
  const roll = facts.entries.map(({ personId }) => personId);
  switch (notice.kind) {
    case 'ballot.to-review':
      return toThose(tools, facts, await supervisors(), notice.kind, 'ballot.to-review', ['review']);
    case 'ballot.reviewed':
      return (await isAhead(tools, facts))
        ? toThose(tools, facts, await running(tools, facts), notice.kind, 'ballot.reviewed.early', ['show'])
        : toThose(tools, facts, await running(tools, facts), notice.kind, 'ballot.reviewed', ['freeze', 'show']);
    case 'ballot.frozen':
      return frozen(tools, facts);
    case 'ballot.opened':
      return opened(tools, facts);
    case 'ballot.paused':
      return everywhere(tools, facts, notice.kind, 'ballot.paused');
    case 'ballot.resumed':
      return everywhere(tools, facts, notice.kind, 'ballot.resumed');
    case 'ballot.closed':
      return inGroup(tools, facts, notice.kind, 'ballot.closed');
    case 'ballot.papers-wait': {
      const watching = await supervisors();
      const committee = (await holders(tools.tx, home.id, ['committee_head', 'committee_member'])).filter(
        (id) => !watching.includes(id),
      );
      const numbers = await papersWaiting(tools, facts);
      const tellThose = (people: readonly string[], asks: readonly WordsButton[]) =>
        toThose(tools, facts, people, notice.kind, 'ballot.papers-wait', [], () => ({ numbers }), asks);
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
    case 'ballot.declared':
      return declared(tools, facts, notice.again);
    case 'ballot.final':
      return toThose(
        tools,
        facts,
        [...new Set([...roll, ...(await running(tools, facts))])],
        notice.kind,
        'ballot.final',
      );
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
        [],
        () => ({ reason }),
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
      return toThose(tools, facts, [objection.personId], notice.kind, 'ballot.objection-decided', [], () => ({
        answer,
      }));
    }
  }
}

/** The entries of the roll whose papers wait. */
async function papersWaiting({ tx }: ComposeTools, { row }: BallotFacts): Promise<string> {
  const standing = await tx
    .select({ handedIn: paperEntry.handedIn })
    .from(paperEntry)
    .where(and(eq(paperEntry.ballotId, row.id), eq(paperEntry.state, 'entered')));
  const numbers = new Set(standing.flatMap(({ handedIn }) => handedIn.map(([number]) => number)));
  return [...numbers].sort((a, b) => a - b).join(', ');
}

/** The chair of its meeting; of a written one the head, and whoever drafted it. */
async function running({ tx }: ComposeTools, { row, home }: BallotFacts): Promise<readonly string[]> {
  const [held] = row.meetingId
    ? await tx.select({ chairId: meeting.chairId }).from(meeting).where(eq(meeting.id, row.meetingId))
    : [];
  const heads = held?.chairId ? [held.chairId] : await holders(tx, home.id, ['committee_head']);
  return [...new Set([...heads, ...(row.draftedById ? [row.draftedById] : [])])];
}

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
        ...acts.map((act) => ballotButton(language, facts.row.id, act)),
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

async function everywhere(
  tools: ComposeTools,
  facts: BallotFacts,
  topic: string,
  key: MessageKey,
): Promise<Outgoing[]> {
  const people = mayVote(facts).map(({ personId }) => personId);
  return [...(await toThose(tools, facts, people, topic, key)), ...(await inGroup(tools, facts, topic, key))];
}

/** Each reads the number of her own entry, and the hash by which she can check that the roll stays as it is. */
async function frozen(tools: ComposeTools, facts: BallotFacts): Promise<Outgoing[]> {
  const numbers = new Map(facts.entries.map(({ personId, number }) => [personId, number]));
  const hash = facts.row.rollHash ?? '';
  const people = await reachPeople(tools.tx, [...numbers.keys()]);
  return tell(
    tools,
    people,
    { topic: 'ballot.frozen', subject: `ballot:${facts.row.id}`, policy: 'skip' },
    (language, { personId = '' }) => ({
      text: translate(language, 'ballot.frozen', {
        ...ballotValues(language, facts),
        roll: facts.entries.length,
        entry: numbers.get(personId) ?? '',
        hash,
      }),
      choices: [ballotWords(language, facts.row.id, 'recuse'), ballotWords(language, facts.row.id, 'challenge')],
    }),
  );
}

/** To everybody who may vote, and to the group. */
async function opened(tools: ComposeTools, facts: BallotFacts): Promise<Outgoing[]> {
  const { row, home } = facts;
  const rules = await decidedBy(tools, facts);
  const holdersOf = new Map(mayVote(facts).map(({ personId, holderId }) => [holderId ?? personId, personId]));
  const direct = await tell(
    tools,
    await reachPeople(tools.tx, [...holdersOf.keys()]),
    { topic: 'ballot.opened', subject: `ballot:${row.id}`, policy: 'repeat' },
    (language): BoundPrompt => ({
      text: translate(language, 'ballot.opened', ballotValues(language, facts)),
      choices: [
        ...(row.question.kind === 'motion' ? motionChoices(language, row) : [ballotButton(language, row.id, 'vote')]),
        whyButton(language, { communityId: home.id, at: tools.now }, ...rules),
      ],
    }),
  );
  return [...direct, ...(await groupMessage(tools, facts))];
}

/** Which rules decide it. */
async function decidedBy({ tx }: ComposeTools, { row }: BallotFacts): Promise<readonly RuleKey[]> {
  if (!row.meetingId) return ['ballot.written.threshold', 'ballot.base', 'ballot.chat_is_binding'];
  const [held] = await tx.select({ kind: meeting.kind }).from(meeting).where(eq(meeting.id, row.meetingId));
  const rules = held && rulesOfKind(held.kind);
  return [...(rules ? [rules.quorum, ...(rules.threshold ? [rules.threshold] : []), rules.effect] : []), 'ballot.base'];
}

async function declared(
  tools: ComposeTools,
  facts: BallotFacts,
  again: NextRound['kind'] | undefined,
): Promise<Outgoing[]> {
  const { row, home } = facts;
  const more = (language: Language) => ({
    result: resultText(language, facts),
    until: row.objectionUntil ? formatTime(language, home.timeZone, row.objectionUntil) : '',
  });
  const [runs, topic] = [await running(tools, facts), 'ballot.declared'] as const;
  const others = facts.entries.flatMap(({ personId }) => (runs.includes(personId) ? [] : [personId]));
  const next = again ? ([again, 'show'] as const) : (['show'] as const);
  return [
    ...(await toThose(tools, facts, runs, topic, 'ballot.declared', next, more, ['object'])),
    ...(await toThose(tools, facts, others, topic, 'ballot.declared', ['show'], more, ['object'])),
    ...(await inGroup(tools, facts, 'ballot.declared', 'ballot.declared', more)),
  ];
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
