/**
 * A community in which everybody has been bound on LINE or Telegram, is a representative and has the buttons of an open
 * ballot before her: rows as the product writes them, put there by SQL, because only what comes after is measured.
 */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, rowsOf } from '../../db/client.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { FieldKeys, IndexKey } from '../../db/sealed.ts';
import { MOTION_CHOICES } from '../../src/domain/ballot/question.ts';
import { chatKeyOf, userKeyOf } from '../../src/usecases/conversation/identify.ts';
import { LINE_BOT } from '../fakes/line-events.ts';
import { BOT } from '../fakes/telegram-updates.ts';

export interface Opened {
  readonly db: Database;
  readonly keys: FieldKeys;
  readonly index: IndexKey;
}

/** What the load generator needs of a voter. */
export interface BenchVoter {
  readonly platform: 'line' | 'telegram';
  readonly user: string;
  /** Of her buttons: followed by the number of the choice. */
  readonly prompt: string;
}

export interface Electorate {
  readonly ballotId: string;
  readonly voters: readonly BenchVoter[];
}

/** Rows of one statement. */
const SLICE = 5_000;
const BUILDINGS = 60;
/** The platform has the answer a moment before the table knows. */
const SETTLED_MS = 10_000;
const RULES = {
  quorum: { numerator: 1, denominator: 2, strict: true },
  threshold: { numerator: 1, denominator: 2, strict: true },
  base: 'present',
  recusedCount: true,
  castingVote: false,
  runOff: { numerator: 1, denominator: 3, strict: false },
  graceSeconds: 60,
  breakdownCell: 5,
};

export async function settleCommunity({ db }: Opened, name: string): Promise<string> {
  const id = newId();
  await db.direct.execute(sql`insert into lilong.community (id, code, name, created_at)
    values (${id}::uuid, ${name}, ${name}, now())`);
  await db.direct.execute(sql`insert into lilong.place (id, community_id, kind, name)
    select gen_random_uuid(), ${id}::uuid, 'building', n || '号楼' from generate_series(1, ${BUILDINGS}) n`);
  return id;
}

export interface ElectorateOptions {
  /** The number of the first of them, so that no two electorates share anybody. */
  readonly from?: number;
  readonly voters: number;
  /** How many are on the roll, the voters among them. */
  readonly roll?: number;
  readonly secret?: boolean;
  /** In turn. */
  readonly platforms?: readonly BenchVoter['platform'][];
}

export async function openElectorate(
  opened: Opened,
  communityId: string,
  { from = 1, voters, roll = voters, secret = false, platforms = ['line', 'telegram'] }: ElectorateOptions,
): Promise<Electorate> {
  const ballotId = await insertBallot(opened, communityId, secret);
  const rows = Array.from({ length: voters }, (_, at) =>
    voterRow(opened, ballotId, platforms[at % platforms.length] ?? 'line', from + at, at + 1),
  );
  for (let at = 0; at < rows.length; at += SLICE)
    await insertVoters(opened, communityId, ballotId, rows.slice(at, at + SLICE));
  await restOfRoll(opened, communityId, ballotId, voters, roll);
  await opened.db.direct.execute(sql`analyze`);
  return { ballotId, voters: rows.map(({ platform, user, prompt }) => ({ platform, user, prompt })) };
}

async function insertBallot({ db, keys }: Opened, communityId: string, secret: boolean): Promise<string> {
  const id = newId();
  const key = secret ? keys.seal('ballot.key', randomBytes(32)) : null;
  await db.direct.execute(sql`insert into lilong.ballot (id, community_id, number, title, text, question, form, binding, state,
      electorate, rules, roll_hash, frozen_at, opened_at, closes_at, key_sealed, drafted_as, created_at, salt)
    select ${id}::uuid, ${communityId}::uuid, coalesce(max(number), 0) + 1, '楼道清理日', '每月第一个周六为楼道清理日',
      '{"kind":"motion"}'::jsonb, ${secret ? 'secret' : 'open'}, false, 'open',
      '{"from":"seats","bodies":["representatives"]}'::jsonb, ${JSON.stringify(RULES)}::text::jsonb, 'x', now(), now(),
      now() + interval '30 days', ${key}, 'committee_head', now(), '\\x00'::bytea
    from lilong.ballot where community_id = ${communityId}::uuid`);
  return id;
}

interface VoterRow extends BenchVoter {
  readonly person: string;
  readonly account: string;
  readonly chat: string;
  readonly bot: string;
  readonly number: number;
  readonly user_key: string;
  readonly chat_key: string;
  readonly user_sealed: string;
  readonly address_sealed: string;
  readonly name_sealed: string;
  readonly choices_sealed: string;
}

