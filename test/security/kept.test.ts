/** What a thief of the database, a reader of the logs and a visitor of the metrics get: no words, no names, no ids, no keys. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadIndexKey } from '../../db/index-key.ts';
import { createFieldKeys, SealBroken } from '../../db/sealed.ts';
import { createAnnouncement } from '../../src/usecases/announcement/create.ts';
import { LINE_SECRET, TELEGRAM_SECRET } from '../harness/installation.ts';
import { onLine } from '../stories/on-line.ts';
import { onTelegram, telegramGroup } from '../stories/on-telegram.ts';
import { ownTown } from './own-town.ts';

const town = ownTown();
/** Everything a person said, is, or was given, by what it is. */
const secrets = new Map<string, string>();
let photo: Buffer;

beforeAll(async () => {
  const words = '儿子欠债有人上门';
  const name = '欧阳秀英';
  const phone = '13912345678';
  const code = await town.invites({ name, phone, home: '3号楼' });
  const wang = onTelegram(town, { name });
  await wang.says(`绑定 ${code}`);
  await wang.says(`3号楼楼道灯坏了，${words}`);
  await wang.presses('登记需求');
  photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#284' } })
    .jpeg()
    .toBuffer();
  await wang.sendsPhoto(photo);
  await wang.sendsPlace({ latitude: 31.2401, longitude: 121.4381, title: '外婆家门口' });
  const aside = '群里说的悄悄话';
  const group = telegramGroup('幸福里三号楼业主群');
  await wang.in(group).says(`/demand ${aside}`);
  const chatter = '今天晚饭吃饺子';
  await wang.in(group).says(chatter);
  const neighbour = onLine(town);
  const onLineWords = '楼下半夜打麻将';
  await neighbour.says(onLineWords);
  await neighbour.presses('登记需求');
  const announced = '周五停水的口信';
  await town.asOperator('announce', (uow) =>
    createAnnouncement(uow, { communityId: town.communityId, text: announced }),
  );
  await town.settle();
  wang.sees(announced);
  for (const [what, secret] of Object.entries({
    words,
    announced,
    name,
    phone,
    aside,
    chatter,
    onLineWords,
    place: '外婆家门口',
    latitude: '31.2401',
    group: group.title,
    groupId: String(group.id),
    telegramUser: wang.user,
    lineUser: neighbour.user,
    code,
    codeAsKept: code.replace('-', ''),
    adminToken: readFileSync(join(town.house.dataDir, 'admin-token'), 'utf8').trim(),
    fieldKey: readFileSync(join(town.house.dataDir, 'field-key'), 'utf8').trim(),
    telegramToken: town.telegram.token,
    telegramTokenPart: town.telegram.token.split(':')[1] ?? '',
    lineToken: town.line.token,
    LINE_SECRET,
    TELEGRAM_SECRET,
  }))
    secrets.set(what, secret);
});

/** Each way a text could stand in a dump: as it is, as bytes in hex, as base64 of a whole value, and escaped in JSON. */
const shapes = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64'),
  JSON.stringify(secret)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
];

function found(where: string): string[] {
  return [...secrets]
    .filter(([, secret]) => shapes(secret).some((shape) => where.includes(shape)))
    .map(([what]) => what);
}

async function dump(): Promise<string> {
  const tables = await town.rows<{ name: string }>(
    sql`select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const rows = await town.rows<{ row: string }>(sql`select t::text as row from ${sql.raw(name)} t`);
    parts.push(`${name}\n`, ...rows.map(({ row }) => `${row}\n`));
  }
  return parts.join('');
}

describe('a thief of the database', () => {
  test('finds no word, name, number, id, code or key in any table', async () => {
    const stolen = await dump();
    // What is meant to be readable is there, so the search looks at the right thing.
    expect(stolen).toContain('3号楼');
    expect(stolen).toMatch(/lilong\.demand\n/);
    expect(found(stolen)).toEqual([]);
    expect(stolen).not.toContain(photo.subarray(0, 64).toString('hex'));
  });

  test('holds the words all the same, and only the key shows them', async () => {
    const { keys } = town.house.runtime.context;
    const rows = await town.rows<{ text_sealed: Uint8Array }>(
      sql`select text_sealed from lilong.demand order by number`,
    );
    expect(rows.map(({ text_sealed }) => keys.openText('demand.text', text_sealed)).join()).toContain(
      secrets.get('words'),
    );
  });

  test('opens nothing with a key of their own; the process refuses to start with it', async () => {
    const { context } = town.house.runtime;
    await expect(loadIndexKey(context.db.direct, createFieldKeys([randomBytes(32)]))).rejects.toThrow(SealBroken);
  });

  test('finds no trace of what was said in a group to others', async () => {
    // Of that one event there is a row, so that it is known when it comes again, and nothing in it.
    const rows = await town.rows<{ body: Uint8Array | null }>(
      sql`select body_sealed as body from lilong.inbox where platform = 'telegram' and state = 'done'`,
    );
    const { keys } = town.house.runtime.context;
    const bodies = rows.flatMap(({ body }) => (body ? [keys.openText('inbox.body', body)] : []));
    expect(bodies.length).toBeLessThan(rows.length);
    expect(bodies.join('\n')).toContain(secrets.get('aside'));
    expect(bodies.join('\n')).not.toContain(secrets.get('chatter'));
  });
});

test('a reader of the logs finds nothing of it either', () => {
  expect(found(town.logged.join('\n'))).toEqual([]);
});

test('nor does a visitor of the metrics', async () => {
  const answer = await town.house.app.request('/metrics');
  expect(answer.status).toBe(200);
  expect(found(await answer.text())).toEqual([]);
});
