/** One sentence of a stranger, from the webhook to the answer in the platform's hands: one by one, and at a steady rate. */
import { lineReplyToken, lineWebhook, textEvent } from '../fakes/line.ts';
import { engineCases } from '../harness/engines.ts';
import { type Installation, LINE_SECRET, startInstallation } from '../harness/installation.ts';
import { quantile } from './processes.ts';
import { plain, type Result } from './result.ts';

const PEOPLE = 100;
/** People a second; a committee's busiest evening. */
const RATE = 10;
const PATIENCE_MS = 30_000;

export async function demand(): Promise<Result[]> {
  const results: Result[] = [];
  for (const engine of await engineCases('a demand')) {
    if (engine.skip) continue;
    const setup = await engine.setUp();
    const installation = await startInstallation(setup.settings);
    try {
      const say = speakerOf(installation);
      const oneByOne: number[] = [];
      for (let person = 0; person < PEOPLE; person += 1) oneByOne.push(await say());
      report(results, oneByOne, `one by one, ${engine.name}`);
      const steady: Promise<number>[] = [];
      for (let person = 0; person < PEOPLE; person += 1) {
        steady.push(say());
        await pause(1000 / RATE);
      }
      report(results, await Promise.all(steady), `${RATE} a second, ${engine.name}`);
    } finally {
      await installation.stop();
      await setup.drop();
    }
  }
  return results;
}

function report(results: Result[], times: readonly number[], how: string): void {
  results.push(plain('demand', `webhook to answer handed over, median, ${how}`, 'ms', quantile(times, 0.5)));
  results.push(plain('demand', `webhook to answer handed over, p99, ${how}`, 'ms', quantile(times, 0.99)));
}

/** Each call is another person's first sentence; resolves with the milliseconds until LINE has the answer. */
function speakerOf({ app, line }: Installation): () => Promise<number> {
  let people = 0;
  return async () => {
    people += 1;
    const user = `U${people.toString(16).padStart(32, '0')}`;
    const replyToken = lineReplyToken();
    line.knowReplyToken(replyToken, user);
    const event = textEvent('3号楼电梯又坏了，老人下不了楼', { user, replyToken, timestamp: Date.now() });
    const { body, headers } = lineWebhook(LINE_SECRET, [event]);
    const from = performance.now();
    const request = { method: 'POST', headers, body: Buffer.from(body).toString('utf8') };
    const answer = await app.request('/webhooks/line', request);
    if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`);
    while (line.messagesTo(user).length === 0) {
      if (performance.now() - from > PATIENCE_MS) throw new Error(`no answer after ${PATIENCE_MS / 1000} s`);
      await pause(1);
    }
    return performance.now() - from;
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
