/** What is said about a poll: the row, how many answered, and as much of how it goes as everybody may see. */
import { and, eq, isNotNull, or } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { chat, community, poll, pollAnswer } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language } from '../channel.ts';
import { pickedIn } from '../domain/poll/poll.ts';
import { countAnswers, type PollTally, tallyPoll } from '../domain/poll/tally.ts';
import { formatDate, formatTime } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { namesOf } from './recipients.ts';

export type PollRow = typeof poll.$inferSelect;

export interface PollFacts {
  readonly row: PollRow;
  readonly home: typeof community.$inferSelect;
  readonly group: typeof chat.$inferSelect;
  readonly answered: number;
  /** Absent while nothing of how it goes is told. */
  readonly tally?: PollTally;
  /** Of a named poll whose answers are told: who picked which option, from option 1 on. */
  readonly names: readonly (readonly string[])[];
}

interface Reading {
  readonly tx: Tx;
  readonly keys: FieldKeys;
}

export async function pollFactsOf({ tx, keys }: Reading, pollId: string): Promise<PollFacts | undefined> {
  const [found] = await tx
    .select()
    .from(poll)
    .innerJoin(community, eq(community.id, poll.communityId))
    .innerJoin(chat, eq(chat.id, poll.chatId))
    .where(eq(poll.id, pollId));
  if (!found) return undefined;
  const { poll: row, community: home, chat: group } = found;
  const known = { row, home, group };
  if (row.counted) {
    const tally = tallyPoll(row.kind, row.options.length, row.counted, row.anonymous ? row.cell : undefined);
    return { ...known, answered: tally.answered, tally, names: await namesIn({ tx, keys }, row) };
  }
  const given = await tx
    .select({ answer: pollAnswer.answer })
    .from(pollAnswer)
    .where(and(eq(pollAnswer.pollId, pollId), or(isNotNull(pollAnswer.answer), isNotNull(pollAnswer.envelope))));
  const answered = given.length;
  if (row.hidden) return { ...known, answered, names: [] };
  const counted = countAnswers(given.flatMap(({ answer }) => answer ?? []));
  const tally = tallyPoll(row.kind, row.options.length, counted);
  return { ...known, answered, tally, names: await namesIn({ tx, keys }, row) };
}

async function namesIn(reading: Reading, row: PollRow): Promise<readonly (readonly string[])[]> {
  if (row.anonymous) return [];
  const given = await reading.tx.select().from(pollAnswer).where(eq(pollAnswer.pollId, row.id));
  const people: string[][] = row.options.map(() => []);
  for (const { answer, personId } of given) {
    const picked = answer === null ? [] : pickedIn(row.kind, answer);
    for (const option of row.kind === 'ranked' ? picked.slice(0, 1) : picked) people[option - 1]?.push(personId);
  }
  const names: (readonly string[])[] = [];
  for (const ids of people) names.push(await namesOf(reading, ids));
  return names;
}

export const optionLabel = (language: Language, { options }: Pick<PollRow, 'options'>, option: number): string => {
  const { label = String(option), date } = options[option - 1] ?? {};
  return date === undefined ? label : phrase(language, 'poll.option.day', { label, day: formatDate(language, date) });
};

/** What the texts about a poll put in. */
export const pollValues = (language: Language, { row, home, answered }: PollFacts) => ({
  number: row.number,
  question: row.question,
  how: lookUp(language, `poll.how.${row.kind}`) ?? row.kind,
  form: phrase(language, row.anonymous ? 'poll.form.anonymous' : row.hidden ? 'poll.form.hidden' : 'poll.form.named'),
  closes: formatTime(language, home.timeZone, row.closesAt),
  // Of a hidden one nothing of how it goes is told, not even how many.
  answered: row.state === 'open' && row.hidden ? 0 : answered,
});

/** The options, with how each stands where that is told; nothing where the buttons say it all. */
export function optionLines(language: Language, facts: PollFacts): string {
  const { row, tally } = facts;
  const numbers = row.options.map((_, at) => at + 1);
  // A message that cannot be edited would say “nobody” for days.
  if (!tally || (row.state === 'open' && tally.answered === 0))
    return row.kind === 'date' ? numbers.map((at) => `${at}. ${optionLabel(language, row, at)}`).join('\n') : '';
  if (tally.withheld) return phrase(language, 'poll.withheld', { cell: row.cell });
  const lines = numbers.map((at) => lineOf(language, facts, tally, at));
  const order = tally.order?.map((level) => level.map((at) => optionLabel(language, row, at)));
  return [
    ...lines,
    ...(order ? [phrase(language, 'poll.order', { order: order.map((level) => level.join(' = ')).join(' > ') })] : []),
    ...(tally.mean === undefined ? [] : [phrase(language, 'poll.mean', { mean: String(tally.mean) })]),
  ].join('\n');
}

function lineOf(language: Language, { row, names }: PollFacts, tally: PollTally, at: number): string {
  const label = optionLabel(language, row, at);
  const votes = tally.votes[at - 1];
  if (votes === undefined) return phrase(language, 'poll.line.few', { at, label });
  const who = names[at - 1] ?? [];
  return phrase(language, row.kind === 'ranked' ? 'poll.line.first' : 'poll.line', {
    at,
    label,
    votes,
    who: who.length > 0 ? phrase(language, 'poll.who', { names: listed(language, who) }) : '',
  });
}
