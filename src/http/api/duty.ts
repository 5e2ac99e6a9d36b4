/** Who is on duty when. */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { PERSON_ROLES } from '../../domain/permissions/roles.ts';
import { DUTY_DAYS, expandPattern } from '../../domain/registry/duty.ts';
import { type ListedShift, pageShifts } from '../../usecases/duty/list.ts';
import { cancelShift, type Planned, planDuty, type ShiftRow } from '../../usecases/duty/plan.ts';
import { policyOf } from '../../usecases/policies.ts';
import { actsIn, bodyById } from '../../usecases/registry/bodies.ts';
import { type Api, communityOf } from './api.ts';
import { ID_KEY, keyIn, pageOf } from './cursor.ts';
import { ApiProblem } from './problem.ts';
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
  listOf,
  oneOf,
  PAGE,
  query,
  readSince,
  shown,
  since,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Shift = z
  .object({
    id: uuid,
    personId: uuid,
    placeId: uuid.nullable(),
    startsAt: instant,
    endsAt: instant,
    cancelledAt: instant.nullable(),
  })
  .openapi('DutyShift');
export type ShownShift = z.infer<typeof Shift>;
const NamedShift = Shift.extend({
  person: z.string().nullable().openapi({ description: 'Null once the person was erased.' }),
  roles: z.array(z.enum(PERSON_ROLES)).openapi({ description: 'The seats the person holds in this community now.' }),
  place: z.string().nullable(),
  body: z.string().nullable(),
}).openapi('NamedDutyShift');
export type ShownNamedShift = z.infer<typeof NamedShift>;
const Plan = z.object({ shifts: z.number(), cancelled: z.number() }).openapi('DutyPlanned');
export type ShownPlan = z.infer<typeof Plan>;

const showShift = ({ id, personId, placeId, startsAt, endsAt, cancelledAt }: ShiftRow) => ({
  id,
  personId,
  placeId,
  startsAt: timeOf(startsAt),
  endsAt: timeOf(endsAt),
  cancelledAt: timeOrNull(cancelledAt),
});
const showNamed = ({ row, person, roles, place, body: of }: ListedShift) => ({
  ...showShift(row),
  person,
  roles: [...roles],
  place,
  body: of,
});
const showPlan = ({ shifts, cancelled }: Planned) => ({ shifts, cancelled });

const clock = z
  .string('must be text')
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day, like 09:00')
  .openapi({ example: '09:00' });

const list = createRoute({
  method: 'get',
  path: '/duty',
  tags: ['registry'],
  summary: 'Shifts that have not ended, in the order they were planned',
  request: {
    query: query({
      ...PAGE,
      community: communityRef,
      since,
      bodyId: uuid.optional().openapi({ description: 'Only shifts of this body and of those who hold a seat in it.' }),
    }),
  },
  responses: shown(listOf(NamedShift), 'One page.'),
});
const NewShifts = body({
  community: communityRef,
  shifts: z
    .array(body({ date: day, from: clock, until: clock, personId: uuid, placeId: uuid.optional() }))
    .min(1, 'must hold a shift')
    .max(300, 'must hold at most 300 shifts'),
  instead: body({ from: day, until: day })
    .optional()
    .openapi({ description: 'What was planned to begin on these days, both included, is cancelled first.' }),
}).openapi('NewShifts');
const plan = createRoute({
  method: 'post',
  path: '/duty/shifts',
  tags: ['registry'],
  summary: "Plan shifts, in the community's own time; one that ends before it begins ends the day after",
  request: { headers: writeHeaders, body: given(NewShifts) },
  responses: created(Plan, 'How many were planned and cancelled.'),
});
const NewPattern = body({
  community: communityRef,
  from: day,
  until: day,
  lines: z
    .array(
      body({
        days: z.array(oneOf(DUTY_DAYS)).min(1, 'must hold a day').max(10, 'must hold at most 10 days'),
        from: clock,
        until: clock,
        personId: uuid,
        placeId: uuid.optional(),
      }),
    )
    .min(1, 'must hold a line')
    .max(100, 'must hold at most 100 lines'),
}).openapi('NewDutyPattern');
const pattern = createRoute({
  method: 'post',
  path: '/duty/pattern',
  tags: ['registry'],
  summary:
    'Plan a weekly pattern over some days, by the working calendar; what was planned for them is cancelled first',
  request: { headers: writeHeaders, body: given(NewPattern) },
  responses: created(Plan, 'How many were planned and cancelled.'),
});
const cancel = createRoute({
  method: 'post',
  path: '/duty/{id}/cancel',
  tags: ['registry'],
  summary: 'Cancel a shift',
  request: { ...byId, headers: writeHeaders },
  responses: changed(Shift, 'The shift, cancelled.'),
});

