/** The admin token: who guesses it, who sends a request of its bearer again, and what its bearer can never do. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { acceptDemand, confirmDemand } from '../../src/usecases/demand/steps.ts';
import { onTelegram } from '../stories/on-telegram.ts';
import { ownTown } from './own-town.ts';

const town = ownTown();
const token = () => readFileSync(join(town.house.dataDir, 'admin-token'), 'utf8').trim();

async function ask(bearer: string | undefined, key: string | undefined, body?: object): Promise<Response> {
  return town.house.app.request('/api/v1/communities', {
    method: body ? 'POST' : 'GET',
    headers: {
      ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
}
const communities = async () => (await town.rows(sql`select id from lilong.community`)).length;

describe('somebody who sends a request of the operator again', () => {
  const first = { code: 'again', name: '再来一次' };

  test('makes nothing twice: the kept answer is given', async () => {
    const before = await communities();
    const answers = [await ask(token(), 'key-1', first), await ask(token(), 'key-1', first)];
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const [one, other] = await Promise.all(answers.map((answer) => answer.json()));
    expect(other).toEqual(one);
    expect(answers[1]?.headers.get('idempotent-replayed')).toBe('true');
    expect(await communities()).toBe(before + 1);
  });

  test('changes nothing of it, and nothing goes without a key', async () => {
    const before = await communities();
    expect((await ask(token(), 'key-1', { ...first, code: 'other' })).status).toBe(409);
    expect((await ask(token(), undefined, { ...first, code: 'other' })).status).toBe(400);
    expect(await communities()).toBe(before);
  });
});

describe('somebody without the token', () => {
  test('is told so, and gets nothing', async () => {
    expect((await ask(undefined, 'key-2', { code: 'stranger', name: '生人' })).status).toBe(401);
    expect((await ask('', 'key-2', { code: 'stranger', name: '生人' })).status).toBe(401);
    expect((await ask(`${token().slice(0, -1)}~`, undefined)).status).toBe(401);
  });

  test('who guesses is made to wait; the right token is taken at any time', async () => {
    const answers = new Set<number>();
    for (let guess = 0; guess < 30; guess += 1) answers.add((await ask(`guess-number-${guess}`, undefined)).status);
    expect(answers).toContain(429);
    expect((await ask(token(), undefined)).status).toBe(200);
    expect(town.logged.join('\n')).not.toContain('guess-number');
  });
});

test('whoever bears the token neither answers for the committee nor confirms for a resident', async () => {
  const wang = onTelegram(town, { name: '王阿姨' });
  await wang.says(`/start c_xfl`);
  await wang.says('3号楼电梯坏了');
  await wang.presses('登记需求');
  const [row] = await town.rows<{ id: string }>(sql`select id from lilong.demand`);
  const demandId = row?.id ?? '';
  const { engine } = town.house.runtime;
  await runUnit(engine, OPERATOR, 'as-operator', async (uow) => {
    for (const done of [await acceptDemand(uow, { demandId }), await confirmDemand(uow, { demandId, resolution: 0 })])
      expect(done).toMatchObject({ ok: false, error: { kind: 'not_permitted' } });
    return {};
  });
});
