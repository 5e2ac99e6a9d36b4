/** Looking for similar open demands in a book of 100,000: one community, a fortnight's places, a quarter of it one category. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/client.ts';
import { newSalt } from '../../db/digest.ts';
import { demand } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { findSimilar, gramsOf } from '../../src/usecases/demand/similar.ts';
import { createCommunity, createPlace } from '../../src/usecases/registry/create.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { quantile } from './processes.ts';
import { bounded, plain, type Result } from './result.ts';

const DEMANDS = 100_000;
const BUILDINGS = 200;
const SEARCHES = 400;
const CHUNK = 200;
const MOST_MS = 30;

/** What is reported, and where it happens; a quarter of the book is about lifts. */
const MATTERS: readonly (readonly [category: string, words: readonly string[]])[] = [
  [
    'elevator',
    ['电梯又坏了，老人下不了楼', '电梯门关不上，夹到人', '电梯按钮失灵', '电梯里有异味', '电梯一直停在五楼不动'],
  ],
  ['lighting', ['楼道灯不亮', '路灯晚上不亮，看不见路', '感应灯一直亮着']],
  ['water_supply', ['停水了，什么时候来水', '自来水发黄', '水压太小']],
  ['drainage_flooding', ['下水道堵了，污水冒出来', '地下车库积水']],
  ['waste_sanitation', ['垃圾桶满了没人清', '楼道堆放杂物', '有人乱扔烟头']],
  ['parking', ['消防通道被车堵住', '外来车辆乱停', '停车位被地锁占了']],
  ['leak_roof_wall', ['屋顶漏水', '外墙瓷砖脱落']],
  ['noise', ['广场舞音响太吵', '工地夜里施工']],
];

export async function similar(): Promise<Result[]> {
  const results: Result[] = [];
  for (const engine of await engineCases('similar demands')) {
    if (engine.skip || engine.name.includes('Redis')) continue;
    const setup = await engine.setUp();
    const installation = await startInstallation(setup.settings);
    try {
      results.push(...(await searched(installation, engine.name)));
    } finally {
      await installation.stop();
      await setup.drop();
    }
  }
  return results;
}

/** The same numbers every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    // The high bits: the low ones of such a generator follow each other in a short round.
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Any = (below: number) => number;

function matterOf(any: Any): { readonly category: string; readonly text: string } {
  const [lift] = MATTERS;
  const [category, words] = (any(4) === 0 ? lift : MATTERS[any(MATTERS.length)]) ?? ['other', ['']];
  return { category, text: `${words[any(words.length)] ?? ''}，已经${any(9) + 2}天了` };
}

async function searched({ runtime }: Installation, engine: string): Promise<Result[]> {
  const { context } = runtime;
  const { db, index, keys, clock } = context;
  const any = numbers(7);
  const places: string[] = [];
  let communityId = '';
  await runUnit(context, OPERATOR, index.of('bench', 'similar'), async (uow) => {
    const home = await createCommunity(uow, { code: 'bench', name: '测速社区' });
    if (!home.ok) throw new Error(home.error.kind);
    communityId = home.value.id;
    for (let number = 1; number <= BUILDINGS; number += 1) {
      const made = await createPlace(uow, { communityId, kind: 'building', name: `${number}号楼` });
      if (made.ok) places.push(made.value.id);
    }
    return {};
  });
  const now = clock.now();
  for (let from = 0; from < DEMANDS; from += CHUNK) {
    await db.direct.insert(demand).values(
      Array.from({ length: CHUNK }, (_none, at) => {
        const { category, text } = matterOf(any);
        const placeId = places[any(places.length)] ?? null;
        const matter = { communityId, category, text, ...(placeId && { placeId }) };
        return {
          id: newId(),
          communityId,
          year: 2026,
          number: from + at + 1,
          state: any(10) === 0 ? ('withdrawn' as const) : ('submitted' as const),
          category,
          placeId,
          textSealed: keys.seal('demand.text', text),
          grams: gramsOf({ index }, matter),
          verified: true,
          submittedAt: now.subtract({ hours: any(24 * 90) }),
          respondBy: now,
          salt: newSalt(),
        };
      }),
    );
  }
  await db.direct.execute(sql`analyze lilong.demand`);
  const policy = context.policies.common(now);
  const times: number[] = [];
  let found = 0;
  for (let search = 0; search < SEARCHES; search += 1) {
    const { category, text } = matterOf(any);
    const matter = { communityId, category, text, placeId: places[any(places.length)] ?? '' };
    const from = performance.now();
    found += (await findSimilar(db.direct, { index }, matter, { now, policy })).length;
    times.push(performance.now() - from);
  }
  const [size] = await rowsOf<{ n: number }>(db.direct, sql`select count(*)::int as n from ${demand}`);
  return [
    bounded('similar', `search over ${size?.n ?? 0} demands, p95, ${engine}`, 'ms', quantile(times, 0.95), MOST_MS),
    plain('similar', `search over ${size?.n ?? 0} demands, median, ${engine}`, 'ms', quantile(times, 0.5)),
    plain('similar', `found per search, ${engine}`, 'demands', found / SEARCHES),
  ];
}
