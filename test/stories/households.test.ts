/** One door is one household, whether it came with a roster, was entered for one person, or was entered by an earlier release. */
import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { household, person } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import { settleDoors } from '../../jobs/households.ts';
import { updatePerson } from '../../src/usecases/registry/update-person.ts';
import { record } from '../../src/usecases/unit-of-work.ts';
import { onLine } from './on-line.ts';
import { theRecordHolds } from './record.ts';
import { excel, read, takeOver } from './rosters.ts';
import { must, onBothDatabases } from './town.ts';

const HEADING = ['名册编号', '姓名', '楼栋', '单元', '室号'];
const LIVED = [
  ['1', '何一一邻居', '6号楼', '1单元', '502室'],
  ['2', '吕二二邻居', '6号楼', '2单元', '502'],
  ['3', '施三三邻居', '6号楼', '', '502'],
];
const BY_HAND = ['张四四邻居', '孔五五邻居', '曹六六邻居', '严七七邻居'] as const;

await onBothDatabases('a door', (town) => {
  const names = async () => {
    const { keys, db } = town.house.runtime.context;
    const people = await db.direct.select().from(person);
    return new Map(people.map((one) => [keys.openText('person.name', one.nameSealed), one]));
  };
  const personOf = async (name: string) => {
    const found = (await names()).get(name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const together = async (): Promise<string[]> => {
    const behind = new Map<string, string[]>();
    for (const [name, { householdId }] of await names())
      if (householdId) behind.set(householdId, [...(behind.get(householdId) ?? []), name]);
    return [...behind.values()].map((people) => people.sort().join(' ')).sort();
  };
  const building = async () => {
    const [at] = await town.rows<{ id: string }>(sql`select id::text from lilong.place where name = '6号楼'`);
    return at?.id ?? '';
  };
  const entersDoor = async (name: string, door: string, contact?: Readonly<Record<string, string>>) => {
    const { id: personId } = await personOf(name);
    await town.asOperator(`${name} lives behind ${door}`, async (uow) =>
      must(await updatePerson(uow, { personId, door, ...(contact && { contact }) })),
    );
  };

  test('of a roster is the one that is entered for a person by hand', async () => {
    town.keepSecret('6号楼一单元502室', ...LIVED.map(([, name]) => name));
    await takeOver(town, (await read(town, await excel(LIVED, HEADING))).id);
    for (const name of BY_HAND)
      await onLine(town).says(`绑定 ${await town.invites({ name, home: '6号楼', role: 'representative' })}`);
    await entersDoor('张四四邻居', '6号楼一单元502室');
    await entersDoor('孔五五邻居', '502', { unit: '2单元' });
    await entersDoor('曹六六邻居', '502 室');
    expect(await together()).toEqual(
      ['何一一邻居 张四四邻居', '吕二二邻居 孔五五邻居', '施三三邻居 曹六六邻居'].sort(),
    );
    // The unit that is known of somebody is told once.
    await entersDoor('孔五五邻居', '502室');
    const once = await read(town, await excel(LIVED, HEADING));
    expect(once).toMatchObject({ changed: 0, unchanged: 3 });
  });

  /** As the release before entered a door: another key, and nothing that says which reading it has. */
  const enteredBefore = async (door: string, ...people: readonly string[]): Promise<string> => {
    const id = newId();
    const placeId = await building();
    const ids = await Promise.all(people.map(async (name) => (await personOf(name)).id));
    await town.asOperator(`before ${id}`, async (uow) => {
      const [row] = await uow.tx
        .insert(household)
        .values({
          id,
          communityId: town.communityId,
          placeId,
          doorKey: uow.index.of('household', town.communityId, placeId, door.replace(/[\s室号]/g, '')),
          doorSealed: uow.keys.seal('household.door', door),
          createdAt: uow.now,
          salt: randomBytes(16),
        })
        .returning();
      if (!row) throw new Error('it was not entered');
      record(uow, 'household', row, { action: 'household.create', as: 'operator', communityId: town.communityId });
      for (const personId of ids) {
        const [moved] = await uow.tx.update(person).set({ householdId: id }).where(eq(person.id, personId)).returning();
        if (moved)
          record(uow, 'person', moved, { action: 'person.update', as: 'operator', communityId: town.communityId });
      }
    });
    return id;
  };
  const unsettled = async () => (await town.rows(sql`select 1 from lilong.household where not door_settled`)).length;

  test('that an earlier release made two of becomes one, by whichever process comes first', async () => {
    await town.settle();
    // The sweep of the running process may come before the two below.
    const before = await town.census();
    const alone = await enteredBefore('701室', '严七七邻居');
    const doubled = await enteredBefore('502', '孔五五邻居', '曹六六邻居');
    const empty = await enteredBefore('901');
    await town.rows(sql`update lilong.household set door_settled = false`);

    const { context } = town.house.runtime;
    await Promise.all([settleDoors(context), settleDoors(context)]);
    await town.settle();

    expect(await together()).toEqual(
      ['何一一邻居 张四四邻居', '吕二二邻居 孔五五邻居', '施三三邻居 曹六六邻居', '严七七邻居'].sort(),
    );
    expect(await unsettled()).toBe(0);
    // 701 has its new row; the three of before are gone.
    expect((await town.census()).household).toBe((before.household ?? 0) + 1);
    const gone = await town.rows(
      sql`select 1 from lilong.household where id in (${alone}::uuid, ${doubled}::uuid, ${empty}::uuid)`,
    );
    expect(gone).toEqual([]);
    await entersDoor('曹六六邻居', '701');
    expect(await together()).toContain(['严七七邻居', '曹六六邻居'].sort().join(' '));
    expect(await settleDoors(context)).toBe(0);
  });

  theRecordHolds(town);
});
