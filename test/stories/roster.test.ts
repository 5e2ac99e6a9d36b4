/**
 * A new community: the committee's Excel list with its mistakes, the corrected one, everybody in the registry at once,
 * slips of paper, and residents who are known on both platforms once they used theirs.
 */
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Tx } from '../../db/client.ts';
import { community, place, rosterImport, rosterRow } from '../../db/schema/index.ts';
import type { Result } from '../../src/domain/result.ts';
import { handlersOf } from '../../src/notices/recipients.ts';
import { enterDemand } from '../../src/usecases/demand/enter.ts';
import { published } from '../../src/usecases/duty/on-duty.ts';
import { planDuty } from '../../src/usecases/duty/plan.ts';
import { findPeople } from '../../src/usecases/registry/find-people.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { listPeople } from '../../src/usecases/registry/list-people.ts';
import { placesAbove } from '../../src/usecases/registry/places.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { updatePerson } from '../../src/usecases/registry/update-person.ts';
import { services } from '../services.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { squaresOn, wordsOn } from './paper.ts';
import { theRecordHolds } from './record.ts';
import { excel, fileCall, HEADING, read, rosterIn, takeOver } from './rosters.ts';
import { must, onBothDatabases, SECOND_GRID } from './town.ts';

const { poppler: paper } = await services();

const PEOPLE = [
  ['1', '王秀英奶奶', '13800138001', '3号楼', '', '502室', '女', '居民代表、楼组长', '户籍'],
  ['2', '李建国师傅', '１３８ ００１３ ８００２', '三栋', '', '502', '男', '', '居住'],
  ['3', '陈桂兰阿姨', '021-6277 1234', '5号楼', '', '101室', '女', '网格员（第二网格）', ''],
];

/** What was seen, carried out of a unit that is rolled back. */
class Seen extends Error {
  readonly found: Readonly<Record<string, unknown>>;
  constructor(found: Readonly<Record<string, unknown>>) {
    super('seen');
    this.found = found;
  }
}

const DEMAND = { tier: 'grid', state: 'submitted', handlerPersonId: null, unitBodyId: null } as const;

const gridOf = async (tx: Tx): Promise<string[]> =>
  (await tx.select({ id: place.id }).from(place).where(eq(place.name, SECOND_GRID))).map(({ id }) => id);

/** As it stands while a slice of the roster is in the registry and others are still to come. */
async function takeHalfBack(tx: Tx, people: readonly string[]): Promise<void> {
  const [row] = await tx.update(rosterImport).set({ state: 'publishing', doneAt: null }).returning();
  if (!row) throw new Error('no roster');
  await tx.insert(rosterRow).values(
    people.map((personId, at) => ({
      importId: row.id,
      line: at + 1,
      rowSealed: new Uint8Array([1]),
      change: 'added' as const,
      personId,
    })),
  );
}

