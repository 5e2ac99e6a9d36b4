/** What notices about a ballot read of it: the row, its roll, how many have voted, and its result in words. */
import { asc, count, eq } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { ballot, ballotEntry, body, community, vote } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { fewestFor } from '../domain/ballot/roll.ts';
import type { CountingRules } from '../domain/ballot/tally.ts';
import type { Ratio } from '../domain/rules/ratio.ts';
import { formatTime } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { roleName } from './named-seat.ts';

export type BallotRow = typeof ballot.$inferSelect;

export interface BallotFacts {
  readonly row: BallotRow;
  readonly home: typeof community.$inferSelect;
  readonly entries: readonly (typeof ballotEntry.$inferSelect)[];
  readonly voted: number;
  /** The number of the ballot it puts again. */
  readonly first?: number;
  /** The name of the body whose seats it fills. */
  readonly fills?: string;
}

export async function ballotFactsOf({ tx }: { readonly tx: Tx }, ballotId: string): Promise<BallotFacts | undefined> {
  const [found] = await tx
    .select()
    .from(ballot)
    .innerJoin(community, eq(community.id, ballot.communityId))
    .where(eq(ballot.id, ballotId));
  if (!found) return undefined;
  const entries = await tx
    .select()
    .from(ballotEntry)
    .where(eq(ballotEntry.ballotId, ballotId))
    .orderBy(asc(ballotEntry.number));
  const [cast] = await tx.select({ n: count() }).from(vote).where(eq(vote.ballotId, ballotId));
  const { revoteOf } = found.ballot;
  const [first] = revoteOf
    ? await tx.select({ number: ballot.number }).from(ballot).where(eq(ballot.id, revoteOf))
    : [];
  const { fillsBodyId } = found.ballot;
  const [into] = fillsBodyId ? await tx.select({ name: body.name }).from(body).where(eq(body.id, fillsBodyId)) : [];
  return {
    row: found.ballot,
    home: found.community,
    entries,
    voted: cast?.n ?? 0,
    ...(first && { first: first.number }),
    ...(into && { fills: into.name }),
  };
}

export const ballotStateName = (language: Language, { state }: Pick<BallotRow, 'state'>): string =>
  lookUp(language, `ballot.state.${state}`) ?? state;
export const formName = (language: Language, { form }: Pick<BallotRow, 'form'>): string =>
  phrase(language, form === 'secret' ? 'ballot.form.secret' : 'ballot.form.open');

/** Who may still vote on it: on the roll, not recused, and in the room where there is one. */
export const mayVote = ({ row, entries }: Pick<BallotFacts, 'row' | 'entries'>): BallotFacts['entries'] =>
  entries.filter(({ recused, present }) => !recused && (row.meetingId === null || present === true));

/** What the texts about a ballot put in, whoever is on its roll. */
export const ballotHead = (
  language: Language,
  { row, home, first, fills }: Pick<BallotFacts, 'row' | 'home' | 'first' | 'fills'>,
) => ({
  number: row.number,
  title: row.title,
  text: row.text,
  again:
    first === undefined
      ? ''
      : `${phrase(language, row.runOff ? 'ballot.again.run-off' : 'ballot.again.revote', { number: first })}\n`,
  options: `${row.options.map(({ label }, at) => `\n${at + 1}. ${label}`).join('')}${fillsLine(language, row, fills)}`,
  effect: phrase(language, row.binding ? 'ballot.binding' : 'ballot.advisory'),
  form: formName(language, row),
  state: ballotStateName(language, row),
  closes: row.closesAt
    ? phrase(language, 'ballot.closes-at', { when: formatTime(language, home.timeZone, row.closesAt) })
    : '',
  outcome: row.outcome ? (lookUp(language, `ballot.outcome.${row.outcome}`) ?? row.outcome) : '',
});

/** Which seats are filled, said before anybody votes. */
const fillsLine = (language: Language, { question, fillsRole }: BallotRow, fills: string | undefined): string =>
  fills === undefined || fillsRole === null || question.kind !== 'election'
    ? ''
    : `\n${phrase(language, 'ballot.fills', { body: fills, role: roleName(language, fillsRole), seats: question.seats })}`;

export const ballotValues = (language: Language, facts: BallotFacts) => ({
  ...ballotHead(language, facts),
  roll: mayVote(facts).length,
  voted: facts.voted,
});

/** How many have voted may be told: of a secret ballot not while they are so few that it says something of each. */
export const tellsTurnout = ({ row: { form, rules }, voted }: Pick<BallotFacts, 'row' | 'voted'>): boolean =>
  form === 'open' || (rules !== null && voted >= rules.breakdownCell);

const share = (language: Language, { numerator, denominator, strict }: Ratio): string =>
  phrase(language, strict ? 'ballot.ratio.more' : 'ballot.ratio.least', { share: `${numerator}/${denominator}` });

/** What a result is told from: a ballot, or what the minutes keep of it. */
interface Counted extends Pick<BallotRow, 'result' | 'attendance'> {
  readonly rules: CountingRules | null;
  readonly options: readonly { readonly label: string }[];
}

/** The arithmetic of the result: 应到、实到、赞成…, with the rule it was measured by. */
export function resultText(language: Language, { row }: { readonly row: Counted }): string {
  const { result, attendance, rules } = row;
  if (!result || !attendance || !rules) return '';
  const { tally } = result;
  const shared = {
    roll: attendance.roll,
    present: attendance.present,
    cast: tally.cast,
    abstain: tally.abstain,
    invalid: tally.invalid,
  };
  const quorum = result.quorate
    ? []
    : [
        phrase(language, 'ballot.result.quorum', {
          needed: fewestFor(attendance.roll, rules.quorum),
          present: attendance.present,
        }),
      ];
  const label = (option: number): string => row.options[option - 1]?.label ?? String(option);
  if (tally.kind === 'motion')
    return [
      phrase(language, 'ballot.result.motion', {
        ...shared,
        approve: tally.approve,
        reject: tally.reject,
        rule: share(language, rules.threshold),
        base: tally.base,
        needed: fewestFor(tally.base, rules.threshold),
      }),
      ...quorum,
    ].join('\n');
  const lines =
    tally.kind === 'ranked'
      ? tally.order.flatMap((level, at) =>
          level.map((option) =>
            phrase(language, 'ballot.result.rank', {
              place: at + 1,
              label: label(option),
              chosen: result.chosen.includes(option) ? 'yes' : 'no',
            }),
          ),
        )
      : tally.votes.map(({ option, votes }, at) =>
          phrase(language, 'ballot.result.line', {
            place: at + 1,
            label: label(option),
            votes,
            chosen: result.chosen.includes(option) ? 'yes' : 'no',
          }),
        );
  const runOff = result.runOff
    ? [
        phrase(language, 'ballot.result.run-off', {
          seats: result.runOff.seats,
          names: listed(language, result.runOff.between.map(label)),
        }),
      ]
    : [];
  return [phrase(language, 'ballot.result.options', { ...shared, lines: lines.join('\n') }), ...runOff, ...quorum].join(
    '\n',
  );
}
