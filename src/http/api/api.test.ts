/** What holds for the whole API: who may call, what a change costs when it is asked for twice, how it says no, pages. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rowsOf } from '../../../db/client.ts';
import { ADMIN_TOKEN, type AdminApi, adminApi } from '../../../test/harness/admin-api.ts';
import { engineCases } from '../../../test/harness/engines.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';
import { OPERATOR } from '../../domain/permissions/roles.ts';
import { runUnit } from '../../pipeline/unit.ts';
import { communityByCode } from '../../usecases/registry/communities.ts';
import { createPlace } from '../../usecases/registry/create.ts';

const [embedded, postgres] = await engineCases('admin API');

for (const engine of [embedded, postgres]) {
  if (!engine) continue;
  describe.skipIf(engine.skip)(engine.name, () => {
    let installation: Installation;
    let api: AdminApi;
    let drop: () => Promise<void>;

    beforeAll(async () => {
      const setup = await engine.setUp();
      drop = setup.drop;
      installation = await startInstallation({ ...setup.settings, env: { ADMIN_TOKEN } });
      api = adminApi(installation.app);
    });
    afterAll(async () => {
      await installation?.stop();
      await drop?.();
    });

    const count = async (code: string): Promise<number> => {
      const query = sql`select count(*)::int as n from lilong.community where code = ${code}`;
      const [row] = await rowsOf<{ n: number }>(installation.runtime.context.db.direct, query);
      return row?.n ?? 0;
    };
    const entriesAbout = async (subject: string): Promise<number> => {
      const query = sql`select (select count(*) from lilong.ledger where subject = ${subject})::int
        + (select count(*) from lilong.ledger_pending where subject = ${subject})::int as n`;
      const [row] = await rowsOf<{ n: number }>(installation.runtime.context.db.direct, query);
      return row?.n ?? 0;
    };

    it('gives the same answer again for the same key, and does it once', async () => {
      const body = { code: 'again', name: '再来一次' };
      const first = await api('POST', '/communities', { key: 'again', body });
      const second = await api('POST', '/communities', { key: 'again', body: { name: '再来一次', code: 'again' } });
      expect(first.status).toBe(201);
      expect([second.status, second.json]).toEqual([201, first.json]);
      expect([first.headers.get('idempotent-replayed'), second.headers.get('idempotent-replayed')]).toEqual([
        null,
        'true',
      ]);
      expect(await count('again')).toBe(1);
      expect(await entriesAbout(`community:${first.json.id}`)).toBe(1);
    });

    it('does it once when the same request arrives many times at the same moment', async () => {
      const body = { code: 'rush', name: '同时' };
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => api('POST', '/communities', { key: 'rush', body })),
      );
      expect(answers.map((answer) => answer.status)).toEqual(Array(8).fill(201));
      expect(new Set(answers.map((answer) => answer.json.id)).size).toBe(1);
      expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') === null)).toHaveLength(1);
      expect(await count('rush')).toBe(1);
      expect(await entriesAbout(`community:${answers[0]?.json.id}`)).toBe(1);
    });

    it('refuses a key that was used for another request, also when both arrive together', async () => {
      await api('POST', '/communities', { key: 'other', body: { code: 'other', name: '一' } });
      const reused = await api('POST', '/communities', { key: 'other', body: { code: 'other-2', name: '一' } });
      expect([reused.status, reused.json.error.code]).toEqual([409, 'key_reused']);
      expect(reused.json.error.message).toContain('Idempotency-Key');
      const elsewhere = await api('POST', '/demo', { key: 'other' });
      expect(elsewhere.status).toBe(409);
      const both = await Promise.all(
        ['race-a', 'race-b'].map((code) => api('POST', '/communities', { key: 'race', body: { code, name: '二' } })),
      );
      expect(both.map((answer) => answer.status).sort()).toEqual([201, 409]);
      expect((await count('race-a')) + (await count('race-b'))).toBe(1);
    });

    it('leaves the key free when the change was refused', async () => {
      const taken = await api('POST', '/communities', { key: 'mended', body: { code: 'demo', name: '又一个' } });
      expect([taken.status, taken.json.error.code]).toEqual([409, 'code_taken']);
      const mended = await api('POST', '/communities', { key: 'mended', body: { code: 'mended', name: '又一个' } });
      expect(mended.status).toBe(201);
    });

    it('does nothing again when the answer was forgotten in the meantime', async () => {
      const body = { code: 'old', name: '旧' };
      const first = await api('POST', '/communities', { key: 'old', body });
      await rowsOf(
        installation.runtime.context.db.direct,
        sql`update lilong.command_done set result_sealed = null where command_id = ${installation.runtime.context.index.of('api', 'old')}`,
      );
      const later = await api('POST', '/communities', { key: 'old', body });
      expect([first.status, later.status, later.json.error.code]).toEqual([201, 409, 'answer_forgotten']);
      expect(await count('old')).toBe(1);
    });

    it('keeps answers sealed and requests only as a keyed digest', async () => {
      await api('POST', '/people', {
        body: { community: 'demo', name: '封存的名字', contact: { phone: '021-55550100' } },
      });
      const query = sql`select coalesce(encode(result_sealed, 'escape'), '') || request_digest || command_id as kept from lilong.command_done`;
      const kept = await rowsOf<{ kept: string }>(installation.runtime.context.db.direct, query);
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.map((row) => row.kept).join('\n')).not.toMatch(/封存|55550100/);
    });

    it('leafs through a list by cursor, in order, with nothing twice and nothing left out', async () => {
      const { runtime } = installation;
      await runUnit(runtime.context, OPERATOR, randomUUID(), async (uow) => {
        const home = await communityByCode(uow.tx, 'demo');
        for (let number = 1; number <= 23; number += 1) {
          await createPlace(uow, { communityId: home?.id ?? '', kind: 'unit', name: `页${number}单元` });
        }
        return {};
      });
      const seen: string[] = [];
      let cursor: string | null = null;
      let pages = 0;
      do {
        const query: string = cursor === null ? '' : `&cursor=${cursor}`;
        const page = await api('GET', `/places?community=demo&limit=10${query}`);
        expect(page.json.items.length).toBeLessThanOrEqual(10);
        // A place entered meanwhile comes at the end and shifts nothing.
        if (pages === 0)
          await api('POST', '/places', { body: { community: 'demo', kind: 'unit', name: `后来${engine.name}` } });
        seen.push(...page.json.items.map((place: { id: string }) => place.id));
        cursor = page.json.next;
        pages += 1;
      } while (cursor !== null);
      const all = await rowsOf<{ id: string }>(
        runtime.context.db.direct,
        sql`select p.id::text as id from lilong.place p join lilong.community c on c.id = p.community_id where c.code = 'demo' order by p.id`,
      );
      expect(seen).toEqual(all.map((place) => place.id));
      expect(pages).toBeGreaterThan(2);
    });

    // What does not touch the database is the same on every engine.
    if (engine !== embedded) return;

    describe('the token', () => {
      it.each([
        ['missing', null],
        ['wrong', 'the-admin-token-of-the-testx'],
        ['empty', ''],
        ['longer', `${ADMIN_TOKEN}x`],
        ['in another case', ADMIN_TOKEN.toUpperCase()],
      ])('%s: 401, and nothing is done', async (_case, token) => {
        const answer = await api('POST', '/communities', {
          token,
          from: '198.51.100.1',
          body: { code: 'no-token', name: '无' },
        });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toContain('Bearer');
        expect(answer.json.error.message).toMatch(/token/);
        const list = await api('GET', '/communities');
        expect(list.json.items.map((each: { code: string }) => each.code)).not.toContain('no-token');
      });

      it('is asked for on paths that do not exist too, so they cannot be told from those that do', async () => {
        expect((await api('GET', '/nothing', { token: null })).status).toBe(401);
        expect((await api('GET', '/nothing')).status).toBe(404);
      });

      it('guessing is slowed down per address, and never locks the right token out', async () => {
        const statuses: number[] = [];
        for (let guess = 0; guess < 25; guess += 1) {
          statuses.push((await api('GET', '/clock', { token: `guess-${guess}`, from: '203.0.113.9' })).status);
        }
        expect(statuses).toEqual([...Array(20).fill(401), ...Array(5).fill(429)]);
        const late = await api('GET', '/clock', { token: 'guess', from: '203.0.113.9' });
        expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(0);
        expect((await api('GET', '/clock', { from: '203.0.113.9' })).status).toBe(200);
        expect((await api('GET', '/clock', { token: 'guess', from: '203.0.113.10' })).status).toBe(401);
      });

      it('never reaches the log', () => {
        expect(installation.logged.join('\n')).not.toMatch(/guess-\d|admin-token|203\.0\.113/);
      });
    });

    describe('bad input gets a 400 that names the field', () => {
      const community = { code: 'good', name: '好' };
      const id = randomUUID();
      it.each<[string, 'GET' | 'POST', string, unknown, string]>([
        ['missing field', 'POST', '/communities', { code: 'good' }, 'The field "name" is missing.'],
        ['empty name', 'POST', '/communities', { ...community, name: '  ' }, 'The field "name" must not be empty.'],
        ['wrong type', 'POST', '/communities', { ...community, name: 5 }, 'The field "name" must be text.'],
        ['code with capitals', 'POST', '/communities', { ...community, code: 'Good' }, 'The field "code" must be'],
        ['code too short', 'POST', '/communities', { ...community, code: 'a' }, 'The field "code" must be'],
        ['code too long', 'POST', '/communities', { ...community, code: 'a'.repeat(33) }, 'The field "code" must be'],
        [
          'no such zone',
          'POST',
          '/communities',
          { ...community, timeZone: 'Asia/Nowhere' },
          'The field "timeZone" must be',
        ],
        [
          'an offset for a zone',
          'POST',
          '/communities',
          { ...community, timeZone: '+08:00' },
          'The field "timeZone" must be',
        ],
        ['NUL', 'POST', '/communities', { ...community, name: 'a\0b' }, 'The field "name" must not hold control'],
        [
          'half a character',
          'POST',
          '/communities',
          { ...community, name: 'a\ud800' },
          'The field "name" must not hold',
        ],
        [
          'unknown field',
          'POST',
          '/communities',
          { ...community, timezone: 'UTC' },
          'The field "timezone" is not known',
        ],
        ['a list for a body', 'POST', '/communities', [community], 'The body must be an object.'],
        ['null for a body', 'POST', '/communities', 'null', 'The body must be an object.'],
        ['broken JSON', 'POST', '/communities', '{"code":', 'The body is not JSON.'],
        [
          'kind of place',
          'POST',
          '/places',
          { community: 'demo', kind: 'house', name: '一' },
          'The field "kind" must be one of',
        ],
        [
          'nested field',
          'POST',
          '/people',
          { community: 'demo', name: '王', contact: { phone: 5 } },
          '"contact.phone" must be text',
        ],
        ['role', 'POST', `/people/${id}/seats`, { role: 'operator' }, 'The field "role" must be one of'],
        ['id in the path', 'POST', '/seats/42/end', undefined, 'The path part "id" must be an id'],
        ['limit', 'GET', '/places?community=demo&limit=101', undefined, '"limit" must be a whole number from 1 to 100'],
        [
          'limit no number',
          'GET',
          '/places?community=demo&limit=ten',
          undefined,
          'The query parameter "limit" must be',
        ],
        ['cursor', 'GET', '/places?community=demo&cursor=abc', undefined, 'The query parameter "cursor" is not one'],
        [
          'foreign cursor',
          'GET',
          `/outbox?cursor=${Buffer.from('"x"').toString('base64url')}`,
          undefined,
          '"cursor" is not one',
        ],
        ['missing filter', 'GET', '/places', undefined, 'The query parameter "community" is missing.'],
        [
          'misspelled filter',
          'GET',
          '/demands?sate=submitted',
          undefined,
          'The query parameter "sate" is not known here.',
        ],
        ['state', 'GET', '/demands?state=open', undefined, 'The query parameter "state" must be one of'],
        ['since', 'GET', '/demands?since=yesterday', undefined, 'The query parameter "since" must be a day'],
        ['demand', 'GET', '/demands/D-26-1', undefined, 'The path part "demand" must be an id or a number'],
        ['duration', 'POST', '/clock', { advance: '1 day' }, 'The field "advance" must be an ISO 8601 duration'],
        ['backwards', 'POST', '/clock', { advance: '-P1D' }, 'only moves forward'],
        ['for ever', 'POST', '/clock', { advance: 'P900000Y' }, 'at most 366 days'],
        [
          'both ways',
          'POST',
          '/clock',
          { advance: 'P1D', jump: 'P1D' },
          'either the field "advance" or the field "jump"',
        ],
        ['nothing to retry', 'POST', '/inbox/parked/retry', {}, 'either the field "seqs" or the field "all"'],
        ['head', 'POST', '/ledger/verify', { head: { position: 1, hash: 'zz' } }, 'The field "head.hash" must'],
      ])('%s', async (_case, method, path, body, message) => {
        const answer = await api(method, path, body === undefined ? {} : { body });
        expect([answer.status, answer.json.error.message]).toEqual([400, expect.stringContaining(message)]);
        expect(Object.keys(answer.json.error)).toEqual(['code', 'message']);
      });

      it('a body that is not JSON by its own word', async () => {
        const answer = await api('POST', '/communities', {
          body: 'code=good',
          headers: { 'Content-Type': 'text/plain' },
        });
        expect([answer.status, answer.json.error.code]).toEqual([415, 'not_json']);
      });

      it('a body of 65 KiB', async () => {
        const answer = await api('POST', '/communities', { body: { ...community, name: 'a'.repeat(65 * 1024) } });
        expect([answer.status, answer.json.error.code]).toEqual([413, 'too_large']);
      });

      it('a change without a key, and with one that is none', async () => {
        const without = await api('POST', '/communities', { key: null, body: community });
        expect([without.status, without.json.error.message]).toEqual([400, 'The header "Idempotency-Key" is missing.']);
        const spaced = await api('POST', '/communities', { key: 'a b', body: community });
        expect([spaced.status, spaced.json.error.message]).toEqual([
          400,
          expect.stringContaining('"Idempotency-Key" must be'),
        ]);
      });
    });

    describe('the OpenAPI document', () => {
      it('is 3.1, needs no token, and describes every route with its key, errors and token', async () => {
        const { status, json } = await api('GET', '/openapi.json', { token: null });
        expect([status, json.openapi, json.security]).toEqual([200, '3.1.0', [{ bearer: [] }]]);
        expect(json.components.securitySchemes.bearer).toEqual({ type: 'http', scheme: 'bearer' });
        const operations = Object.entries<Record<string, Operation>>(json.paths).flatMap(([path, methods]) =>
          Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, method, operation })),
        );
        expect(operations.length).toBeGreaterThan(25);
        for (const { name, method, operation } of operations) {
          const statuses = Object.keys(operation.responses);
          expect(statuses, name).toEqual(expect.arrayContaining(['400', '401', '404', '429']));
          expect(operation.summary, name).toBeTruthy();
          if (method === 'get' || name === 'post /ledger/verify') continue;
          expect(statuses, name).toEqual(expect.arrayContaining(['403', '409']));
          expect(
            operation.parameters?.map((each) => [each.name, each.in, each.required]),
            name,
          ).toContainEqual(['Idempotency-Key', 'header', true]);
        }
      });

      it('is made from the schemas that validate', async () => {
        const { json } = await api('GET', '/openapi.json');
        expect(json.components.schemas.NewCommunity).toMatchObject({
          required: ['code', 'name'],
          additionalProperties: false,
          properties: { code: { pattern: '^[a-z0-9][a-z0-9-]{1,31}$' }, name: { minLength: 1, maxLength: 80 } },
        });
      });
    });
  });
}

interface Operation {
  readonly summary?: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly responses: Readonly<Record<string, unknown>>;
}
