/** The seats people hold, alone or in a body. */

import { createRoute, z } from '@hono/zod-openapi';
import type { Tx } from '../../../db/client.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import { FILLED_BY, SEAT_POSITIONS } from '../../domain/registry/seats.ts';
import { communityOfPerson } from '../../usecases/registry/communities.ts';
import { handOverSeat } from '../../usecases/registry/handover.ts';
import { endSeat, grantSeat, type SeatRow } from '../../usecases/registry/seats.ts';
import { substituteSeat } from '../../usecases/registry/substitute.ts';
import { type Api, communityIdOf, communityOf } from './api.ts';
import { must } from './refusals.ts';
import {
  body,
  byId,
  changed,
  communityRef,
  created,
  day,
  given,
  instant,
  oneOf,
  readSince,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

export const Seat = z
  .object({
    id: uuid,
    personId: uuid,
    communityId: uuid,
    role: z.enum(PERSON_ROLES),
    placeId: uuid.nullable(),
    bodyId: uuid.nullable(),
    position: z.enum(SEAT_POSITIONS).nullable(),
    filledBy: z.enum(FILLED_BY).nullable(),
    rank: z.number().nullable().openapi({ description: 'Place in the result it was filled from, from 1.' }),
    termEndsAt: instant.nullable(),
    since: instant,
    until: instant.nullable(),
  })
  .openapi('Seat');
export type ShownSeat = z.infer<typeof Seat>;

export const showSeat = (row: SeatRow) => ({
  id: row.id,
  personId: row.personId,
  communityId: row.communityId,
  role: row.role,
  placeId: row.placeId,
  bodyId: row.bodyId,
  position: row.position,
  filledBy: row.filledBy,
  rank: row.rank,
  termEndsAt: timeOrNull(row.termEndsAt),
  since: timeOf(row.since),
  until: timeOrNull(row.until),
});

const RANK = 'must be a whole number from 1 to 9999';
const NewSeat = body({
  role: oneOf(PERSON_ROLES),
  placeId: uuid.optional(),
  bodyId: uuid.optional(),
  position: oneOf(SEAT_POSITIONS).optional(),
  filledBy: oneOf(FILLED_BY).optional(),
  rank: z.number(RANK).int(RANK).min(1, RANK).max(9999, RANK).optional(),
  termEnds: day.optional().openapi({ description: "Not for representatives: theirs is the committee's." }),
  community: communityRef
    .optional()
    .openapi({ description: "Where the seat acts, when not in the person's own community." }),
}).openapi('NewSeat');
const grant = createRoute({
  method: 'post',
  path: '/people/{id}/seats',
  tags: ['registry'],
  summary: "Grant a seat; a grid officer's or building lead's covers a place and everything below it",
  request: { ...byId, headers: writeHeaders, body: given(NewSeat) },
  responses: created(Seat, 'The seat.'),
});
const end = createRoute({
  method: 'post',
  path: '/seats/{id}/end',
  tags: ['registry'],
  summary: 'End a seat; the head is asked whether the next in line moves up',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Seat, 'The seat as it ended.'),
});
const substitute = createRoute({
  method: 'post',
  path: '/seats/{id}/substitute',
  tags: ['registry'],
  summary: 'Let the next in line take a seat that was ended',
  request: {
    ...byId,
    headers: writeHeaders,
    body: { ...given(body({ nextSeatId: uuid.optional() }).openapi('Substitution')), required: false },
  },
  responses: changed(Seat, 'The new seat.'),
});

const Handover = z
  .object({
    id: uuid,
    fromSeatId: uuid,
    seat: Seat,
    demands: z.number().openapi({ description: 'Open demands that moved.' }),
  })
  .openapi('Handover');
export type ShownHandover = z.infer<typeof Handover>;
const handOver = createRoute({
  method: 'post',
  path: '/seats/{id}/handover',
  tags: ['registry'],
  summary: 'Hand a post over: the open work moves, and the new holder gets a checklist',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(
      body({
        personId: uuid,
        also: z.array(text(1, 120)).max(10, 'must hold at most 10 things').optional(),
      }).openapi('NewHandover'),
    ),
  },
  responses: created(Handover, 'The new seat.'),
});

/** A day is one where the seat acts: in the community named, else in the person's own. */
async function zoneOf(tx: Tx, ref: string | undefined, personId: string): Promise<string> {
  if (ref !== undefined) return (await communityOf(tx, ref)).timeZone;
  return (await communityOfPerson(tx, personId))?.timeZone ?? DEFAULT_TIME_ZONE;
}

export function seatRoutes({ app, once }: Api): void {
  app.openapi(grant, async (c) => {
    const input = c.req.valid('json');
    const personId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'seat.grant', input }, async (uow) => {
      const { role, placeId, bodyId, position, filledBy, rank, community } = input;
      const zone = await zoneOf(uow.tx, community, personId);
      const ends = input.termEnds && readSince(input.termEnds, zone);
      return showSeat(
        must(
          await grantSeat(uow, {
            personId,
            role,
            ...(placeId && { placeId }),
            ...(bodyId && { bodyId }),
            ...(position && { position }),
            ...(filledBy && { filledBy }),
            ...(rank !== undefined && { rank }),
            ...(ends && { termEndsAt: ends }),
            ...(await communityIdOf(uow.tx, community)),
          }),
        ),
      );
    });
    return c.json(answer, 201);
  });
  app.openapi(end, async (c) => {
    const answer = await once.commit(c, { name: 'seat.end', input: {} }, async (uow) =>
      showSeat(must(await endSeat(uow, { seatId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
  app.openapi(substitute, async (c) => {
    const { nextSeatId } = c.req.valid('json');
    const drawn = nextSeatId === undefined ? {} : { nextSeatId };
    const answer = await once.commit(c, { name: 'seat.substitute', input: drawn }, async (uow) =>
      showSeat(must(await substituteSeat(uow, { seatId: c.req.valid('param').id, ...drawn }))),
    );
    return c.json(answer, 200);
  });
  app.openapi(handOver, async (c) => {
    const { personId, also } = c.req.valid('json');
    const seatId = c.req.valid('param').id;
    const answer = await once.commit(c, { name: 'seat.handover', input: c.req.valid('json') }, async (uow) => {
      const done = must(await handOverSeat(uow, { seatId, personId, ...(also && { also }) }));
      return { id: done.handover.id, fromSeatId: seatId, seat: showSeat(done.seat), demands: done.demands };
    });
    return c.json(answer, 201);
  });
}
