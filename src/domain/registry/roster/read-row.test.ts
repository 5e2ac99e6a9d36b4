/** What people write in a roster, and what is understood or refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHeading } from './columns.ts';
import { createHomes, type HomePlace } from './homes.ts';
import { createDoubles, identityOf } from './identity.ts';
import { foresee } from './new-places.ts';
import { readPhone } from './phone.ts';
import { problemText, readProblem } from './problem.ts';
import { readRow } from './read-row.ts';

const place = (
  id: string,
  kind: HomePlace['kind'],
  name: string,
  parentId: string | null = null,
  aliases: readonly string[] = [],
): HomePlace => ({
  id,
  kind,
  name,
  aliases,
  parentId,
});
const homes = createHomes([
  place('g', 'grid', '第一网格'),
  place('g2', 'grid', '第二网格'),
  place('b8', 'building', '8号楼'),
  place('u7', 'unit', '3号楼7单元', 'b8', ['7单元']),
  place('b3', 'building', '3号楼', 'g'),
  place('b12', 'building', '长寿路12弄5号', 'g'),
  place('u1', 'unit', '3号楼1单元', 'b3', ['1单元']),
]);

const HEADING = [
  '姓名',
  '手机号',
  '楼栋',
  '单元',
  '室号',
  '网格',
  '性别',
  '职务',
  '发言资格',
  '表决资格',
  '语言',
  '公开电话',
];
function read(cells: Partial<Record<string, string>>, createPlaces = false) {
  const heading = readHeading(HEADING);
  if (!heading?.ok) throw new Error('no heading');
  const row = HEADING.map((name) => cells[name] ?? '');
  const { row: found, problems } = readRow(row, { header: heading.header, homes, createPlaces });
  return { row: found, problems: problems.map(problemText) };
}

describe('the heading', () => {
  test.each([
    ['简体', ['名册编号', '姓名*', '手机号（必填）']],
    ['繁體', ['編號', '姓名', '行動電話']],
    ['English', ['Roster No.', 'Full name', 'Mobile number']],
  ])('is recognised in %s', (_language, cells) => {
    const heading = readHeading(cells);
    expect(heading?.ok && [...heading.header.keys()]).toEqual(['number', 'name', 'phone']);
  });

  test('a title over the whole sheet is not the heading; one without names or with a column twice is refused', () => {
    expect(readHeading(['幸福里社区居民名册', '幸福里社区居民名册'])).toBeUndefined();
    expect(readHeading(['电话', '楼栋'])).toEqual({ ok: false, problem: { kind: 'name_column_missing' } });
    expect(readHeading(['姓名', '电话', '手机'])).toEqual({
      ok: false,
      problem: { kind: 'column_twice', column: 'phone' },
    });
  });
});

describe('a row', () => {
  test('marks nobody sees, and control characters, come into no name and no place', () => {
    const turned = {
      姓名: '王\u202E秀英\u200B',
      手机号: '\u202D13800138001\u202C',
      楼栋: '9号\u202E楼\u0085',
      室号: '1\u007F01',
    };
    const { row, problems } = read(turned, true);
    expect(problems).toEqual([]);
    expect(row).toMatchObject({ name: '王秀英', phone: '13800138001', building: '9号楼', flat: '101' });
    expect(read({ 姓名: '王\u0007秀英' }).problems).toEqual(['name_not_valid@name']);
  });

  test('is read whole', () => {
    const { row, problems } = read({
      姓名: ' 王　秀英 ',
      手机号: '１３８ ００１３-８０００',
      楼栋: '三栋',
      单元: '一单元',
      室号: '502室',
      网格: '第一网格',
      性别: '女',
      职务: '居民代表、楼组长；网格员（第一网格）',
      发言资格: '户籍',
      表决资格: '业主',
      语言: '繁體',
      公开电话: '√',
    });
    expect(problems).toEqual([]);
    expect(row).toEqual({
      name: '王 秀英',
      phone: '13800138000',
      building: '三栋',
      unit: '一单元',
      flat: '502室',
      grid: '第一网格',
      gender: 'female',
      seats: [{ role: 'representative' }, { role: 'building_lead' }, { role: 'grid_officer', grid: '第一网格' }],
      speak: 'registered',
      vote: 'owner',
      language: 'zh-Hant',
      publish: true,
    });
  });

  test('says everything that is wrong at once', () => {
    expect(
      read({ 手机号: '13812', 楼栋: '33号楼', 性别: '?', 职务: '村长、居委会主任', 表决资格: '看情况' }).problems,
    ).toEqual([
      'name_missing@name',
      'phone_not_valid@phone',
      'building_unknown@building',
      'seat_unknown@seats',
      'seat_elsewhere@seats',
      'gender_unknown@gender',
      'basis_unknown@vote',
    ]);
    expect(read({ 姓名: '王'.repeat(41), 单元: '1' }).problems).toEqual([
      'too_long@name:40',
      'building_missing@building',
    ]);
    expect(read({ 姓名: '王', 楼栋: '3', 单元: '9单元', 职务: '网格员(第九网格)' }).problems).toEqual([
      'unit_unknown@unit',
      'grid_unknown@seats',
    ]);
    expect(read({ 姓名: '王', 职务: '楼组长' }).problems).toEqual(['seat_needs_building@seats']);
    expect(read({ 姓名: '12345' }).problems).toEqual(['name_not_valid@name']);
    for (const formula of ['=HYPERLINK("http://x")', '@SUM(A1)', '＝A1+B2', '-cmd', '+王'])
      expect(read({ 姓名: formula }).problems).toEqual(['name_not_valid@name']);
  });

  test('a grid officer is one of some grid: of the one the building lies in, or of the one that is named', () => {
    const officer = (cells: Partial<Record<string, string>>, createPlaces = false) =>
      read({ 姓名: '王', 职务: '网格员', ...cells }, createPlaces).problems;
    expect(officer({ 楼栋: '3' })).toEqual([]);
    expect(officer({ 楼栋: '8', 职务: '网格员（第二网格）' })).toEqual([]);
    expect(officer({ 楼栋: '77号楼', 网格: '第二网格' }, true)).toEqual([]);
    const none = ['seat_needs_grid@seats'];
    expect(officer({})).toEqual(none);
    expect(officer({ 楼栋: '8' })).toEqual(none);
    expect(officer({ 楼栋: '77号楼' }, true)).toEqual(none);
    // What the row says of a building that is there already does not move it.
    expect(officer({ 楼栋: '8', 网格: '第二网格' })).toEqual(['grid_differs@grid', ...none]);
  });

  test('unknown places are no mistake when they are to be entered along', () => {
    expect(read({ 姓名: '王', 楼栋: '77号楼', 单元: '9单元' }, true).problems).toEqual([]);
  });

  test('a grid is for a new building; it has to be there, and not another one than a registered building lies in', () => {
    expect(read({ 姓名: '王', 楼栋: '77号楼', 网格: '第一网格' }, true)).toEqual({
      row: expect.objectContaining({ building: '77号楼', grid: '第一网格' }),
      problems: [],
    });
    expect(read({ 姓名: '王', 楼栋: '77号楼', 网格: '第九网格' }, true).problems).toEqual(['grid_unknown@grid']);
    expect(read({ 姓名: '王', 楼栋: '3号楼', 单元: '1单元', 网格: '第一网格' }).problems).toEqual([]);
    expect(read({ 姓名: '王', 楼栋: '3号楼', 网格: '第二网格' }).problems).toEqual(['grid_differs@grid:第一网格']);
    expect(read({ 姓名: '王', 楼栋: '8号楼', 网格: '第二网格' }).problems).toEqual(['grid_differs@grid']);
  });

  test('a unit whose name stands in another building is said, not passed over', () => {
    expect(read({ 姓名: '王', 楼栋: '3号楼', 单元: '7单元' }, true).problems).toEqual(['unit_elsewhere@unit']);
  });

  test('never throws, whatever is in the cells', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 60 }), { maxLength: 11 }), (cells) => {
        const heading = readHeading(HEADING);
        if (heading?.ok) readRow(cells, { header: heading.header, homes, createPlaces: false });
      }),
    );
  });
});

test('a building is found however it is written', () => {
  for (const written of ['3号楼', '三号楼', '3栋', '３幢', '3#楼', '3', '3号', 'Building 3', '3號樓', 'block 3'])
    expect([written, homes.find(written, undefined)]).toMatchObject([written, { kind: 'found', place: { id: 'b3' } }]);
  expect(homes.find('3号楼', '1')).toMatchObject({ kind: 'found', place: { id: 'u1' } });
  expect(homes.find('长寿路12弄5号', '2单元')).toMatchObject({ kind: 'found', place: { id: 'b12' } });
  expect(homes.find('物业用房', undefined)).toEqual({ kind: 'building_unknown' });
});

test('a unit entered without its building, or under no short name, is found by its full name', () => {
  const all = createHomes([
    place('b9', 'building', '9号楼'),
    place('u2', 'unit', '9号楼2单元'),
    place('be', 'building', '东楼'),
    place('ue', 'unit', '东楼甲单元', 'be'),
  ]);
  expect(all.find('9号楼', '2单元')).toMatchObject({ kind: 'found', place: { id: 'u2' }, building: { id: 'b9' } });
  expect(all.find('东楼', '甲单元')).toMatchObject({ kind: 'found', place: { id: 'ue' } });
});

test('what rows would enter is foreseen once, building before unit, in the grid that is named', () => {
  const all = createHomes([
    place('g', 'grid', '第一网格'),
    place('b3', 'building', '3号楼', 'g'),
    place('u', 'unit', '3号楼1单元', 'b3'),
  ]);
  const row = { name: '王', building: '9号楼', grid: '第一网格' };
  expect(foresee(all, row)).toEqual([{ kind: 'building', name: '9号楼', aliases: [], parentId: 'g' }]);
  expect(foresee(all, row)).toEqual([]);
  expect(foresee(all, { name: '王', building: '三栋', unit: '2单元' })).toEqual([
    { kind: 'unit', name: '3号楼2单元', aliases: ['2单元'], parentId: 'b3' },
  ]);
  expect(all.gridOf(all.byId('new building 9号楼') ?? place('x', 'grid', 'x'))).toMatchObject({ id: 'g' });
});

test.each([
  ['+86 138-0013-8000', '13800138000'],
  ['8613800138000', '13800138000'],
  ['021-6277 1234', '02162771234'],
  ['(0512) 6277 1234', '051262771234'],
  ['0912345678', '0912345678'],
  ['+886 912 345 678', '+886912345678'],
  ['00852 2345 6789', '+85223456789'],
  ['62771234', '62771234'],
  ['400 820 8820', '4008208820'],
  ['13812', undefined],
  ['1381234567', undefined],
  ['138123456789', undefined],
  ['12800138000', undefined],
  ['138 0013 8000 / 139', undefined],
  ['没有', undefined],
])('telephone %s', (written, read) => {
  expect(readPhone(written)).toBe(read);
});

test('a person twice and a mobile twice are noticed; a line in the house is shared', () => {
  const doubles = createDoubles();
  const check = (line: number, name: string, phone: string) =>
    doubles.check({ name, phone }, line, { person: identityOf({ name, phone }).join(), phone }).map(problemText);
  expect(check(2, '王秀英', '13800138000')).toEqual([]);
  expect(check(3, '王 秀英', '13800138000')).toEqual(['person_twice@name:2']);
  expect(check(4, '李强', '13800138000')).toEqual(['phone_twice@phone:2']);
  expect(check(5, '赵大', '62771234')).toEqual([]);
  expect(check(6, '赵二', '62771234')).toEqual([]);
});

test('a problem is kept as a short text and read again', () => {
  const problem = { code: 'building_unknown', column: 'building', about: '3号楼: 东' } as const;
  expect(readProblem(problemText(problem))).toEqual(problem);
  expect(readProblem('gone@name')).toBeUndefined();
});
