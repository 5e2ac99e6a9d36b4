/**
 * Whoever has everything after the count — every row with its place in the file and the transaction that wrote it, the key of
 * the installation, the log, the chain, the public list — still cannot tell who chose what. And while voting is open, nobody
 * without the key can.
 */
import { createDecipheriv } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { HEADER_BYTES, KEY_ID_BYTES, NONCE_BYTES } from '../../db/seal-format.ts';
import { draftBallot } from '../../src/usecases/ballot/draft.ts';
import { freezeRoll, openBallot } from '../../src/usecases/ballot/run.ts';
import { onLine } from '../stories/on-line.ts';
import { onTelegram } from '../stories/on-telegram.ts';
import { inOneTown, must } from '../stories/town.ts';
import type { Voice } from '../stories/voice.ts';

interface Voter {
  readonly name: string;
  readonly voice: Voice & { readonly user: string };
  readonly platform: 'line' | 'telegram';
  readonly choice: '赞成' | '反对' | '弃权';
}

await inOneTown('a secret ballot', (town) => {
  const head = onLine(town);
  const supervisor = onLine(town);
  const voters: readonly Voter[] = [
    { name: '甲某某人', voice: onLine(town), platform: 'line', choice: '赞成' },
    { name: '乙某某人', voice: onLine(town), platform: 'line', choice: '反对' },
    { name: '丙某某人', voice: onLine(town), platform: 'line', choice: '弃权' },
    { name: '丁某某人', voice: onTelegram(town, { name: '丁' }), platform: 'telegram', choice: '反对' },
    { name: '戊某某人', voice: onTelegram(town, { name: '戊' }), platform: 'telegram', choice: '赞成' },
    { name: '己某某人', voice: onTelegram(town, { name: '己' }), platform: 'telegram', choice: '弃权' },
  ];
  let ballotId = '';
  const before = new Map<string, readonly string[]>();

  test('six people vote, each in her own chat', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    for (const { voice, name } of voters)
      await voice.says(`绑定 ${await town.invites({ name, role: 'representative' })}`);
    ballotId = await town.asPerson('陈主任本人', async (uow) => {
      const made = must(
        await draftBallot(uow, {
          communityId: town.communityId,
          title: '门岗去留',
          text: '是否撤销南门门岗',
          kind: 'motion',
          form: 'secret',
          electorate: { from: 'seats', bodies: ['representatives'] },
          closesAt: town.now().add({ hours: 5 }),
        }),
      );
      return made.id;
    });
    await town.settle();
    await supervisor.presses('审查通过');
    await town.asPerson('陈主任本人', async (uow) => {
      must(await freezeRoll(uow, { ballotId }));
      return must(await openBallot(uow, { ballotId }));
    });
    await town.settle();
    for (const { name } of voters) before.set(name, await traces(name));
    for (const { voice, choice } of voters) await voice.presses(choice);
    const answers = voters.map(({ voice }) => voice.sees('已收到第1号').text.replace(/回执\w+/, ''));
    expect(new Set(answers).size).toBe(1);
  });

  test('while it is open, nobody without the key reads a choice, and nothing tells two envelopes apart', async () => {
    const rows = await town.rows<{ envelope: Uint8Array; choice: string | null }>(
      sql`select envelope, choice from lilong.vote where ballot_id = ${ballotId}`,
    );
    expect(rows.map(({ choice }) => choice)).toEqual(Array(voters.length).fill(null));
    expect(new Set(rows.map(({ envelope }) => envelope.length)).size).toBe(1);
    expect(new Set(rows.map(({ envelope }) => Buffer.from(envelope).toString('hex'))).size).toBe(voters.length);
    const readable = (await everything()).join('\n');
    for (const word of ['approve', 'reject', 'abstain'])
      expect([word, readable.includes(`"${word}"`)]).toEqual([word, false]);
  });

  test('no interim count is told to anybody', async () => {
    const said = [head, supervisor, ...voters.map(({ voice }) => voice)].flatMap((who) => who.screen());
    expect(said.filter(({ text }) => /赞成\d|反对\d/.test(text))).toEqual([]);
  });

  test('after the count every voter has left the same behind, whatever she chose', async () => {
    await town.passes({ hours: 5, minutes: 3 });
    const [counted] = await town.rows<{ state: string; choices: unknown }>(
      sql`select state, choices from lilong.ballot where id = ${ballotId}`,
    );
    expect(counted).toEqual({
      state: 'counted',
      choices: [
        ['abstain', 2],
        ['approve', 2],
        ['reject', 2],
      ],
    });
    for (const platform of ['line', 'telegram'] as const) {
      const same = voters.filter((voter) => voter.platform === platform);
      const left: string[][] = [];
      for (const { name } of same) left.push(without(await traces(name), before.get(name) ?? []));
      // Her conversation, her place on the roll, and the answer's button: of the press and its answer nothing.
      expect(left[0]?.length).toBeGreaterThan(1);
      for (const other of left.slice(1)) expect(other).toEqual(left[0]);
    }
  });

  test('where the rows lie and which transaction wrote them says nothing either', async () => {
    const votes = await town.rows<{ number: number; xmin: string; place: string }>(
      sql`select number, xmin::text as xmin, ctid::text as place from lilong.vote where ballot_id = ${ballotId} order by number`,
    );
    expect(new Set(votes.map(({ xmin }) => xmin)).size).toBe(1);
    const [ballot] = await town.rows<{ xmin: string }>(
      sql`select xmin::text as xmin from lilong.ballot where id = ${ballotId}`,
    );
    // The votes were emptied by the transaction that counted; nothing of any voter's own is left in them.
    expect(ballot?.xmin).toBe(votes[0]?.xmin);
  });

  test('the chain names no choice but the sum, the log no ballot at all', async () => {
    const entries = await town.rows<{ entry: string }>(sql`select entry from lilong.ledger`);
    const text = entries.map(({ entry }) => entry).join('\n');
    for (const word of ['approve', 'reject', 'abstain']) expect(text.includes(word)).toBe(false);
    const took = entries.filter(({ entry }) => entry.includes('"action":"ballot.vote"'));
    expect(took).toHaveLength(voters.length);
    for (const { entry } of took) expect(JSON.parse(entry).by).toEqual({ role: 'resident' });
    const logged = town.logged.join('\n');
    expect(logged).not.toContain(ballotId);
    expect(logged).not.toContain('approve');
  });

  /** Every row of every table, what is sealed opened with the installation's key where `key` is given. */
  async function everything(key?: Uint8Array): Promise<string[]> {
    const tables = await town.rows<{ name: string }>(
      sql`select table_name as name from information_schema.tables where table_schema = 'lilong' and table_type = 'BASE TABLE' order by 1`,
    );
    const lines: string[] = [];
    for (const { name } of tables)
      for (const row of await town.rows(sql`select * from lilong.${sql.identifier(name)}`))
        lines.push(`${name} ${JSON.stringify(row, (_, value) => shown(value, key))}`);
    return lines;
  }

  /**
   * The rows in which somebody appears — by any id of hers, her number on the roll, or what is told in her chat — with all
   * that only names or dates them taken out.
   */
  async function traces(name: string): Promise<string[]> {
    const key = Buffer.from(readFileSync(join(town.house.dataDir, 'field-key'), 'utf8').trim(), 'base64');
    const { keys } = town.house.runtime.context;
    const people = await town.rows<{ id: string; name_sealed: Uint8Array }>(
      sql`select id, name_sealed from lilong.person`,
    );
    const personId = people.find(({ name_sealed: sealed }) => keys.openText('person.name', sealed) === name)?.id ?? '';
    const user = voters.find((voter) => voter.name === name)?.voice.user ?? '';
    const hers = new Set([personId]);
    // Whoever has the key finds the rows of her conversation by any message of hers that is still kept.
    const inbox = await town.rows<{ key: string; body: Uint8Array }>(
      sql`select conversation_key as key, body_sealed as body from lilong.inbox where body_sealed is not null`,
    );
    for (const { key: conversation, body } of inbox)
      if (String(shown(body, key)).includes(user)) hers.add(conversation);
    for (const query of [
      sql`select id from lilong.chat_account where person_id = ${personId}`,
      sql`select c.id from lilong.chat c join lilong.chat_account a on a.id = c.account_id where a.person_id = ${personId}`,
      sql`select id from lilong.ballot_entry where person_id = ${personId}`,
      sql`select v.id from lilong.vote v join lilong.ballot_entry e on e.ballot_id = v.ballot_id and e.number = v.number where e.person_id = ${personId}`,
    ])
      for (const { id } of await town.rows<{ id: string }>(query)) hers.add(id);
    return (await everything(key))
      .filter((line) => [...hers].some((id) => line.includes(id)))
      .map(anonymous)
      .sort();
  }
});

