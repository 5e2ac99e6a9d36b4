import { describe, expect, test } from 'vitest';
import { doorIn, type WrittenDoor } from './door.ts';
import { createHomes, type HomePlace } from './homes.ts';

const place = (id: string, kind: HomePlace['kind'], name: string, parentId: string | null = null): HomePlace => ({
  id,
  kind,
  name,
  aliases: [],
  parentId,
});
const six = place('six', 'building', '6号楼');
const three = place('three', 'building', '3号楼');
const entrance = { ...place('three-1', 'unit', '3号楼1单元', 'three'), aliases: ['1单元'] };
const homes = createHomes([six, three, entrance]);

describe('a door is one however it is written', () => {
  const keys = (at: HomePlace | undefined, ways: readonly WrittenDoor[]) =>
    new Set(ways.map((way) => JSON.stringify([doorIn(homes, at, way).placeId, ...doorIn(homes, at, way).parts])));

  test.each<[string, HomePlace | undefined, WrittenDoor[]]>([
    ['a flat', six, [{ flat: '502' }, { flat: ' ５０２室 ' }, { flat: '502房' }, { flat: '6号楼502' }]],
    [
      'a flat with its unit',
      six,
      [
        { unit: '1单元', flat: '502室' },
        { unit: '一单元', flat: '502' },
        { flat: '1单元502' },
        { flat: '6号楼一单元-502室' },
        { unit: '2单元', flat: '1单元502' },
      ],
    ],
    ['English', six, [{ unit: 'Unit 1', flat: '502' }, { flat: 'unit 1, 502' }]],
    ['where nobody entered the place', undefined, [{ flat: '深巷十八号902室' }, { flat: '深巷十八号 902' }]],
  ])('%s', (_what, at, ways) => {
    expect(keys(at, ways).size).toBe(1);
  });

  test('a unit that is a place is that place, whichever way it is named', () => {
    const one = JSON.stringify(['three-1', '502']);
    expect([...keys(entrance, [{ flat: '502' }, { flat: '1单元502室' }, { flat: '3号楼1单元502' }])]).toEqual([one]);
    expect([...keys(three, [{ flat: '1单元502' }, { unit: '一单元', flat: '502' }])]).toEqual([one]);
  });

  test('other doors stay others', () => {
    const others: WrittenDoor[] = [
      { flat: '502' },
      { flat: '503' },
      { unit: '1单元', flat: '502' },
      { unit: '2单元', flat: '502' },
      { flat: '3号楼502' },
    ];
    expect(keys(six, others).size).toBe(others.length);
    expect(keys(entrance, [{ flat: '502' }, { flat: '2单元502' }]).size).toBe(2);
  });
});
