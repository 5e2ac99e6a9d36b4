/** LINE keeps the contract, against a fake that enforces LINE's own limits. */
import { createLineAdapter } from '../../adapters/line/index.ts';
import type { Scope } from '../../src/channel.ts';
import {
  followEvent,
  imageEvent,
  joinEvent,
  LINE_GROUP,
  LINE_USER,
  type LineEvent,
  lineWebhook,
  locationEvent,
  mentionEvent,
  postbackEvent,
  signedWebhook,
  startLineFake,
  textEvent,
  unfollowEvent,
} from '../fakes/line.ts';
import { lineEventWith } from '../stories/on-line.ts';
import { seenOnLine } from '../stories/seen.ts';
import { adapterContract } from './adapter-contract.ts';
import { type Act, type Bench, deadAddress, idleHost } from './bench.ts';

const SECRET = 'channel-secret-of-the-contract';
const PHOTO = '354718705033693859';

function eventOf(act: Act, scope: Scope): LineEvent | undefined {
  const setting = { user: LINE_USER, ...(scope === 'group' && { group: LINE_GROUP }) };
  switch (act.kind) {
    case 'says':
      return act.to === 'bot' && scope === 'group' ? mentionEvent(act.text, setting) : textEvent(act.text, setting);
    case 'presses':
      return postbackEvent(act.token, setting);
    case 'sends-photo':
      return imageEvent(setting);
    case 'sends-place':
      return lineEventWith(locationEvent(setting), { latitude: act.latitude, longitude: act.longitude });
    case 'arrives':
      return scope === 'group' ? joinEvent({ group: LINE_GROUP }) : followEvent(setting);
    case 'blocks':
      return scope === 'group' ? undefined : unfollowEvent(setting);
  }
}

async function open(): Promise<Bench> {
  const fake = await startLineFake({ strictReplyTokens: true });
  const settings = {
    channelSecret: SECRET,
    channelAccessToken: fake.token,
    apiBaseUrl: fake.url,
    dataApiBaseUrl: fake.dataUrl,
    timeoutMs: 1000,
  };
  const adapter = createLineAdapter(settings);
  await adapter.open?.(idleHost);
  fake.putContent(PHOTO, Buffer.from('a picture'), 'image/jpeg');
  const callsTo = (chat: string) => fake.calls.filter(({ to }) => to.includes(chat));
  return {
    adapter,
    person: LINE_USER,
    group: LINE_GROUP,
    body: (act, scope) => {
      const event = eventOf(act, scope);
      return event && Buffer.from(lineWebhook(SECRET, [event]).body).toString();
    },
    signed: (body) => signedWebhook(SECRET, body),
    forged: (body) => {
      const genuine = signedWebhook(SECRET, body);
      const signedBy = (signature: string | undefined) => ({ body: genuine.body, header: () => signature });
      return [
        signedWebhook('another secret', body),
        signedBy(undefined),
        signedBy(''),
        signedBy('not base64 at all'),
        { body: Buffer.from(`${body} `), header: genuine.header },
      ];
    },
    largestBody: 1024 * 1024,
    envelope: () => ({ kind: 'push' }),
    otherEnvelopes: ({ chat }) => [
      { kind: 'reply', token: fake.issueReplyToken({ chat }) },
      { kind: 'multicast', users: [chat] },
    ],
    shown: ({ chat }) => callsTo(chat).flatMap(({ messages }) => messages.map((message) => seenOnLine(message))),
    asked: ({ chat }) =>
      callsTo(chat)
        .map(({ messages }) => JSON.stringify(messages))
        .join('\n'),
    troubles: {
      silent: () => fake.loseResponseAfterAccepting(),
      slow: () => fake.hang({ accept: true }),
      busy: () => fake.next({ status: 429, message: 'The API rate limit has been exceeded. Try again later.' }),
      // LINE takes a message to somebody who blocked the bot, and says nothing.
      blocked: undefined,
      gone: () => fake.next({ status: 400, message: 'Failed to send messages' }),
      'token-spent': () => {},
      unauthorised: () => fake.next({ status: 401, message: 'Authentication failed' }),
    },
    spent: (address) => {
      const [wire] = adapter.render([{ text: ['x'] }], SPENT);
      const envelope = { kind: 'reply', token: fake.issueReplyToken({ chat: address.chat, lifetimeMs: -1 }) } as const;
      return wire ? [{ address, wire, envelope, retryKey: '00000000-0000-4000-8000-000000000000' }] : [];
    },
    mend: () => {},
    unreachable: createLineAdapter({ ...settings, apiBaseUrl: await deadAddress() }),
    nonsense: [
      {},
      { messages: [] },
      { messages: 'x' },
      { messages: [{ type: 'text', text: '' }] },
      { method: 'sendMessage' },
    ],
    tapped: (link) => {
      const url = new URL(link);
      if (!link.startsWith('https://line.me/R/oaMessage/%40')) throw new Error(`not a link to the bot: ${link}`);
      return decodeURIComponent(url.search.slice(1));
    },
    close: () => fake.close(),
  };
}

const SPENT = { scope: 'direct', language: 'zh-Hans', phrases: { answerWithNumber: '', pictureNotShown: '' } } as const;

adapterContract('LINE', open);
