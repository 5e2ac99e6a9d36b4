/** One sentence of a stranger: from the webhook to the answer in the platform's hands, one person after the other. */

import { lineReplyToken, lineWebhook, textEvent } from '../fakes/line.ts';
import { engineCases } from '../harness/engines.ts';
import { LINE_SECRET, startInstallation } from '../harness/installation.ts';
import { median } from './processes.ts';
import { plain, type Result } from './result.ts';

const PEOPLE = 100;

export async function demand(): Promise<Result[]> {
  const results: Result[] = [];
  for (const engine of await engineCases('a demand')) {
    if (engine.skip) continue;
    const setup = await engine.setUp();
    const installation = await startInstallation(setup.settings);
    try {
      const times: number[] = [];
      for (let number = 0; number < PEOPLE; number += 1) {
        const replyToken = lineReplyToken();
        const event = textEvent('3号楼电梯又坏了，老人下不了楼', {
          user: `U${number.toString(16).padStart(32, '0')}`,
          replyToken,
          timestamp: Date.now(),
        });
        const webhook = lineWebhook(LINE_SECRET, [event]);
        const before = installation.line.calls.length;
        const from = performance.now();
        const answer = await installation.app.request('/webhooks/line', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-line-signature': webhook.header('x-line-signature') ?? '' },
          body: Buffer.from(webhook.body).toString('utf8'),
        });
        if (answer.status !== 200) throw new Error(`the webhook was answered ${answer.status}`);
        while (installation.line.calls.length === before) await new Promise((resolve) => setTimeout(resolve, 1));
        times.push(performance.now() - from);
      }
      times.sort((a, b) => a - b);
      results.push(plain('demand', `webhook to answer handed over, median, ${engine.name}`, 'ms', median(times)));
      results.push(
        plain(
          'demand',
          `webhook to answer handed over, p99, ${engine.name}`,
          'ms',
          times[Math.floor(times.length * 0.99)] ?? 0,
        ),
      );
    } finally {
      await installation.stop();
      await setup.drop();
    }
  }
  return results;
}
