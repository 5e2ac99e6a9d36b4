/** How meetings and ballots are shown, and what both ask for. */
import { z } from '@hono/zod-openapi';
import { BALLOT_FORMS, BALLOT_STATES } from '../../domain/ballot/states.ts';
import { OUTCOMES } from '../../domain/ballot/tally.ts';
import { MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import { MEETING_STATES } from '../../domain/meeting/states.ts';
import { bodyOf } from '../../domain/meeting/voices.ts';
import type { Ratio } from '../../domain/rules/ratio.ts';
import type { ListedMeeting, MeetingOnRecord } from '../../usecases/meeting/page.ts';
import { body, given, instant, readSince, text, timeOf, timeOrNull, uuid } from './shapes.ts';

export const PARTS = ['side', 'affected', 'user', 'unit', 'guest'] as const;
const SHOWN_PARTS = [...PARTS, 'stand_in'] as const;

/** A time to come; it is told in UTC or with its offset. */
export const moment = z
  .string('must be text')
  .refine(
    (written) => written.includes('T') && readSince(written, 'UTC') !== undefined,
    'must be a time, like 2026-12-01T19:00:00+08:00',
  )
  .openapi({ format: 'date-time', example: '2026-12-01T19:00:00+08:00' });

export const because = given(body({ reason: text(1, 1000) }).openapi('MeetingReason'));

export const Meeting = z
  .object({
    id: uuid,
    community: z.string().openapi({ description: 'The code of the community.' }),
    kind: z.enum(MEETING_KINDS),
    title: z.string(),
    venue: z.string().nullable(),
    startsAt: instant,
    state: z.enum(MEETING_STATES),
    round: z.int().openapi({ description: 'How often its date was changed.' }),
    chairId: uuid.nullable(),
    recorderId: uuid.nullable(),
    shortenedBecause: z.string().nullable().openapi({ description: 'Why the notice is shorter than the rule.' }),
    consentAt: instant.nullable().openapi({ description: 'When the supervision committee agreed to that.' }),
    noticedAt: instant.nullable(),
    noticedTo: z.int().nullable().openapi({ description: 'How many of its people a chat reaches.' }),
    beganAt: instant.nullable(),
    closedAt: instant.nullable(),
    endedAt: instant.nullable(),
    createdAt: instant,
  })
  .openapi('Meeting');
export type ShownMeeting = z.infer<typeof Meeting>;

export const Item = z
  .object({
    id: uuid,
    ordinal: z.int(),
    title: z.string(),
    text: z.string().nullable(),
    noticed: z.boolean().openapi({ description: 'It stood in a notice; only then it can be decided with effect.' }),
  })
  .openapi('AgendaItem');

export const Quorum = z
  .object({
    of: z.int().openapi({ description: '应到.' }),
    present: z.int().openapi({ description: '实到.' }),
    needed: z.string().openapi({ example: 'at_least 2/3' }),
    reached: z.boolean(),
  })
  .openapi('Quorum');

export const FullMeeting = Meeting.extend({
  noticeBy: z.string().openapi({ description: 'The last day on which the notice is in time.' }),
  agenda: z.array(Item),
  members: z.array(
    z.object({
      personId: uuid,
      basis: z.enum(['seat', 'household', 'area', 'named', 'body']),
      bodyId: uuid.nullable().openapi({ description: 'The body she is there for: all of it have one voice.' }),
      part: z
        .enum(SHOWN_PARTS)
        .nullable()
        .openapi({ description: '`stand_in`: came for her body in place of whoever it had named.' }),
      mayVote: z.boolean(),
      answer: z.enum(['attending', 'leave']).nullable(),
      present: z.boolean().openapi({ description: 'In the room now.' }),
    }),
  ),
  quorum: Quorum,
  ballots: z.array(
    z.object({
      id: uuid,
      number: z.int(),
      title: z.string(),
      state: z.enum(BALLOT_STATES),
      form: z.enum(BALLOT_FORMS),
      outcome: z.enum(OUTCOMES).nullable(),
    }),
  ),
  history: z.array(z.object({ at: instant, kind: z.string(), byRole: z.string() })),
}).openapi('FullMeeting');
export type ShownFullMeeting = z.infer<typeof FullMeeting>;

export const showMeeting = ({ meeting: row, home }: Pick<ListedMeeting, 'meeting' | 'home'>): ShownMeeting => ({
  id: row.id,
  community: home.code,
  kind: row.kind,
  title: row.title,
  venue: row.venue,
  startsAt: timeOf(row.startsAt),
  state: row.state,
  round: row.round,
  chairId: row.chairId,
  recorderId: row.recorderId,
  shortenedBecause: row.shortenedBecause,
  consentAt: timeOrNull(row.consentAt),
  noticedAt: timeOrNull(row.noticedAt),
  noticedTo: row.noticedTo,
  beganAt: timeOrNull(row.beganAt),
  closedAt: timeOrNull(row.closedAt),
  endedAt: timeOrNull(row.endedAt),
  createdAt: timeOf(row.createdAt),
});

export const shareOf = ({ numerator, denominator, strict }: Ratio): string =>
  `${strict ? 'more_than' : 'at_least'} ${numerator}/${denominator}`;

export const showQuorum = ({ of, present, needed, reached }: MeetingOnRecord['quorum']): z.infer<typeof Quorum> => ({
  of,
  present,
  needed: shareOf(needed),
  reached,
});

export const showItem = ({ id, ordinal, title, text: words, noticedRound }: MeetingOnRecord['items'][number]) => ({
  id,
  ordinal,
  title,
  text: words,
  noticed: noticedRound !== null,
});

export const showFullMeeting = (found: MeetingOnRecord): ShownFullMeeting => ({
  ...showMeeting(found),
  noticeBy: found.noticeBy.toString(),
  agenda: found.items.map(showItem),
  members: found.members.map(({ personId, basis, basisId, part, mayVote, answer }) => ({
    personId,
    basis,
    bodyId: bodyOf({ basis, basisId }) ?? null,
    part,
    mayVote,
    answer,
    present: found.present.has(personId),
  })),
  quorum: showQuorum(found.quorum),
  ballots: found.ballots.map(({ id, number, title, state, form, outcome }) => ({
    id,
    number,
    title,
    state,
    form,
    outcome,
  })),
  history: found.history.map((line) => ({ ...line, at: timeOf(line.at) })),
});
