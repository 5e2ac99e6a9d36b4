/** People vote, change their minds and tap twice, while what they press arrives late, twice and out of order, and processes die. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../../db/client.ts';
import { migratePostgresDatabase } from '../../../db/migrate.ts';
import { MOTION_CHOICES } from '../../../src/domain/ballot/question.ts';
import { LINE_BOT, lineReplyToken, lineWebhook, redelivered } from '../../fakes/line.ts';
import { postbackEvent } from '../../fakes/line-events.ts';
import { BOT, press } from '../../fakes/telegram-updates.ts';
import { type BenchVoter, type Electorate, openElectorate, settleCommunity } from '../../harness/electorate.ts';
import { LINE_SECRET, TELEGRAM_SECRET } from '../../harness/installation.ts';
import { openLeftovers, readEvidence } from '../evidence.ts';
import { endLeases, newDatabase, newFolder, newProduct, settle, startFakes } from '../ground.ts';
import { judgeLedger } from '../judge.ts';
import { checkLedger } from '../ledger-check.ts';
import { Postman, type Webhook } from '../postman.ts';
import { type Product, platformEnv } from '../product.ts';
import { pause, type Run, type Scenario } from '../scenario.ts';
import type { Fakes } from '../town.ts';

const VOTERS = 100;
const DOUBLE_TAPPERS = 1_000;

export const votesKilled: Scenario = {
  name: 'votes-killed',
  proves: 'presses late, twice and out of order, processes killed: one vote a voter, and it is her last press',
  needs: ['postgres'],
  limitMs: { short: 240_000, long: 1_800_000 },
  run: async (run) => {
    const hall = await openHall(run, VOTERS, 2);
    const moments = run.random.fork('moments');
    const [presses, overMs, lateMs, kills] = run.short ? [600, 15_000, 4_000, 3] : [5_500, 300_000, 60_000, 30];
    let killed = 0;
    const damage = (async () => {
      for (; killed < kills; killed += 1) {
        const victim = hall.processes[killed % hall.processes.length];
        await pause(overMs / (kills + 1));
        await victim?.kill();
        victim?.start();
        run.say(`${killed + 1} kills, ${hall.postman.acknowledged.size} presses taken`);
      }
    })();
    const onTheWay: Promise<void>[] = [];
    for (let at = 0; at < presses; at += 1) {
      const hook = hall.press(moments.between(0, VOTERS - 1), moments.between(0, 2));
      onTheWay.push(pause(moments.between(0, lateMs)).then(() => hall.postman.deliver(hook)));
      await pause(overMs / presses);
    }
    await Promise.all([damage, ...onTheWay]);
    await hall.postman.settled();
    for (const process of hall.processes) run.expect(await process.up(60_000), 'it did not start again');
    run.count('kills', killed);
    if (run.short) await endLeases(hall.databaseUrl);
    await settle(run, hall.processes, 90_000);
    // Whoever cannot know whether she was answered is told when she next presses.
    await Promise.all(
      hall.electorate.voters.map((_, at) => hall.postman.deliver(hall.press(at, moments.between(0, 2)))),
    );
    await hall.postman.settled();
    await judge(run, hall);
  },
};

export const doubleTaps: Scenario = {
  name: 'double-taps',
  proves: `${DOUBLE_TAPPERS} people tap twice at the same time: ${DOUBLE_TAPPERS} votes`,
  needs: ['postgres'],
  limitMs: { short: 240_000, long: 600_000 },
  run: async (run) => {
    const hall = await openHall(run, DOUBLE_TAPPERS, 2);
    const hooks = hall.electorate.voters.flatMap((_, at) => [hall.press(at, at % 3), hall.press(at, at % 3)]);
    const waiting = run.random.fork('taps').shuffle(hooks);
    const connection = async () => {
      for (let hook = waiting.pop(); hook; hook = waiting.pop()) await hall.postman.deliver(hook);
    };
    await Promise.all(Array.from({ length: 50 }, connection));
    await hall.postman.settled();
    await judge(run, hall);
  },
};

interface Hall {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly electorate: Electorate;
  readonly processes: readonly Product[];
  readonly postman: Postman;
  /** How often each voter has pressed, and what she chose last. */
  readonly pressed: readonly { times: number; last: number }[];
  /** Made in the order in which people press; delivered in any. */
  press(voter: number, choice: number): Webhook;
}

