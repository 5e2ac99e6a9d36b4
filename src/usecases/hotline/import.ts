/**
 * Takes over work orders of the 12345 hotline as cases (mechanism 89), set by set: each order once however often its file
 * comes, also where it came in as a demand before. Numbers are random, so a file leaves no row of them. An order's own
 * deadline holds where it is stricter than the rule.
 */
import { eq } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { caseClock, caseEvent, caseReporter, community, hotlineCase } from '../../../db/schema/index.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import type { WorkOrder } from '../../domain/demand/work-orders.ts';
import { familyOf } from '../../domain/hotline/categories.ts';
import { clocksAfter } from '../../domain/hotline/clocks.ts';
import { startDesk } from '../../domain/hotline/desk.ts';
import { guessCase } from '../../domain/hotline/guess.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { MOST_ORDERS } from '../demand/import.ts';
import { keyOfOrder, knownOrders } from '../demand/known-orders.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { type PlaceRow, placesOf } from '../registry/places.ts';
import { seatsIn } from '../task/seats.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { clockColumns, clockFacts, planLook } from './clocks.ts';
import { type Identity, newCaseRow, newReporterRow, type Reported } from './new-case.ts';
import { freeNumber, randomCode, randomRowId } from './random.ts';
import type { CaseRow } from './rows.ts';

export interface ImportCases {
  readonly communityId: string;
  readonly orders: readonly WorkOrder[];
}

export type ImportCasesRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'too_many_orders'; readonly limit: number };

export interface ImportedCases {
  readonly made: readonly CaseRow[];
  /** Orders that had come in before. */
  readonly known: readonly string[];
}

/** Rows of one statement. */
const CHUNK = 200;

export const importCases = command<ImportCases, CommunityRow, ImportedCases, ImportCasesRefusal>({
  name: 'case.import',
  load: async (uow, { communityId, orders }) => {
    if (orders.length > MOST_ORDERS) return err({ kind: 'too_many_orders', limit: MOST_ORDERS });
    // Locked: the same file taken over twice at once is one after the other, and the second finds every order known.
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId)).for('update');
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { orders }, as) => {
    const known = await knownOrders(
      uow,
      home.id,
      orders.map(({ number }) => number),
    );
    const fresh = orders.filter(({ number }) => !known.has(number));
    const made = await take(uow, home, fresh, as);
    if (made.length > 0)
      uow.notices.push({ kind: 'cases.imported', communityId: home.id, caseIds: made.map(({ id }) => id) });
    return ok({ made, known: [...known] });
  },
});

async function take(
  uow: UnitOfWork,
  home: CommunityRow,
  orders: readonly WorkOrder[],
  as: Role,
): Promise<readonly CaseRow[]> {
  const policy = await policyOf(uow, home);
  const places = await placesOf(uow.tx, home.id);
  const seats = await seatsIn(uow.tx, home.id);
  const nobody = { bodyIds: [], personIds: [] };
  const desks = {
    livelihood: startDesk({ family: 'livelihood', accusedUnknown: true }, seats, nobody),
    burden: startDesk({ family: 'burden', accusedUnknown: true }, seats, nobody),
  };
  const made: CaseRow[] = [];
  for (let at = 0; at < orders.length; at += CHUNK) {
    const reports: { readonly order: WorkOrder; readonly report: Reported }[] = [];
    for (const order of orders.slice(at, at + CHUNK))
      reports.push({ order, report: reportOf(home, order, places, await freeNumber(uow)) });
    const rows = await uow.tx
      .insert(hotlineCase)
      .values(
        reports.map(({ order, report }) =>
          newCaseRow(uow, report, {
            source: 'hotline_12345',
            tier: desks[report.family],
            external: {
              key: keyOfOrder(uow, home.id, order.number),
              number: order.number,
              ...(order.due && { dueAt: order.due }),
            },
          }),
        ),
      )
      .returning();
    await uow.tx
      .insert(caseReporter)
      .values(reports.map(({ order, report }) => newReporterRow(uow, report, { identity: identityOf(order) })));
    await begin(uow, rows, policy, as);
    made.push(...rows);
  }
  return made;
}

function reportOf(
  { id: communityId }: CommunityRow,
  order: WorkOrder,
  places: readonly PlaceRow[],
  number: string,
): Reported {
  const said = `${order.place ?? ''} ${order.text}`.trim();
  const known = places.flatMap(({ id, name, aliases, kind, parentId }) =>
    kind === 'unit' ? [] : [{ id, name, aliases, kind, ...(parentId && { parent: parentId }) }],
  );
  const { place } = understand(said, { places: known });
  const { about, confidence } = guessCase(order.text);
  // A burden goes to other people than a citizen's trouble does: only what is sure is taken for one.
  const category = about && (about.family === 'livelihood' || confidence === 'sure') ? about.category : 'other';
  return {
    caseId: randomRowId(),
    number,
    code: randomCode(),
    communityId,
    family: familyOf(category),
    category,
    // The unit speaks to whoever left a number with the other system; who left none is reached by nobody.
    mode: identityOf(order) ? 'named' : 'anonymous',
    words: order.text,
    ...(place?.kind === 'known' && { placeId: place.id }),
    ...(order.place !== undefined && { placeText: order.place }),
    fileIds: [],
  };
}

const identityOf = ({ name, phone }: WorkOrder): Identity | undefined =>
  name === undefined && phone === undefined
    ? undefined
    : { ...(name !== undefined && { name }), ...(phone !== undefined && { phone }) };

/** Histories, ledger lines and clocks, set by set. A list of hundreds sends no card for each: one message says how many. */
async function begin(uow: UnitOfWork, rows: readonly CaseRow[], policy: Policy, as: Role): Promise<void> {
  for (const row of rows)
    record(uow, 'hotline_case', row, {
      action: 'case.import',
      as,
      communityId: row.communityId,
      facts: { family: row.family, tier: row.tier },
    });
  const events = await uow.tx
    .insert(caseEvent)
    .values(
      rows.map(({ id, receivedAt }) => ({
        id: randomRowId(),
        caseId: id,
        at: receivedAt,
        kind: 'receive',
        byRole: as,
        byPersonId: uow.actor.personId ?? null,
        ordinal: 1,
        salt: newSalt(),
      })),
    )
    .returning();
  for (const event of events)
    record(uow, 'case_event', event, { action: 'case.history', as, facts: { kind: 'receive' } });
  const tools = {
    calendar: policy.calendar,
    after: policy.after,
    cooperatingBefore: policy.rules.value('hotline.cooperating_before').value,
  };
  const running = rows.flatMap((row) =>
    clocksAfter([], 'receive', row.receivedAt, clockFacts(row, false), tools).map((clock) => ({ row, clock })),
  );
  const clocks = await uow.tx
    .insert(caseClock)
    .values(
      running.map(({ row, clock }) => ({ id: randomRowId(), caseId: row.id, ...clockColumns(clock), salt: newSalt() })),
    )
    .returning();
  for (const clock of clocks)
    record(uow, 'case_clock', clock, { action: 'case.clock', as, facts: { clock: clock.clock } });
  for (const { row, clock } of running) planLook(uow, row.id, clock, policy);
}
