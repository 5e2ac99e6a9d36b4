/** How a ballot is shown: who may vote and whose vote is in at any time, how it went only once it is counted. */
import { z } from '@hono/zod-openapi';
import { ENTRY_BASES } from '../../domain/ballot/roll.ts';
import { BALLOT_FORMS, BALLOT_STATES, isCounted } from '../../domain/ballot/states.ts';
import { OUTCOMES, type Result } from '../../domain/ballot/tally.ts';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import type { BallotOnRecord, ListedBallot } from '../../usecases/ballot/page.ts';
import type { RecusalRow } from '../../usecases/ballot/recusal.ts';
import { shareOf } from './meeting-shapes.ts';
import { instant, timeOf, timeOrNull, uuid } from './shapes.ts';

export const Ballot = z
  .object({
    id: uuid,
    community: z.string().openapi({ description: 'The code of the community.' }),
    meetingId: uuid.nullable().openapi({ description: 'Null: a written ballot, outside any meeting.' }),
    itemId: uuid.nullable(),
    number: z.int().openapi({ description: 'Counts the ballots of the community from 1.' }),
    title: z.string(),
    text: z.string(),
    kind: z.enum(['motion', 'approval', 'ranked', 'election']),
    seats: z.int().nullable().openapi({ description: 'Of an election.' }),
    fills: z
      .object({ bodyId: uuid, role: z.enum(PERSON_ROLES) })
      .nullable()
      .openapi({ description: 'The seats an election fills.' }),
    options: z.array(z.object({ label: z.string(), personId: uuid.nullable() })),
    form: z.enum(BALLOT_FORMS),
    binding: z.boolean(),
    state: z.enum(BALLOT_STATES),
    revoteOf: uuid.nullable(),
    rollHash: z.string().nullable(),
    frozenAt: instant.nullable(),
    openedAt: instant.nullable(),
    closesAt: instant.nullable(),
    closedAt: instant.nullable(),
    countedAt: instant.nullable(),
    publishedAt: instant.nullable(),
    objectionUntil: instant.nullable(),
    endedAt: instant.nullable(),
    outcome: z.enum(OUTCOMES).nullable().openapi({ description: 'Set by the declaration.' }),
    seatedAt: instant.nullable().openapi({ description: 'When whoever it elected took the seats.' }),
    createdAt: instant,
  })
  .openapi('Ballot');
export type ShownBallot = z.infer<typeof Ballot>;

export const Recusal = z
  .object({
    id: uuid,
    personId: uuid,
    kind: z.enum(['declared', 'challenged']),
    state: z.enum(['asked', 'upheld', 'dismissed']),
    at: instant,
    decidedAt: instant.nullable(),
  })
  .openapi('Recusal');

export const Objection = z
  .object({
    id: uuid,
    entries: z.array(z.int()).openapi({ description: 'Entries of the roll it says are wrong.' }),
    foundWrong: z.array(z.int()).openapi({ description: 'Entries that were found wrong when it was upheld.' }),
    state: z.enum(['open', 'upheld', 'dismissed']),
    at: instant,
    decidedAt: instant.nullable(),
  })
  .openapi('Objection');

export const Paper = z
  .object({
    id: uuid,
    enteredById: uuid,
    enteredAt: instant,
    papers: z.int(),
    state: z.enum(['entered', 'agreed', 'void']),
  })
  .openapi('PaperEntry');

const Counted = z
  .object({
    quorate: z.boolean(),
    outcome: z.enum(OUTCOMES),
    roll: z.int(),
    present: z.int(),
    recused: z.int(),
    cast: z.int(),
    abstain: z.int(),
    invalid: z.int(),
    base: z.int().openapi({ description: 'What the threshold is measured against.' }),
    threshold: z.string().openapi({ example: 'more_than 1/2' }),
    quorum: z.string().openapi({ example: 'at_least 2/3' }),
    approve: z.int().nullable().openapi({ description: 'Of a motion.' }),
    reject: z.int().nullable(),
    votes: z
      .array(z.object({ option: z.int(), votes: z.int() }))
      .openapi({ description: 'Of an approval or election.' }),
    order: z.array(z.array(z.int())).openapi({ description: 'Of a ranking: best first, equals together.' }),
    chosen: z.array(z.int()),
    reserve: z.array(z.array(z.int())),
    runOff: z.object({ seats: z.int(), between: z.array(z.int()) }).nullable(),
    margin: z.int().openapi({ description: 'The fewest wrong entries of the roll that make it void.' }),
  })
  .openapi('CountedBallot');

