/** An operator with the database in hand: the ledger refuses to be changed, and shows what was changed around it. */
import { eq, type SQL, sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { digestOf, subjectOf } from '../../db/digest.ts';
import { demand, ledger } from '../../db/schema/index.ts';
import { Broken, createVerifier } from '../../tools/verify-ledger.mjs';
import { onTelegram } from '../stories/on-telegram.ts';
import { ownTown } from './own-town.ts';

const town = ownTown();
let demandId = '';

beforeAll(async () => {
  const wang = onTelegram(town, { name: '王阿姨' });
  await wang.says('3号楼电梯坏了');
  await wang.presses('登记需求');
  demandId = (await town.rows<{ id: string }>(sql`select id from lilong.demand`))[0]?.id ?? '';
});

const db = () => town.house.runtime.context.db;

/** What the database answers, in its own words. */
async function refusal(statement: SQL): Promise<string> {
  try {
    await db().direct.execute(statement);
    return 'done';
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    return cause instanceof Error ? cause.message : String(error);
  }
}

async function exported(): Promise<string> {
  const rows = await db().direct.select().from(ledger).orderBy(ledger.position);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  return rows
    .map(({ position, entry, prevHash, hash }) =>
      JSON.stringify({ position, entry, prevHash: hex(prevHash), hash: hex(hash) }),
    )
    .map((line) => `${line}\n`)
    .join('');
}

function verified(text: string): number {
  const verifier = createVerifier();
  verifier.push(Buffer.from(text));
  return verifier.finish().entries;
}

describe('the ledger', () => {
  test('takes no change and no removal', async () => {
    expect(await refusal(sql`update lilong.ledger set entry = '{}' where position = 1`)).toContain('append-only');
    expect(await refusal(sql`delete from lilong.ledger where position = 1`)).toContain('append-only');
    expect(await refusal(sql`truncate lilong.ledger`)).toContain('append-only');
    expect(await refusal(sql`update lilong.demand_event set by_role = 'system'`)).toContain('append-only');
  });

  test('takes no entry that does not continue it, and none with a made-up hash', async () => {
    const forged = (position: SQL, prev: SQL, hash: SQL) => sql`insert into lilong.ledger
      (position, entry, subject, prev_hash, hash) values (${position}, '{}', 'demand:forged', ${prev}, ${hash})`;
    const last = sql`(select hash from lilong.ledger order by position desc limit 1)`;
    const next = sql`(select max(position) + 1 from lilong.ledger)`;
    const right = sql`sha256(${last} || convert_to('{}', 'UTF8'))`;
    const first = sql`decode(repeat('00', 32), 'hex')`;
    expect(await refusal(forged(sql`1000000`, last, right))).toContain('does not continue the chain');
    expect(await refusal(forged(next, first, sql`sha256(${first} || convert_to('{}', 'UTF8'))`))).toContain(
      'does not continue the chain',
    );
    expect(await refusal(forged(next, last, sql`sha256('other')`))).toContain('ledger_hash');
  });

  test('is a sound chain for the verifier that needs nothing of ours, until one letter of it differs', async () => {
    const text = await exported();
    expect(verified(text)).toBeGreaterThan(10);
    expect(() => verified(text.replace('demand.submit', 'demand.accept'))).toThrow(Broken);
  });

  test('holds no words and no names', async () => {
    const text = await exported();
    expect(text).not.toMatch(/电梯|王阿姨|幸福里/);
  });
});

describe('a demand that is changed behind the back of the program', () => {
  test('keeps its number whatever is tried', async () => {
    const renumbered = sql`update lilong.demand set number = 99, version = version + 1 where id = ${demandId}`;
    expect(await refusal(renumbered)).toContain('keeps its number');
  });

  test('no longer has the digest that the ledger last noted for it', async () => {
    const noted = async () => {
      const rows = await db()
        .direct.select({ digest: ledger.digest })
        .from(ledger)
        .where(eq(ledger.subject, subjectOf('demand', demandId)))
        .orderBy(ledger.position);
      return rows.at(-1)?.digest;
    };
    const live = async () => {
      const [row] = await db().direct.select().from(demand).where(eq(demand.id, demandId));
      return row && digestOf('demand', row, town.house.runtime.context.keys);
    };
    expect(await live()).toBe(await noted());
    const quietly = sql`update lilong.demand set state = 'rejected', closed_at = now(), version = version + 1 where id = ${demandId}`;
    expect(await refusal(quietly)).toBe('done');
    expect(await live()).not.toBe(await noted());
  });
});