export function dutyRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community, since: written, bodyId } = c.req.valid('query');
    const tx = context.db.direct;
    const home = await communityOf(tx, community);
    const from = (written && readSince(written, home.timeZone)) || context.clock.now();
    const found = bodyId === undefined ? undefined : await bodyById(tx, bodyId);
    if (bodyId !== undefined && (!found || !(await actsIn(tx, found, home.id))))
      throw new ApiProblem(404, 'body_not_found', 'There is no such body here.');
    const filter = { communityId: home.id, from, ...(bodyId && { bodyId }) };
    const rows = await pageShifts(tx, context.keys, filter, keyIn(cursor, ID_KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, ({ row }) => row.id, showNamed),
      200,
    );
  });
  app.openapi(plan, async (c) => {
    const input = c.req.valid('json');
    const answer = await once.commit(c, { name: 'duty.plan', input }, async (uow) => {
      const home = await communityOf(uow.tx, input.community);
      const { calendar } = await policyOf(uow, home);
      const at = (date: string, time: string) =>
        calendar.instantAt(Temporal.PlainDate.from(date), Temporal.PlainTime.from(time));
      const nextDay = (date: string) => Temporal.PlainDate.from(date).add({ days: 1 }).toString();
      const { instead } = input;
      return showPlan(
        must(
          await planDuty(uow, {
            communityId: home.id,
            shifts: input.shifts.map(({ date, from, until, personId, placeId }) => ({
              personId,
              ...(placeId && { placeId }),
              startsAt: at(date, from),
              endsAt: at(until <= from ? nextDay(date) : date, until),
            })),
            ...(instead && {
              instead: { from: at(instead.from, '00:00'), until: at(nextDay(instead.until), '00:00') },
            }),
          }),
        ),
      );
    });
    return c.json(answer, 201);
  });
  app.openapi(pattern, async (c) => {
    const input = c.req.valid('json');
    const first = Temporal.PlainDate.from(input.from);
    const last = Temporal.PlainDate.from(input.until);
    const days = first.until(last, { largestUnit: 'day' }).days;
    if (days < 0 || days > 400)
      throw new ApiProblem(
        400,
        'not_valid',
        'The field "until" must be on or after "from", and at most 400 days later.',
      );
    const answer = await once.commit(c, { name: 'duty.plan', input }, async (uow) => {
      const home = await communityOf(uow.tx, input.community);
      const { calendar } = await policyOf(uow, home);
      const lines = input.lines.map(({ days: on, from, until, personId, placeId }) => ({
        days: on,
        from: Temporal.PlainTime.from(from),
        until: Temporal.PlainTime.from(until),
        who: { personId, ...(placeId && { placeId }) },
      }));
      const shifts = expandPattern(lines, calendar, first, last).map(({ startsAt, endsAt, who }) => ({
        startsAt,
        endsAt,
        ...who,
      }));
      const instead = { from: calendar.startOfDay(first), until: calendar.endOfDay(last) };
      return showPlan(must(await planDuty(uow, { communityId: home.id, shifts, instead })));
    });
    return c.json(answer, 201);
  });
  app.openapi(cancel, async (c) => {
    const answer = await once.commit(c, { name: 'duty.cancel', input: {} }, async (uow) =>
      showShift(must(await cancelShift(uow, { shiftId: c.req.valid('param').id }))),
    );
    return c.json(answer, 200);
  });
}
