/** The public board, when the names in the registry, the words of a demand and the address itself are hostile. */
import { Hono } from 'hono';
import { beforeAll, describe, expect, test } from 'vitest';
import { boardRoutes } from '../../src/http/board/index.ts';
import { createCommunity, createPlace } from '../../src/usecases/registry/create.ts';
import { onTelegram } from '../stories/on-telegram.ts';
import { ownTown } from './own-town.ts';

const town = ownTown();
const COMMUNITY = '</title><script>alert(1)</script>';
const PLACE = `"><img src=x onerror='alert(2)'>`;
const WORDS = '<svg/onload=alert(3)> 我家 502';
let board: Hono;

beforeAll(async () => {
  await town.asOperator('hostile names', async (uow) => {
    const made = await createCommunity(uow, { code: 'evil', name: COMMUNITY });
    if (!made.ok) throw new Error(made.error.kind);
    await createPlace(uow, { communityId: made.value.id, kind: 'building', name: PLACE });
  });
  const wang = onTelegram(town, { name: '<b>王</b>' });
  await wang.says('/start c_evil');
  await wang.says(`电梯坏了 ${WORDS}`);
  await wang.presses('登记需求');
  await wang.presses(PLACE);
  expect(wang.last().text).toMatch(/D-\d{4}-0001/);
  const { db, clock } = town.house.runtime.engine;
  board = new Hono().route('/board', boardRoutes({ db, now: () => clock.now(), log: () => {} }));
});

const ATTACK = encodeURIComponent(`"><script>alert(4)</script>`);
const pages = (): readonly string[] => [
  '/board',
  '/board/c/evil',
  `/board/c/evil/d/D-${town.year()}-0001`,
  '/board/ledger',
  `/board/c/evil?state=${ATTACK}&category=${ATTACK}&lang=${ATTACK}&before=${ATTACK}`,
  `/board/c/${ATTACK}`,
  `/board/c/evil/d/${ATTACK}`,
  `/board/nothing/${ATTACK}`,
];

describe('a page of the board', () => {
  test('shows names as names: no mark-up of theirs, of the words, or of the address comes through', async () => {
    let seen = '';
    for (const path of pages()) {
      const html = await (await board.request(path)).text();
      expect(html, path).not.toMatch(/<script|<img[^>]+onerror|<svg\/onload|<[^>]+\son\w+=/i);
      seen += html;
    }
    expect(seen).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(seen).toContain('onerror=&#39;alert(2)&#39;');
  });

  test('never shows the words, or who wrote them', async () => {
    for (const path of [...pages(), '/board/ledger.ndjson']) {
      const text = await (await board.request(path)).text();
      expect(text, path).not.toMatch(/502|王|onload/);
    }
  });

  test('could run no script of a stranger even if one came through', async () => {
    const policy = (await town.house.app.request('/healthz')).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain('unsafe-inline');
  });
});
