/** The same pages from PostgreSQL, whose driver types parameters and bytes in its own way. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, type Neighbourhood, openNeighbourhood } from '../../../test/board/neighbourhood.ts';
import { createPreparedDatabase } from '../../../test/harness/prepared.ts';
import { services, type TestDatabase, unlessMissing } from '../../../test/services.ts';
import { createVerifier } from '../../../tools/verify-ledger.mjs';
import { acceptDemand } from '../../usecases/demand/steps.ts';
import { PAGE_SIZE } from './public-demands.ts';

const { skip, name } = unlessMissing(await services(), 'postgres', 'the board on PostgreSQL');

describe.skipIf(skip)(name, () => {
  let database: TestDatabase;
  let town: Neighbourhood;
  let year: number;
  const text = async (path: string) => (await town.app.request(path)).text();
  const rows = (page: string) => [...page.matchAll(/<th scope="row" role="rowheader">/g)].length;

  beforeAll(async () => {
    database = await createPreparedDatabase();
    town = await openNeighbourhood({ databaseUrl: database.url });
    const home = await town.community('demo', '幸福里社区');
    const building = await town.place(home, 'building', '3号楼');
    const flat = await town.place(home, 'unit', '301室', building);
    const officer = await town.handler(home, 'grid_officer');
    for (let index = 0; index <= PAGE_SIZE; index += 1) {
      const { row } = await town.file({
        community: home,
        text: '事',
        category: 'gas',
        place: index === 0 ? flat : building,
      });
      year = row.year;
      if (index === 0) await town.as(officer, async (uow) => must(await acceptDemand(uow, { demandId: row.id })));
    }
    await town.pass(1);
  }, 120_000);
  afterAll(async () => {
    await town?.close();
    await database?.drop();
  });

  it('lists, pages and narrows', async () => {
    const first = await text('/board/c/demo?category=gas&state=submitted');
    expect(rows(first)).toBe(PAGE_SIZE);
    expect(rows(await text('/board/c/demo'))).toBe(PAGE_SIZE);
    expect(rows(await text(`/board/c/demo?older=D-${year}-2`))).toBe(1);
    expect(rows(await text(`/board/c/demo?newer=D-${year}-1`))).toBe(PAGE_SIZE);
  });

  it('shows one demand, with the building in place of the flat', async () => {
    const page = await text(`/board/c/demo/d/D-${year}-1`);
    expect(page).toContain('<bdi>3号楼</bdi>');
    expect(page).not.toContain('301室');
    expect(page).toContain('网格员');
  });

  it('gives out a ledger that verifies', async () => {
    const verifier = createVerifier();
    verifier.push(Buffer.from(await text('/board/ledger.ndjson')));
    expect(verifier.finish().entries).toBeGreaterThan(PAGE_SIZE);
  });
});