const anonymous = (line: string): string =>
  line
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replace(/回执[0-9A-Z]{8}|"receipt":"[0-9A-Z]{8}"/g, 'RECEIPT')
    .replace(/\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d(?::?\d\d)?)?/g, 'TIME')
    .replace(/[甲乙丙丁戊己]某某人|\b[甲乙丙丁戊己]\b/g, 'NAME')
    .replace(/[\w+/=-]{16,}/g, 'OPAQUE')
    .replace(/"(seq|position|number|update_id|message_id)":"?\d+"?/g, '"$1":N')
    .replace(/\d{3,}/g, 'N');

function without(list: readonly string[], known: readonly string[]): string[] {
  const left = [...known];
  return list.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** Opened without asking for which column it was sealed: whoever holds the key need not ask. */
function shown(value: unknown, key: Uint8Array | undefined): unknown {
  const bytes = asBytes(value);
  if (!bytes) return value;
  if (!key || bytes.length < HEADER_BYTES || bytes[0] !== 1) return `${bytes.length} bytes`;
  const nonceEnd = 1 + KEY_ID_BYTES + NONCE_BYTES;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1 + KEY_ID_BYTES, nonceEnd));
  const plain = decipher.update(bytes.subarray(HEADER_BYTES)).toString('utf8');
  return plain.includes('\uFFFD') ? `${bytes.length} bytes` : plain;
}

function asBytes(value: unknown): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  const json = value as { readonly type?: unknown; readonly data?: unknown } | null;
  return json !== null && typeof json === 'object' && json.type === 'Buffer' && Array.isArray(json.data)
    ? Uint8Array.from(json.data as number[])
    : undefined;
}