export const FullBallot = Ballot.extend({
  roll: z.array(
    z.object({
      number: z.int(),
      personId: uuid,
      basis: z.enum(ENTRY_BASES),
      present: z.boolean().nullable().openapi({ description: 'There when it was opened; null before.' }),
      recused: z.boolean(),
      holderId: uuid.nullable().openapi({ description: 'Who votes for this entry by proxy.' }),
      voted: z.boolean(),
    }),
  ),
  recusals: z.array(Recusal),
  papers: z.array(Paper),
  objections: z.array(Objection),
  result: Counted.nullable().openapi({ description: 'Null until it is counted.' }),
  history: z.array(z.object({ at: instant, kind: z.string(), byRole: z.string() })),
}).openapi('FullBallot');
export type ShownFullBallot = z.infer<typeof FullBallot>;

export const showBallot = ({ ballot: row, home }: ListedBallot): ShownBallot => ({
  id: row.id,
  community: home.code,
  meetingId: row.meetingId,
  itemId: row.itemId,
  number: row.number,
  title: row.title,
  text: row.text,
  kind: row.question.kind,
  seats: row.question.kind === 'election' ? row.question.seats : null,
  fills: row.fillsBodyId && row.fillsRole ? { bodyId: row.fillsBodyId, role: row.fillsRole } : null,
  options: row.options.map(({ label, personId }) => ({ label, personId: personId ?? null })),
  form: row.form,
  binding: row.binding,
  state: row.state,
  revoteOf: row.revoteOf,
  rollHash: row.rollHash,
  frozenAt: timeOrNull(row.frozenAt),
  openedAt: timeOrNull(row.openedAt),
  closesAt: timeOrNull(row.closesAt),
  closedAt: timeOrNull(row.closedAt),
  countedAt: timeOrNull(row.countedAt),
  publishedAt: timeOrNull(row.publishedAt),
  objectionUntil: timeOrNull(row.objectionUntil),
  endedAt: timeOrNull(row.endedAt),
  outcome: row.outcome,
  seatedAt: timeOrNull(row.seatedAt),
  createdAt: timeOf(row.createdAt),
});

export const showRecusal = ({ id, personId, kind, state, at, decidedAt }: RecusalRow): z.infer<typeof Recusal> => ({
  id,
  personId,
  kind,
  state,
  at: timeOf(at),
  decidedAt: timeOrNull(decidedAt),
});

export const showPaper = ({
  id,
  enteredById,
  enteredAt,
  handedIn,
  state,
}: BallotOnRecord['papers'][number]): z.infer<typeof Paper> => ({
  id,
  enteredById,
  enteredAt: timeOf(enteredAt),
  papers: handedIn.length,
  state,
});

export const showObjection = ({
  id,
  entries,
  foundWrong,
  state,
  at,
  decidedAt,
}: BallotOnRecord['objections'][number]): z.infer<typeof Objection> => ({
  id,
  entries: [...entries],
  foundWrong: state === 'upheld' ? [...(foundWrong ?? entries)] : [],
  state,
  at: timeOf(at),
  decidedAt: timeOrNull(decidedAt),
});

export const showFullBallot = (found: BallotOnRecord): ShownFullBallot => ({
  ...showBallot(found),
  roll: found.entries.map(({ number, personId, basis, present, recused, holderId }) => ({
    number,
    personId,
    basis,
    present,
    recused,
    holderId,
    voted: found.voted.has(number),
  })),
  recusals: found.recusals.map(showRecusal),
  papers: found.papers.map(showPaper),
  objections: found.objections.map(showObjection),
  result: countOf(found),
  history: found.history.map((line) => ({ ...line, at: timeOf(line.at) })),
});

function countOf({ ballot: { state, result, attendance, rules } }: ListedBallot): z.infer<typeof Counted> | null {
  if (!isCounted(state) || !result || !attendance || !rules) return null;
  const { tally, quorate, outcome, margin } = result;
  return {
    quorate,
    outcome,
    roll: attendance.roll,
    present: attendance.present,
    recused: attendance.recused,
    cast: tally.cast,
    abstain: tally.abstain,
    invalid: tally.invalid,
    base: tally.base,
    threshold: shareOf(rules.threshold),
    quorum: shareOf(rules.quorum),
    ...perKind(tally),
    chosen: [...result.chosen],
    reserve: result.reserve.map((level) => [...level]),
    runOff: result.runOff ? { seats: result.runOff.seats, between: [...result.runOff.between] } : null,
    margin,
  };
}

function perKind(tally: Result['tally']): Pick<z.infer<typeof Counted>, 'approve' | 'reject' | 'votes' | 'order'> {
  const none = { approve: null, reject: null, votes: [], order: [] };
  switch (tally.kind) {
    case 'motion':
      return { ...none, approve: tally.approve, reject: tally.reject };
    case 'approval':
    case 'election':
      return { ...none, votes: tally.votes.map((each) => ({ ...each })) };
    case 'ranked':
      return { ...none, order: tally.order.map((level) => [...level]) };
  }
}
