/** What people upload as a list: other encodings, other separators, merged cells, formulas, and files that are no list. */
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { looksLikeRoster } from '../domain/registry/roster/columns.ts';
import { writeCsv } from './csv-write.ts';
import { openTable } from './read-table.ts';
import { TableUnreadable } from './table.ts';
import { writeXlsx } from './xlsx-write.ts';

async function cellsOf(bytes: Uint8Array): Promise<readonly (readonly string[])[]> {
  const opened = await openTable(bytes, looksLikeRoster);
  if (!opened.ok) throw new TableUnreadable(opened.problem);
  const rows: (readonly string[])[] = [];
  for await (const { cells } of opened.table.rows) rows.push(cells);
  return rows;
}
async function problemOf(bytes: Uint8Array): Promise<string> {
  try {
    await cellsOf(bytes);
    return 'none';
  } catch (error) {
    return error instanceof TableUnreadable ? error.problem : String(error);
  }
}

const TEXT = '姓名,电话\r\n王秀英,13812345678\r\n';
const EXPECTED = [
  ['姓名', '电话'],
  ['王秀英', '13812345678'],
];
/** GBK bytes, as Chinese Windows writes them. */
const GBK = Buffer.from('d0d5c3fb2cb5e7bbb00d0acdf5d0e3d3a22c31333831323334353637380d0a', 'hex');
const BIG5 = Buffer.from('a96da6572cb971b8dc0d0aa4fda871ad5e2c303931323334353637380d0a', 'hex');