function voterRow(
  { keys, index }: Opened,
  ballotId: string,
  platform: BenchVoter['platform'],
  id: number,
  number: number,
): VoterRow {
  const bot = platform === 'line' ? LINE_BOT : String(BOT.id);
  const user = platform === 'line' ? `U${id.toString(16).padStart(32, '0')}` : String(620_000_000 + id);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  const intents = MOTION_CHOICES.map((choice) => ({ do: 'vote', ballotId, choice }));
  return {
    platform,
    bot,
    user,
    number,
    prompt: id.toString(36).padStart(12, '0'),
    person: newId(),
    account: newId(),
    chat: newId(),
    user_key: userKeyOf(index, platform, user),
    chat_key: chatKeyOf(index, { platform, account: bot, chat: user }),
    user_sealed: hex(keys.seal('chat_account.user', user)),
    address_sealed: hex(keys.sealJson('chat.address', { chat: user })),
    name_sealed: hex(keys.seal('person.name', `代表${id}`)),
    choices_sealed: hex(keys.sealJson('choice_prompt.choices', intents)),
  };
}

async function insertVoters(
  { db }: Opened,
  communityId: string,
  ballotId: string,
  voters: readonly VoterRow[],
): Promise<void> {
  const json = JSON.stringify(voters);
  const v = sql`jsonb_to_recordset(${json}::text::jsonb) as v(person uuid, account uuid, chat uuid, platform text, bot text,
    number int, prompt text, user_key text, chat_key text, user_sealed text, address_sealed text, name_sealed text, choices_sealed text)`;
  await db.transaction(async (tx) => {
    await tx.execute(sql`insert into lilong.person (id, community_id, name_sealed, created_at, salt)
      select person, ${communityId}::uuid, decode(name_sealed, 'hex'), now(), '\\x00'::bytea from ${v}`);
    await tx.execute(sql`insert into lilong.role_seat (id, person_id, community_id, role, since, salt)
      select gen_random_uuid(), person, ${communityId}::uuid, 'representative', now(), '\\x00'::bytea from ${v}`);
    await tx.execute(sql`insert into lilong.chat_account (id, platform, bot_account, user_key, user_sealed, person_id, bound_at, created_at, salt)
      select account, platform, bot, user_key, decode(user_sealed, 'hex'), person, now(), now(), '\\x00'::bytea from ${v}`);
    await tx.execute(sql`insert into lilong.chat (id, platform, bot_account, chat_key, address_sealed, scope, account_id, created_at, salt)
      select chat, platform, bot, chat_key, decode(address_sealed, 'hex'), 'direct', account, now(), '\\x00'::bytea from ${v}`);
    await tx.execute(sql`insert into lilong.conversation (id, chat_id, account_id, updated_at)
      select gen_random_uuid(), chat, account, now() from ${v}`);
    await tx.execute(sql`insert into lilong.choice_prompt (id, chat_id, account_id, choices_sealed, created_at, expires_at)
      select prompt, chat, account, decode(choices_sealed, 'hex'), now(), now() + interval '30 days' from ${v}`);
    await tx.execute(sql`insert into lilong.ballot_entry (id, ballot_id, number, person_id, basis, salt)
      select gen_random_uuid(), ${ballotId}::uuid, number, person, 'seat', '\\x00'::bytea from ${v}`);
  });
}

/** Those who are on the roll and do not vote. */
async function restOfRoll(
  { db }: Opened,
  communityId: string,
  ballotId: string,
  from: number,
  roll: number,
): Promise<void> {
  await db.direct.execute(sql`with people as (
      insert into lilong.person (id, community_id, name_sealed, created_at)
      select gen_random_uuid(), ${communityId}::uuid, '\\x00'::bytea, now() from generate_series(${from + 1}::int, ${roll}::int)
      returning id
    )
    insert into lilong.ballot_entry (id, ballot_id, number, person_id, basis, salt)
    select gen_random_uuid(), ${ballotId}::uuid, ${from}::int + row_number() over (), id, 'seat', '\\x00'::bytea from people`);
}

/** Every press was counted once, written down, and answered: or the figures are worth nothing. */
export async function checkVotes({ db }: Opened, ballotId: string, voters: number, presses: number): Promise<void> {
  const expected = JSON.stringify({ votes: voters, written: presses, open: 0, unsettled: 0 });
  const until = performance.now() + SETTLED_MS;
  for (;;) {
    const [found] = await rowsOf<Record<'votes' | 'written' | 'open' | 'unsettled', number>>(
      db.direct,
      sql`select
        (select count(*) from lilong.vote where ballot_id = ${ballotId}::uuid)::int as votes,
        (select count(*) from (select entry from lilong.ledger_pending union all select entry from lilong.ledger) l
          where entry like '%"action":"ballot.vote"%' and entry like ${`%${ballotId}%`})::int as written,
        (select count(*) from lilong.inbox where state <> 'done')::int as open,
        (select count(*) from lilong.outbox where state <> 'accepted')::int as unsettled`,
    );
    if (JSON.stringify(found) === expected) return;
    if (performance.now() > until)
      throw new Error(`the votes do not add up: ${JSON.stringify(found)}, not ${expected}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