async function openHall(run: Run, voters: number, processes: number): Promise<Hall> {
  const fakes = await startFakes(run);
  const dataDir = await newFolder(run);
  const databaseUrl = await newDatabase(run);
  await migratePostgresDatabase(databaseUrl);
  const opened = await openLeftovers({ dataDir, databaseUrl });
  const electorate = await openElectorate(opened, await settleCommunity(opened, 'hall'), { voters });
  await opened.db.close();
  const env = { DATA_DIR: dataDir, DATABASE_URL: databaseUrl, DEMO: '0', ...platformEnv(fakes) };
  const started: Product[] = [];
  for (let number = 0; number < processes; number += 1) started.push(await newProduct(run, env));
  for (const process of started) process.start();
  for (const process of started) run.expect(await process.up(60_000), `no start:\n${process.output()}`);
  const postman = new Postman(() => started.map(({ url }) => url), run.random.fork('postman'));
  run.defer(() => postman.close());
  const pressed = electorate.voters.map(() => ({ times: 0, last: 0 }));
  let clock = Date.now();
  return {
    dataDir,
    databaseUrl,
    electorate,
    processes: started,
    postman,
    pressed,
    press: (at, choice) => {
      const voter = electorate.voters[at];
      const hers = pressed[at];
      if (!voter || !hers) throw new Error(`nobody has the number ${at}`);
      hers.times += 1;
      hers.last = choice;
      clock = Math.max(clock + 1, Date.now());
      return webhookOf(fakes, voter, `${voter.prompt}.${choice}`, clock);
    },
  };
}

function webhookOf({ line, telegram }: Fakes, { platform, user }: BenchVoter, token: string, at: number): Webhook {
  if (platform === 'line') {
    const replyToken = lineReplyToken();
    line.knowReplyToken(replyToken, user);
    const event = postbackEvent(token, { user, timestamp: at, replyToken });
    const again = lineWebhook(LINE_SECRET, [redelivered(event)]);
    const events = [`line-${LINE_BOT}-${String(event.webhookEventId)}`];
    const { body, headers } = lineWebhook(LINE_SECRET, [event]);
    return { path: '/webhooks/line', events, body, headers, again: { body: again.body, headers: again.headers } };
  }
  const from = { id: Number(user), is_bot: false, first_name: '邻', language_code: 'zh-hans' };
  const update = press(token, { id: `${user}${at}`, from }, { chat: { id: Number(user), type: 'private' } });
  const { body, headers } = telegram.webhookCall(update, TELEGRAM_SECRET);
  const { update_id: id } = JSON.parse(body) as { update_id: number };
  return { path: '/webhooks/telegram', events: [`telegram-${BOT.id}-${id}`], body, headers };
}

async function judge(run: Run, hall: Hall): Promise<void> {
  const { electorate, pressed, postman, processes } = hall;
  await settle(run, processes, 90_000);
  for (const process of processes) run.expect((await process.stop()) === 0, 'it did not stop cleanly');
  const left = await openLeftovers(hall);
  run.defer(() => left.db.close());
  const { ballotId, voters } = electorate;
  const votes = await rowsOf<{ number: number; choice: string }>(
    left.db.direct,
    sql`select number, choice from lilong.vote where ballot_id = ${ballotId}::uuid order by number`,
  );
  const taking = pressed.filter(({ times }) => times > 0).length;
  run.count(
    'presses',
    pressed.reduce((sum, { times }) => sum + times, 0),
  );
  run.count('webhooks posted', postman.counts.posts);
  run.count('duplicates', postman.counts.duplicates);
  run.count('votes', votes.length);
  run.expect(votes.length === taking, `${votes.length} votes of ${taking} voters`);
  for (const { number, choice } of votes) {
    const last = MOTION_CHOICES[pressed[number - 1]?.last ?? -1];
    run.expect(choice === last, `entry ${number} stands at ${choice}, her last press was ${last}`);
  }
  judgeLedger(run, await checkLedger(left));
  const { chats } = await readEvidence(left);
  const byChat = new Map(chats.map((chat) => [`${chat.platform} ${chat.chat}`, chat.rows]));
  for (const [at, { platform, user }] of voters.entries()) {
    const rows = (byChat.get(`${platform} ${user}`) ?? []).filter(({ kind }) => kind === 'message');
    const answers = rows.length - rows.filter(({ offered }) => offered).length;
    const times = pressed[at]?.times ?? 0;
    run.expect(answers === times, `voter ${at + 1} pressed ${times} times and was answered ${answers} times`);
    const untold = rows.filter(({ state, offered }) => state !== 'accepted' && !offered);
    run.expect(
      untold.length === 0,
      `voter ${at + 1} was not told: ${untold.map(({ state, reason }) => `${state} ${reason}`)}`,
    );
    run.count('told again', rows.filter(({ offered }) => offered).length);
  }
}