await onBothDatabases('a roster', (town) => {
  const all = async (what: string) => (await fileCall(town, 'GET', `/${what}?community=xfl&limit=100`)).json.items;
  const listed = () => all('people');

  test('the template is filled in from the community’s own places, and its example is nobody', async () => {
    const { status, headers, bytes } = await fileCall(town, 'GET', '/rosters/template?community=xfl');
    expect([status, headers.get('content-disposition')]).toEqual([200, 'attachment; filename="roster.xlsx"']);
    const { json } = await fileCall(town, 'POST', '/rosters?community=xfl', { body: bytes });
    await rosterIn(town, json.id, 'refused');
    const rows = await fileCall(town, 'GET', `/rosters/${json.id}/rows?lang=en`);
    expect(rows.json.items).toMatchObject([{ line: 0, problems: [{ code: 'empty', column: null }] }]);
    const csv = await fileCall(town, 'GET', '/rosters/template?community=xfl&format=csv&lang=zh-Hant');
    expect(Buffer.from(csv.bytes).toString('utf8')).toMatch(/^\uFEFF名冊編號,姓名,手機號,樓棟/);
  });

  test('the first file is looked at row by row and changes nothing', async () => {
    const before = await town.census();
    for (const [, name, phone] of PEOPLE) town.keepSecret(name, phone);
    const wrong = await excel([
      ...PEOPLE,
      ['4', '赵铁柱大哥', '13812', '33号楼', '', '', '', '村长', ''],
      ['2', '李建国师傅', '13800138002', '3号楼', '', '', '', '', ''],
      ['', '', '13800138009', '3号楼', '', '', '', '', ''],
    ]);
    const roster = await read(town, wrong);
    expect(roster).toMatchObject({ state: 'refused', rows: 6, added: 3, wrong: 3 });
    const { json } = await fileCall(town, 'GET', `/rosters/${roster.id}/rows?change=wrong`);
    expect(json.items).toEqual([
      {
        line: 5,
        name: '赵铁柱大哥',
        columns: [],
        problems: [
          { code: 'phone_not_valid', column: '手机号', said: '这个电话打不通：手机要11位，座机要带区号，只写一个' },
          { code: 'building_unknown', column: '楼栋', said: '没有登记过这个楼栋' },
          { code: 'seat_unknown', column: '职务', said: '不认识这个职务；可以写居民代表、楼组长、网格员' },
        ],
      },
      {
        line: 6,
        name: '李建国师傅',
        columns: [],
        problems: [{ code: 'person_twice', column: '名册编号', said: '和第3行是同一个人' }],
      },
      { line: 7, name: null, columns: [], problems: [{ code: 'name_missing', column: '姓名', said: '没有写姓名' }] },
    ]);
    const refused = await fileCall(town, 'POST', `/rosters/${roster.id}/publish`);
    expect([refused.status, refused.json.error.code]).toEqual([409, 'roster_not_ready']);
    const { person, role_seat, household, place } = await town.census();
    expect({ person, role_seat, household, place }).toMatchObject({
      person: before.person,
      role_seat: before.role_seat,
      household: before.household,
      place: before.place,
    });
  });

  test('the corrected file is taken over: people, doors and seats', async () => {
    const roster = await read(town, await excel(PEOPLE));
    expect(roster).toMatchObject({ state: 'ready', rows: 3, added: 3, changed: 0, wrong: 0 });
    expect(await takeOver(town, roster.id)).toMatchObject({ state: 'done', published: 3 });
    expect(await listed()).toMatchObject([
      { name: '王秀英奶奶', homePlace: '3号楼', seats: [{ role: 'representative' }, { role: 'building_lead' }] },
      { name: '李建国师傅', homePlace: '3号楼', seats: [] },
      { name: '陈桂兰阿姨', homePlace: '5号楼', seats: [{ role: 'grid_officer' }] },
    ]);
    const doors = await town.rows(
      sql`select household_id, count(*)::int as n from lilong.person group by 1 order by n`,
    );
    expect(doors.map(({ n }) => n)).toEqual([1, 2]);
    await town.settle();
    expect(await town.rows(sql`select 1 from lilong.roster_row`)).toEqual([]);
  });

  test('half taken over it is seen nowhere: not in lists, not on duty, not by name, and nothing can be given to its people', async () => {
    const people = await listed();
    const idOf = (name: string): string => people.find((one: { name: string }) => one.name === name)?.id ?? '';
    const [wang, chen] = [idOf('王秀英奶奶'), idOf('陈桂兰阿姨')];
    const seen = (half: boolean) =>
      town
        .asOperator(`half ${half}`, async (uow) => {
          if (half) await takeHalfBack(uow.tx, [wang, chen]);
          const [home] = await uow.tx.select().from(community);
          if (!home) throw new Error('no community');
          const shift = { personId: chen, startsAt: uow.now, endsAt: uow.now.add({ hours: 1 }) };
          const kindOf = (done: Result<unknown, { readonly kind: string }>) => (done.ok ? 'done' : done.error.kind);
          const found = {
            byName: (await findPeople(uow, home.id, { name: '王秀英奶奶', phone: '' })).length,
            officers: (
              await handlersOf(uow.tx, { ...DEMAND, communityId: home.id, placeId: null }, await gridOf(uow.tx))
            ).includes(chen),
            published: (await published(uow, [chen])).length,
            listed: must(await listPeople(uow, { communityId: home.id, limit: 100 })).people.length,
            invited: kindOf(await createInvitation(uow, { personId: wang })),
            seated: kindOf(await grantSeat(uow, { personId: wang, role: 'committee_head' })),
            changed: kindOf(await updatePerson(uow, { personId: wang, language: 'zh-Hant' })),
            onDuty: kindOf(await planDuty(uow, { communityId: home.id, shifts: [shift] })),
            entered: kindOf(
              await enterDemand(uow, {
                communityId: home.id,
                source: 'phone',
                whose: { kind: 'person', personId: wang },
                text: '电梯坏了',
                category: 'elevator',
              }),
            ),
          };
          throw new Seen(found);
        })
        .catch((error: unknown) => (error instanceof Seen ? error.found : Promise.reject(error)));
    expect(await seen(false)).toMatchObject({ byName: 1, officers: true, published: 1, listed: 3, invited: 'done' });
    const hidden = 'person_not_found';
    expect(await seen(true)).toEqual({
      byName: 0,
      officers: false,
      published: 0,
      listed: 1,
      invited: hidden,
      seated: hidden,
      changed: hidden,
      onDuty: hidden,
      entered: hidden,
    });
  });

  test('read again it shows what is different, updates it, and takes nobody out', async () => {
    const [wang = [], , chen = []] = PEOPLE;
    town.keepSecret('周小明同学');
    const again = await excel([
      wang,
      [...chen.slice(0, 2), '13800138003', ...chen.slice(3)],
      ['9', '周小明同学', '', '1号楼', '', '', '', '', ''],
    ]);
    const roster = await read(town, again);
    expect(roster).toMatchObject({ state: 'ready', added: 1, changed: 1, unchanged: 1 });
    const changed = await fileCall(town, 'GET', `/rosters/${roster.id}/rows?change=changed`);
    expect(changed.json.items).toMatchObject([{ line: 3, name: '陈桂兰阿姨', columns: ['手机号'] }]);
    const missing = await fileCall(town, 'GET', `/rosters/${roster.id}/missing`);
    expect(missing.json.items).toMatchObject([{ name: '李建国师傅' }]);
    await takeOver(town, roster.id);
    expect((await listed()).map(({ name }: { name: string }) => name)).toEqual([
      '王秀英奶奶',
      '李建国师傅',
      '陈桂兰阿姨',
      '周小明同学',
    ]);
    const same = await read(town, again);
    expect(same).toMatchObject({ state: 'ready', added: 0, changed: 0, unchanged: 3 });
    const cancelled = await fileCall(town, 'POST', `/rosters/${same.id}/cancel`);
    expect(cancelled.json.state).toBe('cancelled');
  });

  test('numbers given later find the people who had none; whoever was entered by hand is not entered twice', async () => {
    const heading = ['姓名', '手机号', '楼栋'];
    town.keepSecret('孙大妈本人', '13800138011', '钱大爷本人', '13800138012');
    await town.invites({ name: '孙大妈本人', phone: '13800138011' });
    const without = await read(
      town,
      await excel(
        [
          ['孙大妈本人', '13800138011', '2号楼'],
          ['钱大爷本人', '13800138012', '2号楼'],
        ],
        heading,
      ),
    );
    expect(without).toMatchObject({ added: 1, changed: 1 });
    await takeOver(town, without.id);
    const people = (await listed()).length;
    const numbered = await read(
      town,
      await excel([['A7', '钱大爷本人', '13800138012', '2号楼']], ['名册编号', ...heading]),
    );
    expect(numbered).toMatchObject({ added: 0, changed: 1 });
    await takeOver(town, numbered.id);
    expect(await listed()).toHaveLength(people);
  });

  test('one registered person who is given two numbers is named in the file, and is not taken over twice', async () => {
    const heading = ['姓名', '楼栋', '室号'];
    town.keepSecret('周两号本人');
    const without = await read(town, await excel([['周两号本人', '2号楼', '808']], heading));
    await takeOver(town, without.id);
    const twice = await read(
      town,
      await excel(
        [
          ['B1', '周两号本人', '2号楼', '808'],
          ['B2', '周两号本人', '2号楼', '808'],
        ],
        ['名册编号', ...heading],
      ),
    );
    expect(twice).toMatchObject({ state: 'refused', changed: 1, wrong: 1 });
    const { json } = await fileCall(town, 'GET', `/rosters/${twice.id}/rows?change=wrong`);
    expect(json.items).toMatchObject([{ line: 3, problems: [{ code: 'person_twice', said: '和第2行是同一个人' }] }]);
  });

  test('a roster that cannot be taken over holds up no other', async () => {
    const [broken] = await town.rows<{ id: string }>(
      sql`insert into lilong.roster_import (id, community_id, state, started_at)
        select gen_random_uuid(), id, 'publishing', now() - interval '1 day' from lilong.community where code = 'xfl'
        returning id::text`,
    );
    await town.rows(sql`insert into lilong.roster_row (import_id, line, row_sealed, change)
      values (${broken?.id}, 1, '\\x00', 'added')`);
    const [{ id } = { id: '' }] = await town.rows<{ id: string }>(
      sql`insert into lilong.roster_import (id, community_id, state, started_at)
        select gen_random_uuid(), id, 'publishing', now() from lilong.community where code = 'xfl' returning id::text`,
    );
    await rosterIn(town, id, 'done');
    await town.rows(sql`delete from lilong.roster_import where id = ${broken?.id}`);
  });

  test('buildings and units nobody entered come with their people when that is asked for', async () => {
    const file = await excel([['20', '吴新来住户', '', '9号楼', '2单元', '301', '', '楼组长', '']]);
    town.keepSecret('吴新来住户');
    expect(await read(town, file)).toMatchObject({ state: 'refused' });
    const roster = await read(town, file, '&createPlaces=yes');
    expect(roster).toMatchObject({ state: 'ready', added: 1 });
    await takeOver(town, roster.id);
    const places = await all('places');
    expect(places).toMatchObject(
      expect.arrayContaining([expect.objectContaining({ kind: 'building', name: '9号楼' })]),
    );
    expect((await listed()).at(-1)).toMatchObject({
      name: '吴新来住户',
      homePlace: '9号楼',
      seats: [{ role: 'building_lead' }],
    });
    expect(await read(town, file)).toMatchObject({ state: 'ready', unchanged: 1 });
  });

  test('a dry run says which places would be entered; new buildings go into the grid of their row', async () => {
    const heading = ['姓名', '楼栋', '单元', '室号', '职务', '网格'];
    const people = Array.from({ length: 55 }, (_, at) => [
      `新楼住户${'甲乙丙丁戊己庚辛壬癸'[at % 10]}${at}`,
      `${100 + at}号楼`,
      '',
      '1',
      '',
      '第二网格',
    ]);
    town.keepSecret('新楼网格员本人', '网格写错本人', '楼在别处本人');
    const file = await excel([['新楼网格员本人', '100号楼', '', '2', '网格员', '第二网格'], ...people], heading);
    const roster = await read(town, file, '&createPlaces=yes');
    expect(roster).toMatchObject({ state: 'ready', added: 56 });
    const { json } = await fileCall(town, 'GET', `/rosters/${roster.id}/places`);
    expect(json.count).toBe(55);
    expect(json.items).toHaveLength(50);
    expect(json.items[0]).toEqual({ kind: 'building', name: '100号楼', partOf: SECOND_GRID });
    expect((await all('places')).map(({ name }: { name: string }) => name)).not.toContain('100号楼');
    await fileCall(town, 'POST', `/rosters/${roster.id}/cancel`);

    const short = await excel([['新楼网格员本人', '100号楼', '', '2', '网格员', '第二网格']], heading);
    await takeOver(town, (await read(town, short, '&createPlaces=yes')).id);
    const places = await all('places');
    const grid = places.find(({ name }: { name: string }) => name === SECOND_GRID);
    expect(places).toContainEqual(expect.objectContaining({ name: '100号楼', parentId: grid.id }));
    const [seat] =
      await town.rows(sql`select s.place_id from lilong.role_seat s join lilong.person p on p.id = s.person_id
      join lilong.place h on h.id = p.home_place_id where h.name = '100号楼'`);
    expect(seat?.place_id).toBe(grid.id);

    const wrong = await excel(
      [
        ['网格写错本人', '200号楼', '', '1', '', '第九网格'],
        ['楼在别处本人', '100号楼', '', '1', '', '第一网格'],
      ],
      heading,
    );
    const refused = await read(town, wrong, '&createPlaces=yes');
    const said = await fileCall(town, 'GET', `/rosters/${refused.id}/rows?change=wrong`);
    expect(said.json.items.map(({ problems }: { problems: object[] }) => problems)).toEqual([
      [{ code: 'grid_unknown', column: '网格', said: '没有登记过这个网格' }],
      [
        {
          code: 'grid_differs',
          column: '网格',
          said: '这栋楼登记时归在「第二网格」；请先调整地点归属（place move），或把这一格空着',
        },
      ],
    ]);
    const none = await fileCall(town, 'GET', `/rosters/${refused.id}/places`);
    expect([none.status, none.json.error.code]).toEqual([409, 'roster_not_ready']);
  });

  test('a unit entered without its building is where its people live', async () => {
    town.keepSecret('无楼单元本人', '同名单元本人');
    const made = async (body: object) =>
      (await fileCall(town, 'POST', '/places', { body: { community: 'xfl', ...body } })).json;
    const heading = ['姓名', '楼栋', '单元', '室号'];
    const building = await made({ kind: 'building', name: '50号楼' });
    await made({ kind: 'unit', name: '50号楼1单元', aliases: ['1单元'], parentId: building.id });
    await made({ kind: 'unit', name: '50号楼2单元' });
    const roster = await read(
      town,
      await excel([['无楼单元本人', '50号楼', '2单元', '501']], heading),
      '&createPlaces=yes',
    );
    await takeOver(town, roster.id);
    expect((await listed()).at(-1)).toMatchObject({ name: '无楼单元本人', homePlace: '50号楼2单元' });

    const other = await made({ kind: 'building', name: '51号楼' });
    await made({ kind: 'unit', name: '50号楼3单元', parentId: other.id });
    const refused = await read(
      town,
      await excel([['同名单元本人', '50号楼', '3单元', '501']], heading),
      '&createPlaces=yes',
    );
    const { json } = await fileCall(town, 'GET', `/rosters/${refused.id}/rows?change=wrong&lang=en`);
    expect(json.items).toMatchObject([
      {
        problems: [
          {
            code: 'unit_elsewhere',
            said: 'a place with the name of this unit is registered elsewhere; move it under its building first (place move)',
          },
        ],
      },
    ]);
  });

  test('a building that belonged to no grid is moved into one, where its officer then looks after it', async () => {
    const places = await all('places');
    const idOf = (name: string): string => places.find((one: { name: string }) => one.name === name)?.id ?? '';
    const move = async (name: string, parentId: string | null, key?: string) => {
      const path = `/places/${idOf(name)}/move`;
      const { status, json } = await fileCall(town, 'POST', path, { body: { parentId }, ...(key && { key }) });
      return status === 200 ? json.parentId : [status, json.error.code];
    };
    const officersOf = (building: string) =>
      town.asOperator(`officers ${building} ${randomUUID()}`, async (uow) => {
        const above = await placesAbove(uow.tx, idOf(building));
        return (await handlersOf(uow.tx, { ...DEMAND, communityId: town.communityId, placeId: null }, above)).length;
      });
    expect(await officersOf('9号楼')).toBe(0);
    const key = randomUUID();
    expect(await move('9号楼', idOf(SECOND_GRID), key)).toBe(idOf(SECOND_GRID));
    expect(await move('9号楼', idOf(SECOND_GRID), key)).toBe(idOf(SECOND_GRID));
    expect(await officersOf('9号楼')).toBeGreaterThan(0);
    expect(await move(SECOND_GRID, idOf('9号楼'))).toEqual([409, 'parent_below']);
    expect(await move('9号楼', idOf('9号楼'))).toEqual([409, 'parent_below']);
    expect(await move('9号楼', idOf('50号楼'))).toEqual([400, 'parent_kind']);
    expect(await move('50号楼1单元', null)).toEqual([400, 'parent_kind']);
    expect(await move('50号楼', randomUUID())).toEqual([404, 'parent_not_found']);
    expect(await move('无此楼', null)).toEqual([404, 'not_found']);
    expect(await move('50号楼2单元', idOf('50号楼'))).toBe(idOf('50号楼'));
    await town.settle();
    expect(await town.rows(sql`select 1 from lilong.ledger where entry like '%"place.move"%'`)).toHaveLength(2);
  });

  test('slips say building, unit and room, whether the unit is registered or a part of the address', async () => {
    const printed = async (building: string) =>
      wordsOn(
        (await fileCall(town, 'POST', '/invitations/slips', { body: { community: 'xfl', building } })).bytes,
      ).join();
    if (!paper) return;
    for (const [building, address] of [
      ['9号楼', '9号楼 2单元 301'],
      ['50号楼', '50号楼2单元 501'],
    ] as const) {
      const words = await printed(building);
      expect(words).toContain(address);
      town.keepSecret(...[...words.matchAll(/绑定 (\S{9})/g)].map(([, code = '']) => code));
    }
  });

  test('slips are printed for a building, and their codes stand nowhere else', async () => {
    const body = { community: 'xfl', building: '三栋', lang: 'zh-Hans' };
    const key = randomUUID();
    const printed = await fileCall(town, 'POST', '/invitations/slips', { body, key });
    expect([printed.status, printed.headers.get('x-slips')]).toEqual([200, '2']);
    const again = await fileCall(town, 'POST', '/invitations/slips', { body, key });
    expect([again.status, again.json.error.code]).toEqual([409, 'slips_not_kept']);
    const nobody = await fileCall(town, 'POST', '/invitations/slips', { body });
    expect([nobody.status, nobody.json.error.code]).toEqual([409, 'nobody_to_invite']);

    if (!paper) return;
    const [page = ''] = wordsOn(printed.bytes);
    expect(page).toContain('王秀英奶奶，您好');
    const [lineLink = '', , , telegramLink = ''] = await squaresOn(printed.bytes, 1);
    const codes = [...page.matchAll(/绑定 (\S{9})/g)].map(([, code = '']) => code);
    expect(codes).toHaveLength(2);
    town.keepSecret(...codes);

    const wang = onLine(town);
    await wang.opens(lineLink);
    wang.sees('绑定成功');
    const li = onTelegram(town, { name: '李建国师傅' });
    await li.opens(telegramLink);
    li.sees('绑定成功');
    const bound = (await listed()).filter(({ platforms }: { platforms: string[] }) => platforms.length > 0);
    expect(bound).toMatchObject([
      { name: '王秀英奶奶', platforms: ['line'] },
      { name: '李建国师傅', platforms: ['telegram'] },
    ]);

    const rest = await fileCall(town, 'POST', '/invitations/slips', { body: { community: 'xfl', again: true } });
    expect(rest.headers.get('x-known-already')).toBe('2');
    const typed = /绑定 \S{9}/.exec(wordsOn(rest.bytes).join())?.[0] ?? '';
    const chen = onLine(town);
    await chen.says(typed);
    chen.sees('绑定成功');
  });

  test('units that are only part of the address part households, and a list read again moves people to theirs', async () => {
    const heading = ['名册编号', '姓名', '楼栋', '单元', '室号'];
    const lived = [
      ['u1', '何一一邻居', '6号楼', '1单元', '502室'],
      ['u2', '何二二邻居', '6号楼', '一单元', '502'],
      ['u3', '吕三三邻居', '6号楼', '2单元', '502'],
      ['u4', '施四四邻居', '6号楼', '', '502'],
    ];
    town.keepSecret(...lived.map(([, name]) => name));
    const idsOf = async () =>
      new Map<string, string>((await listed()).map(({ id, name }: { id: string; name: string }) => [id, name]));
    const households = async (): Promise<string[]> => {
      const named = await idsOf();
      const rows = await town.rows<{ people: string[] }>(sql`select array_agg(p.id::text order by p.id) as people
        from lilong.person p join lilong.place at on at.id = p.home_place_id
        where at.name = '6号楼' group by p.household_id order by min(p.id::text)`);
      return rows.map(({ people }) => people.map((id) => named.get(id)).join(' '));
    };
    const takes = async (rows: readonly (readonly string[])[]) =>
      takeOver(town, (await read(town, await excel(rows, heading))).id);

    await takes(lived);
    expect(await households()).toEqual(['何一一邻居 何二二邻居', '吕三三邻居', '施四四邻居']);
    // A door without a unit is known by the key it always had.
    const [at] = await town.rows<{ id: string }>(sql`select id::text from lilong.place where name = '6号楼'`);
    const doorKey = town.house.runtime.context.index.of('door', town.communityId, at?.id ?? '', '502');
    expect(await town.rows(sql`select 1 from lilong.household where door_key = ${doorKey}`)).toHaveLength(1);

    const [one = [], ...others] = lived;
    await takes([[...one.slice(0, 3), '2单元', '502室'], ...others]);
    expect(await households()).toEqual(['何一一邻居 吕三三邻居', '何二二邻居', '施四四邻居']);

    // Registered in another household than the list says, at the same address.
    const stray = [...(await idsOf())].find(([, name]) => name === '何二二邻居')?.[0] ?? '';
    await town.asOperator('put her behind another door', async (uow) =>
      must(await updatePerson(uow, { personId: stray, door: '503' })),
    );
    const again = await read(town, await excel(lived, heading));
    expect(again).toMatchObject({ changed: 2, unchanged: 2 });
    const { json } = await fileCall(town, 'GET', `/rosters/${again.id}/rows?change=changed`);
    expect(json.items.map(({ columns }: { columns: readonly string[] }) => columns)).toEqual([['单元'], ['室号']]);
    await takeOver(town, again.id);
    expect(await households()).toEqual(['何一一邻居 何二二邻居', '吕三三邻居', '施四四邻居']);
  });

  test('files that are no roster are refused in a sentence', async () => {
    const said = async (file: Uint8Array, lang = 'en') => {
      const { status, json } = await fileCall(town, 'POST', `/rosters?community=xfl&lang=${lang}`, { body: file });
      return [status, json.error?.message];
    };
    expect(await said(Buffer.from('%PDF-1.7'))).toEqual([
      400,
      'This is not an Excel (.xlsx) or CSV table. Use the template, or save it as .xlsx and upload it again.',
    ]);
    expect(await said(Buffer.from(''), 'zh-Hans')).toEqual([400, '文件里没有人。请下载模板，一行写一个人，再上传。']);
    expect(await said(Buffer.from('电话,楼栋\n1,2'), 'zh-Hant')).toEqual([
      400,
      '表頭裡沒有「姓名」這一欄。請用範本的表頭，放在前10行裡。',
    ]);
    expect(await said(Buffer.from('锟斤拷,锟斤拷\n1,2'))).toMatchObject([400, expect.stringContaining('garbled')]);
    expect(await said(new Uint8Array(17 * 1024 * 1024))).toEqual([413, 'The body is larger than 16 MB.']);
    const broken = await excel(PEOPLE, HEADING);
    expect(await said(broken.subarray(0, broken.length - 40))).toMatchObject([400, expect.stringContaining('damaged')]);
  });

  theRecordHolds(town, { troubles: ['sweep.failed'] });
});
