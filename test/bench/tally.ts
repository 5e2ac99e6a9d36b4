/**
 * The count of 100,000 votes: of an open ballot against one GROUP BY over the same rows, round by round in turn; of a secret one
 * how long it takes to open every envelope, and to empty them besides.
 */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { loadIndexKey } from '../../db/index-key.ts';
import { migratePostgresDatabase } from '../../db/migrate.ts';
import { openPostgres } from '../../db/postgres.ts';
import { newId } from '../../db/schema/namespace.ts';
import { createFieldKeys } from '../../db/sealed.ts';
import { MOTION_CHOICES } from '../../src/domain/ballot/question.ts';
import { insideEnvelopes, openChoices, openEnvelopes } from '../../src/usecases/ballot/choices.ts';
import { newBallotKey, sealEnvelope } from '../../src/usecases/ballot/envelope.ts';
import { type Opened, settleCommunity } from '../harness/electorate.ts';
import { createTestDatabase, services } from '../services.ts';
import { median } from './processes.ts';
import { bounded, compared, plain, type Result } from './result.ts';

const VOTES = 100_000;
const ROUNDS = 9;
/** Rows of one statement. */
const SLICE = 5_000;
const MOST_SECONDS = 2;

export async function tally(): Promise<Result[]> {
  if (!(await services()).postgres) return [];
  const database = await createTestDatabase();
  const db = openPostgres({ url: database.url, connections: 2 });
  try {
    await migratePostgresDatabase(database.url);
    const keys = createFieldKeys([randomBytes(32)]);
    const opened: Opened = { db, keys, index: await loadIndexKey(db.direct, keys) };
    const communityId = await settleCommunity(opened, 'bench');
    return [await countOpen(opened, communityId), ...(await openSecret(opened, communityId))];
  } finally {
    await db.close();
    await database.drop();
  }
}

interface Counted {
  readonly id: string;
  readonly form: 'open' | 'secret';
  readonly keySealed: Uint8Array | null;
}

async function insertBallot({ db, keys }: Opened, communityId: string, form: Counted['form']): Promise<Counted> {
  const [id, keySealed] = [newId(), form === 'secret' ? newBallotKey(keys) : null];
  await db.direct.execute(sql`insert into lilong.ballot (id, community_id, number, title, text, question, form, binding, state,
      electorate, rules, roll_hash, frozen_at, opened_at, closed_at, key_sealed, drafted_as, created_at, salt)
    select ${id}::uuid, ${communityId}::uuid, coalesce(max(number), 0) + 1, '楼道清理日', '每月第一个周六为楼道清理日',
      '{"kind":"motion"}'::jsonb, ${form}, false, 'closed', '{"from":"adults"}'::jsonb, '{}'::jsonb, 'x', now(), now(), now(),
      ${keySealed}, 'committee_head', now(), '\\x00'::bytea
    from lilong.ballot where community_id = ${communityId}::uuid`);
  await db.direct.execute(sql`with people as (
      insert into lilong.person (id, community_id, name_sealed, created_at)
      select gen_random_uuid(), ${communityId}::uuid, '\\x00'::bytea, now() from generate_series(1, ${VOTES}::int) returning id)
    insert into lilong.ballot_entry (id, ballot_id, number, person_id, basis, salt)
    select gen_random_uuid(), ${id}::uuid, row_number() over (), id, 'area', '\\x00'::bytea from people`);
  return { id, form, keySealed };
}

const choiceOf = (number: number): string => MOTION_CHOICES[(number * 7) % MOTION_CHOICES.length] ?? 'abstain';

async function insertVotes({ db, keys }: Opened, ballot: Counted): Promise<void> {
  for (let from = 1; from <= VOTES; from += SLICE) {
    const votes = Array.from({ length: Math.min(SLICE, VOTES - from + 1) }, (_, at) => {
      const number = from + at;
      return ballot.form === 'open'
        ? { number, choice: choiceOf(number) }
        : { number, envelope: Buffer.from(sealEnvelope(keys, ballot, number, choiceOf(number))).toString('hex') };
    });
    await db.direct.execute(sql`insert into lilong.vote (id, ballot_id, number, choice, envelope, receipt, channel, received_at, sequence, salt)
      select gen_random_uuid(), ${ballot.id}::uuid, number, choice, decode(envelope, 'hex'), 'R' || number, 'chat', now(), '1', '\\x00'::bytea
      from jsonb_to_recordset(${JSON.stringify(votes)}::text::jsonb) as v(number int, choice text, envelope text)`);
  }
  await db.direct.execute(sql`vacuum analyze lilong.vote`);
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1000;
}

const sumOf = (choices: readonly (readonly [string, number])[]): number =>
  choices.reduce((sum, [, many]) => sum + many, 0);

async function countOpen(opened: Opened, communityId: string): Promise<Result> {
  const ballot = await insertBallot(opened, communityId, 'open');
  await insertVotes(opened, ballot);
  const [ours, grouped]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    ours.push(
      await seconds(() =>
        opened.db.transaction(async (tx) => {
          if (sumOf(await openChoices({ tx }, ballot)) !== VOTES) throw new Error('votes were lost');
        }),
      ),
    );
    grouped.push(
      await seconds(() =>
        opened.db.transaction((tx) =>
          tx.execute(
            sql`select choice, count(*) from lilong.vote where ballot_id = ${ballot.id}::uuid group by choice`,
          ),
        ),
      ),
    );
  }
  return compared('tally', `open, ${VOTES} votes`, 's', median(ours), median(grouped), { most: 2 });
}

/** Opening can be done over; emptied they are once. */
async function openSecret(opened: Opened, communityId: string): Promise<Result[]> {
  const { db, keys } = opened;
  const ballot = await insertBallot(opened, communityId, 'secret');
  await insertVotes(opened, ballot);
  const took = (work: typeof insideEnvelopes) =>
    seconds(() =>
      db.transaction(async (tx) => {
        if (sumOf(await work({ tx, keys }, ballot)) !== VOTES) throw new Error('envelopes were lost');
      }),
    );
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await took(insideEnvelopes));
  return [
    bounded('tally', `secret, ${VOTES} envelopes read, opened and counted`, 's', median(rounds), MOST_SECONDS),
    plain('tally', `secret, ${VOTES} envelopes also emptied`, 's', await took(openEnvelopes)),
  ];
}