describe('text tables', () => {
  test.each([
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with its mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16 with its mark', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
    ['UTF-16 big-endian', Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16()],
    ['UTF-16 without its mark', Buffer.from(TEXT, 'utf16le')],
    ['GBK', GBK],
    ['semicolons', Buffer.from(TEXT.replaceAll(',', ';'))],
    ['tabs and old line ends', Buffer.from(TEXT.replaceAll(',', '\t').replaceAll('\r\n', '\r'))],
  ])('%s', async (_name, bytes) => {
    expect(await cellsOf(bytes)).toEqual(EXPECTED);
  });

  test('Big5, as Excel in Taiwan writes it', async () => {
    expect(await cellsOf(BIG5)).toEqual([
      ['姓名', '電話'],
      ['王秀英', '0912345678'],
    ]);
  });

  test('quotation marks, line ends and separators inside a cell; empty rows are counted', async () => {
    const opened = await openTable(
      Buffer.from('姓名,职务\n\n"王\n秀英","代表,楼组长"\n"说""好""",\n'),
      looksLikeRoster,
    );
    if (!opened.ok) throw new Error(opened.problem);
    const rows = [];
    for await (const row of opened.table.rows) rows.push(row);
    expect(rows).toEqual([
      { line: 1, cells: ['姓名', '职务'] },
      { line: 3, cells: ['王\n秀英', '代表,楼组长'] },
      { line: 4, cells: ['说"好"', ''] },
    ]);
  });

  test('what was read in the wrong encoding and saved is refused, whichever way it went wrong', async () => {
    const gbkAsUtf8 = new TextDecoder('utf-8').decode(GBK);
    const utf8AsGbk = new TextDecoder('gbk').decode(Buffer.from(TEXT));
    const utf8AsLatin = Buffer.from(TEXT).toString('latin1');
    const gbkAsLatin = GBK.toString('latin1');
    for (const spoilt of [gbkAsUtf8, utf8AsGbk, utf8AsLatin, gbkAsLatin])
      expect(await problemOf(Buffer.from(spoilt))).toBe('wrongly_decoded');
  });

  test('what is no table is named as what it is', async () => {
    const doc = zipSync({ 'word/document.xml': strToU8('<w/>') });
    const container = Buffer.from('d0cf11e0a1b11ae1', 'hex');
    expect(await problemOf(new Uint8Array(0))).toBe('empty');
    expect(await problemOf(Buffer.from(' \r\n '))).toBe('empty');
    expect(await problemOf(doc)).toBe('not_a_table');
    expect(await problemOf(Buffer.from('%PDF-1.7'))).toBe('not_a_table');
    expect(await problemOf(container)).toBe('old_excel');
    expect(await problemOf(Buffer.concat([container, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe('password');
    expect(await problemOf(Buffer.from('PK\u0003\u0004 not a zip'))).toBe('damaged');
    expect(await problemOf(Buffer.from('姓名,电话\n"王秀英'))).toBe('damaged');
  });
});

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const workbook = (sheet: string, shared = '') =>
  zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook ${MAIN} xmlns:r="r"><sheets><sheet name="隐藏" sheetId="1" state="hidden" r:id="rId9"/><sheet name="名册" sheetId="2" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
    ),
    'xl/worksheets/sheet1.xml': strToU8(`<worksheet ${MAIN}>${sheet}</worksheet>`),
    ...(shared && { 'xl/sharedStrings.xml': strToU8(`<sst ${MAIN}>${shared}</sst>`) }),
  });

describe('workbooks', () => {
  test('what we write we read, and no text in it is a formula', async () => {
    const rows = [
      ['王秀英', '013812345678', '=1+1'],
      ['<A&B>', '', '+86 138'],
      ['𠮷田\u0007', '@x', '-1'],
    ];
    const bytes = await writeXlsx([
      {
        name: '名册/1',
        columns: [{ width: 12 }, { width: 16 }, { width: 20, choices: ['男', '女'] }],
        heading: ['姓名', '电话', '备注'],
        rows,
      },
    ]);
    expect(await cellsOf(bytes)).toEqual([['姓名', '电话', '备注'], rows[0], rows[1], ['𠮷田', '@x', '-1']]);
  });

  test('a formula gives the value it was saved with; numbers, booleans and rich texts are read as they look', async () => {
    const sheet = `<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>电话</t></is></c></row>
      <row r="3"><c r="A3" t="str"><f>HYPERLINK("http://x","y")</f><v>王秀英</v></c><c r="B3"><v>1.3812345678E10</v></c><c r="D3" t="b"><v>1</v></c></row>
      <row r="4"><c r="A4"><f>1+1</f></c></row></sheetData>`;
    const shared = '<si><r><t>姓</t></r><r><t>名</t></r><rPh><t>xingming</t></rPh></si>';
    expect(await cellsOf(workbook(sheet, shared))).toEqual([
      ['姓名', '电话'],
      ['王秀英', '13812345678', '', 'TRUE'],
    ]);
  });

  test('a merged cell counts for every row and column it covers', async () => {
    const sheet = `<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>名册</t></is></c></row>
      <row r="2"><c r="A2" t="inlineStr"><is><t>3号楼</t></is></c><c r="B2" t="inlineStr"><is><t>王</t></is></c></row>
      <row r="3"><c r="B3" t="inlineStr"><is><t>李</t></is></c></row></sheetData>
      <mergeCells count="2"><mergeCell ref="A1:B1"/><mergeCell ref="A2:A3"/></mergeCells>`;
    expect(await cellsOf(workbook(sheet))).toEqual([
      ['名册', '名册'],
      ['3号楼', '王'],
      ['3号楼', '李'],
    ]);
  });

  test('one that unpacks to far more than it should, or is cut off, is refused', async () => {
    const whole = workbook('<sheetData></sheetData>');
    expect(await problemOf(whole.subarray(0, whole.length - 30))).toBe('damaged');
    expect(await problemOf(workbook('<sheetData><row r="1"><c'))).toBe('damaged');
    // What the archive says of its sheet, in the list at its end: 400 MB.
    const bomb = Buffer.from(workbook('<sheetData></sheetData>'));
    bomb.writeUInt32LE(400_000_000, bomb.lastIndexOf(Buffer.from('PK\u0001\u0002')) + 24);
    expect(await problemOf(bomb)).toBe('too_large');
    expect(await problemOf(workbook('<sheetData><row r="200000"><c r="A200000"><v>1</v></c></row></sheetData>'))).toBe(
      'too_large',
    );
  });

  test.each([
    ['no number', ['1', 'abc']],
    ['a part of a number', ['1', '2.5']],
    ['a number below the first', ['-5']],
    ['one number twice', ['1', '2', '2']],
    ['a number that goes back', ['4', '3']],
  ])('rows whose number is %s are no rows of a spreadsheet', async (_what, numbers) => {
    const cell = '<c t="inlineStr"><is><t>王秀英</t></is></c>';
    const rows = numbers.map((number) => `<row r="${number}">${cell}</row>`).join('');
    expect(await problemOf(workbook(`<sheetData>${rows}</sheetData>`))).toBe('damaged');
  });

  test('tags in tags without end, and merged cells that lie upon each other, are refused before they fill the memory', async () => {
    expect(await problemOf(workbook('<a>'.repeat(1_000)))).toBe('damaged');
    const row = '<row r="1"><c t="inlineStr"><is><t>姓名</t></is></c></row>';
    const merges = '<mergeCell ref="A1:GR90000"/>'.repeat(1_000);
    expect(await problemOf(workbook(`<sheetData>${row}</sheetData><mergeCells>${merges}</mergeCells>`))).toBe(
      'damaged',
    );
    const shared = '<si/>'.repeat(2_000_001);
    expect(await problemOf(workbook(`<sheetData>${row}</sheetData>`, shared))).toBe('too_large');
  });
});

test('CSV for Excel holds no cell it would calculate', () => {
  const text = Buffer.from(writeCsv([['=1+1', '+x', '-y', '@z', '＝1', '说,"好"', ' ']])).toString('utf8');
  expect(text).toBe(`\uFEFF'=1+1,'+x,'-y,'@z,'＝1,"说,""好""","\u0020"\r\n`);
});
