/**
 * The load generator, a process of its own: keep-alive connections that post signed LINE webhooks one after the other.
 * Prints one JSON line. Arguments: url, seconds, connections, channel secret, prefix that keeps event ids apart.
 */
import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';

const [url = '', seconds = '3', connections = '50', secret = '', prefix = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: Number(connections) });
const latencies: number[] = [];
let failed = 0;
let number = 0;

/** Someone talking in a group: the commonest event there is, and one the bot only has to keep and drop. */
function webhook(): { readonly body: string; readonly signature: string } {
  number += 1;
  const event = {
    type: 'message',
    mode: 'active',
    timestamp: Date.now(),
    webhookEventId: `${prefix}${String(number).padStart(10, '0')}${randomBytes(4).toString('hex')}`,
    deliveryContext: { isRedelivery: false },
    source: { type: 'group', groupId: `C${'a'.repeat(32)}`, userId: `U${randomBytes(16).toString('hex')}` },
    replyToken: randomBytes(16).toString('hex'),
    message: {
      id: String(number),
      type: 'text',
      quoteToken: 'q',
      text: '今天下午三点小区门口有便民服务，大家可以去看看',
    },
  };
  const body = JSON.stringify({ destination: `U${'b'.repeat(32)}`, events: [event] });
  return { body, signature: createHmac('sha256', secret).update(body).digest('base64') };
}

function post(): Promise<number> {
  const { body, signature } = webhook();
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'x-line-signature': signature,
        },
      },
      (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const until = performance.now() + Number(seconds) * 1000;
async function connection(): Promise<void> {
  while (performance.now() < until) {
    const from = performance.now();
    const status = await post().catch(() => 0);
    if (status === 200) latencies.push(performance.now() - from);
    else failed += 1;
  }
}

await Promise.all(Array.from({ length: Number(connections) }, connection));
agent.destroy();
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
console.log(JSON.stringify({ perSecond: latencies.length / Number(seconds), p50: at(0.5), p99: at(0.99), failed }));
