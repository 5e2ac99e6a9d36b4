/**
 * 准入清单: what departments ask of a committee, and whether the money for it came. The operator enters requests and money;
 * whether the committee takes it on is decided by its people, in chat.
 */
import { createRoute, z } from '@hono/zod-openapi';
import { Temporal } from 'temporal-polyfill';
import { ADMISSION_STATES, FUNDING_STATES, fundingOf } from '../../domain/hotline/admission.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import {
  type AdmissionRow,
  admissionReason,
  fundAdmission,
  listAdmissions,
  requestAdmission,
} from '../../usecases/hotline/admission.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';
import { type Api, communityOf } from './api.ts';
import { instantKey, keyIn, pageOf } from './cursor.ts';
import { mustHotline } from './hotline-refusals.ts';
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
  shown,
  text,
  timeOf,
  timeOrNull,
  uuid,
  writeHeaders,
} from './shapes.ts';

const Admission = z
  .object({
    id: uuid,
    title: z.string(),
    department: z.string(),
    departmentBodyId: uuid.nullable(),
    basis: z.string().nullable(),
    state: z.enum(ADMISSION_STATES),
    reason: z.string().nullable(),
    fundingFen: z
      .int()
      .nullable()
      .openapi({ description: 'Null: no money was named. Zero: it is said to cost nothing.' }),
    fundingReceivedOn: z.string().nullable(),
    funding: z.enum(FUNDING_STATES),
    requestedAt: instant,
    decidedAt: instant.nullable(),
  })
  .openapi('Admission');
export type ShownAdmission = z.infer<typeof Admission>;

const showAdmission = (keys: UnitOfWork['keys'], row: AdmissionRow) => ({
  id: row.id,
  title: row.title,
  department: row.department,
  departmentBodyId: row.departmentBodyId,
  basis: row.basis,
  state: row.state,
  reason: admissionReason(keys, row),
  fundingFen: row.fundingFen,
  fundingReceivedOn: row.fundingReceivedOn,
  funding: fundingOf(row),
  requestedAt: timeOf(row.requestedAt),
  decidedAt: timeOrNull(row.decidedAt),
});

const fen = z
  .number('must be a number')
  .int('must be a whole number of fen')
  .min(0, 'must not be negative')
  .max(1_000_000_000_000, 'is too large');

const list = createRoute({
  method: 'get',
  path: '/admissions',
  tags: ['hotline'],
  summary: 'What departments asked of a committee, newest first',
  request: { query: query({ ...PAGE, community: communityRef, state: oneOf(ADMISSION_STATES).optional() }) },
  responses: shown(listOf(Admission), 'One page.'),
});
const request = createRoute({
  method: 'post',
  path: '/admissions',
  tags: ['hotline'],
  summary: 'Enter what a department asks of a committee; its people decide in chat',
  request: {
    headers: writeHeaders,
    body: given(
      body({
        community: communityRef,
        title: text(1, 500),
        departmentBodyId: uuid.optional(),
        department: text(1, 200).optional().openapi({ description: 'By name, where it is not among the bodies.' }),
        basis: text(1, 500).optional().openapi({ description: 'The document it rests on.' }),
        fundingFen: fen.optional(),
      }).openapi('NewAdmission'),
    ),
  },
  responses: created(Admission, 'The request.'),
});
const fund = createRoute({
  method: 'post',
  path: '/admissions/{id}/fund',
  tags: ['hotline'],
  summary: 'Enter the money that should come with it, or that it came',
  request: {
    ...byId,
    headers: writeHeaders,
    body: given(body({ fundingFen: fen.optional(), receivedOn: day.optional() }).openapi('AdmissionFunding')),
  },
  responses: changed(Admission, 'The item.'),
});

export function admissionRoutes({ app, runtime: { context }, once }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor, community, state } = c.req.valid('query');
    const { direct } = context.db;
    const home = await communityOf(direct, community);
    const key = keyIn(cursor, instantKey);
    const rows = await listAdmissions({ tx: direct, actor: OPERATOR }, home.id, {
      ...(state && { state }),
      ...(key && { before: { requestedAt: key[0], id: key[1] } }),
      limit: limit + 1,
    });
    return c.json(
      pageOf(
        rows,
        limit,
        ({ requestedAt, id }) => [requestedAt.toString(), id],
        (row) => showAdmission(context.keys, row),
      ),
      200,
    );
  });
  app.openapi(request, async (c) => {
    const { community, title, departmentBodyId, department, basis, fundingFen } = c.req.valid('json');
    const home = await communityOf(context.db.direct, community);
    const input = {
      communityId: home.id,
      title,
      ...(departmentBodyId !== undefined && { departmentBodyId }),
      ...(department !== undefined && { department }),
      ...(basis !== undefined && { basis }),
      fundingFen: fundingFen ?? null,
    };
    const answer = await once.commit(c, { name: 'admission.request', input }, async (uow) =>
      showAdmission(uow.keys, mustHotline(await requestAdmission(uow, input))),
    );
    return c.json(answer, 201);
  });
  app.openapi(fund, async (c) => {
    const { id } = c.req.valid('param');
    const { fundingFen, receivedOn } = c.req.valid('json');
    const input = {
      itemId: id,
      ...(fundingFen !== undefined && { fundingFen }),
      ...(receivedOn !== undefined && { receivedOn: Temporal.PlainDate.from(receivedOn) }),
    };
    const answer = await once.commit(
      c,
      { name: 'admission.fund', input: { id, fundingFen, receivedOn } },
      async (uow) => showAdmission(uow.keys, mustHotline(await fundAdmission(uow, input))),
    );
    return c.json(answer, 200);
  });
}
