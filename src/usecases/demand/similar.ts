/**
 * Finds open demands about the same thing. Only keyed bigrams are stored and compared, within one community, category and
 * place; what comes out is what the public board shows as well.
 */
import { and, eq, gte, inArray, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { type Support, supportOf } from '../../../db/demand-tree.ts';
import { demand, place } from '../../../db/schema/index.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import { ALIKE, isPersonal, likeness, matterGrams, thingGrams } from '../../domain/demand/similar.ts';
import { type DemandState, OPEN } from '../../domain/demand/states.ts';
import { fold } from '../../domain/demand/understanding/fold.ts';
import { housesIn, simplifiedPlace } from '../../domain/demand/understanding/place-names.ts';
import { privateDetails } from '../../domain/demand/understanding/private-details.ts';
import type { Policy } from '../policies.ts';

export interface Matter {
  readonly communityId: string;
  readonly category: string;
  readonly text: string;
  readonly placeId?: string;
  /** The place in the person's own words. */
  readonly placeText?: string;
}

type Indexed = { readonly index: IndexKey };

/** The first 8 bytes of a bigram's HMAC: without the key nobody can tell which it is, nor compare two communities. */
const hashed = ({ index }: Indexed, communityId: string, what: 'gram' | 'gram-place', gram: string): bigint =>
  Buffer.from(index.of(what, communityId, gram), 'base64url').readBigInt64BE(0);

/** What is stored of the words: sorted, so that their order says nothing. Nothing at all for what is personal. */
export function gramsOf(keys: Indexed, { communityId, category, text, placeId, placeText }: Matter): bigint[] | null {
  if (isPersonal(category)) return null;
  const grams = matterGrams(text).map((gram) => hashed(keys, communityId, 'gram', gram));
  if (grams.length === 0) return null;
  // Where no known place tells them apart, the person's own words for it do.
  if (placeId === undefined && placeText !== undefined) {
    if (isPrivatePlace(placeText)) return null;
    grams.push(...placeGrams(placeText).map((gram) => hashed(keys, communityId, 'gram-place', gram)));
  }
  return [...new Set(grams)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

/** A flat or an entrance points at one household. */
function isPrivatePlace(words: string): boolean {
  const folded = fold(words);
  return privateDetails(folded, housesIn(simplifiedPlace(folded.text))).length > 0;
}

const placeGrams = (words: string): string[] => {
  const points = Array.from(simplifiedPlace(fold(words).text)).filter((point) => /[\p{L}\p{N}]/u.test(point));
  return points.slice(1).map((point, at) => `${points[at]}${point}`);
};

export interface Similar {
  readonly id: string;
  readonly year: number;
  readonly number: number;
  readonly state: DemandState;
  readonly submittedAt: Temporal.Instant;
  readonly support: Support;
}

export interface SimilarWanted {
  readonly now: Temporal.Instant;
  readonly policy: Policy;
  /** Whose own demands are not neighbours'. */
  readonly accountId?: string;
  readonly personId?: string;
}

/** Compared in memory; more of one category at one place within the window are one and the same, or a sign of trouble. */
const CANDIDATES = 400;

/** The likest first; at most as many as the rules say. */
export async function findSimilar(
  tx: Tx,
  keys: Indexed,
  matter: Matter,
  wanted: SimilarWanted,
): Promise<readonly Similar[]> {
  const { now, policy } = wanted;
  const most = policy.rules.value('demand.similar.shown');
  const mine = most > 0 ? gramsOf(keys, matter) : null;
  const here = mine && (await hereOf(tx, matter));
  if (!mine || !here) return [];
  const { value, unit } = policy.rules.value('demand.similar.window');
  // The window is looked back over; a working day more or less does not matter.
  const since = now.subtract({ hours: 24 * value * (unit === 'working_days' ? 2 : 1) });
  const rows = await tx
    .select({
      id: demand.id,
      year: demand.year,
      number: demand.number,
      state: demand.state,
      submittedAt: demand.submittedAt,
      grams: demand.grams,
    })
    .from(demand)
    .where(
      and(
        eq(demand.communityId, matter.communityId),
        eq(demand.category, matter.category),
        gte(demand.submittedAt, since),
        inArray(demand.state, [...OPEN]),
        here,
        sql`${demand.grams} && ${`{${mine.join(',')}}`}::bigint[]`,
        notBy(wanted),
      ),
    )
    .orderBy(sql`${demand.submittedAt} desc`)
    .limit(CANDIDATES);
  const own = new Set(mine);
  const light = lightGrams(keys, matter);
  const found = rows
    .map((row) => ({ row, score: likeness(own, new Set(row.grams ?? []), light) }))
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score)
    .slice(0, most);
  const support = await supportOf(
    tx,
    found.map(({ row }) => row.id),
  );
  return found.map(({ row: { grams: _grams, ...row } }) => ({
    ...row,
    support: support.get(row.id) ?? { signatures: 0, neighbours: 1 },
  }));
}

const notBy = ({ accountId, personId }: Pick<SimilarWanted, 'accountId' | 'personId'>): SQL | undefined =>
  and(
    accountId === undefined
      ? undefined
      : or(isNull(demand.submitterAccountId), ne(demand.submitterAccountId, accountId)),
    personId === undefined ? undefined : or(isNull(demand.submitterPersonId), ne(demand.submitterPersonId, personId)),
  );

/**
 * The same place, what it is part of, and what is part of it; never a flat. Without a known place only demands without one,
 * and of those the ones whose own words for it were written, or were not, as here.
 */
async function hereOf(tx: Tx, { placeId, placeText }: Matter): Promise<SQL | undefined> {
  if (placeId === undefined)
    return and(
      isNull(demand.placeId),
      placeText === undefined ? isNull(demand.placeTextSealed) : isNotNull(demand.placeTextSealed),
    );
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`with recursive up as (
        select id, parent_id, kind, 0 as height from ${place} where id = ${placeId}
        union all select p.id, p.parent_id, p.kind, up.height + 1 from ${place} p join up on up.parent_id = p.id
          where up.height < 16
      ), down as (
        select id, kind from ${place} where id = ${placeId}
        union all select p.id, p.kind from ${place} p join down on p.parent_id = down.id where p.kind <> 'unit'
      )
      select id from up where not exists (select 1 from up where id = ${placeId} and kind = 'unit')
      union select id from down where kind <> 'unit'`,
  );
  const ids = rows.map(({ id }) => id);
  return ids.includes(placeId) ? sql`${demand.placeId} = any(${`{${ids.join(',')}}`}::uuid[])` : undefined;
}

const LIGHT = new Map<string, ReadonlySet<bigint>>();
const LIGHT_KEPT = 2000;

/** A category's things are a few hundred bigrams; they are hashed once per community. */
function lightGrams(keys: Indexed, { communityId, category }: Matter): ReadonlySet<bigint> {
  const name = `${communityId} ${category}`;
  const known = LIGHT.get(name);
  if (known) return known;
  const made = new Set(thingGrams(category).map((gram) => hashed(keys, communityId, 'gram', gram)));
  if (LIGHT.size >= LIGHT_KEPT) LIGHT.clear();
  LIGHT.set(name, made);
  return made;
}
