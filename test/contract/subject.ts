/** The adapter under test with short words for what every part of the contract does with it. */
import { randomUUID } from 'node:crypto';
import type {
  ChatAddress,
  Delivery,
  Envelope,
  Inbound,
  Prompt,
  Received,
  RenderContext,
  Scope,
  Sending,
  WebhookRequest,
  Wire,
} from '../../src/channel.ts';
import type { Act, Bench } from './bench.ts';
import type { Shown } from './meaning.ts';

export const NOW = 1_790_000_000_000;
export const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
export const SCOPES: readonly Scope[] = ['direct', 'group'];

const ACTS: readonly Act[] = [
  { kind: 'says', text: '3号楼电梯又坏了，老人下不了楼 👵🏻' },
  { kind: 'presses', token: '7KQ4M2XP9ABC.1' },
  { kind: 'sends-photo' },
  { kind: 'sends-place', latitude: 31.2401, longitude: 121.4381 },
  { kind: 'arrives' },
  { kind: 'blocks' },
];

export type Subject = ReturnType<typeof createSubject>;

/** @param bench opened before the first test, so it is asked for late */
export function createSubject(name: string, bench: () => Bench) {
  const account = () => bench().adapter.account;
  const address = (scope: Scope): ChatAddress => ({
    platform: bench().adapter.platform,
    account: account(),
    chat: scope === 'direct' ? bench().person : bench().group,
  });
  const context = (scope: Scope, more: Partial<RenderContext> = {}): RenderContext => ({
    scope,
    language: 'zh-Hans',
    phrases: { answerWithNumber: '请回复数字：', pictureNotShown: '（有照片，此处无法显示）' },
    ...more,
  });
  const received = async (request: WebhookRequest): Promise<readonly Received[]> => {
    const result = await bench().adapter.receive(request, NOW);
    if (result.kind !== 'accepted') throw new Error(result.reason);
    return result.events;
  };
  const bodyOf = (act: Act, scope: Scope): string => {
    const body = bench().body(act, scope);
    if (body === undefined) throw new Error(`${name} has no ${act.kind}`);
    return body;
  };
  const read = async (act: Act, scope: Scope): Promise<Inbound> => {
    const [event] = await received(bench().signed(bodyOf(act, scope)));
    if (!event) throw new Error('no event');
    return bench().adapter.read(event.raw, NOW);
  };
  const bodies = (): string[] =>
    ACTS.flatMap((act) => SCOPES.map((scope) => bench().body(act, scope))).filter((body) => body !== undefined);
  const sending = (wire: Wire, to: ChatAddress, envelope: Envelope): Sending => ({
    address: to,
    wire,
    envelope,
    retryKey: randomUUID(),
  });
  const send = (wire: Wire, to: ChatAddress): Promise<Delivery> =>
    bench().adapter.deliver(sending(wire, to, bench().envelope(to)));
  const only = (prompt: Prompt, scope: Scope, more: Partial<RenderContext> = {}): Wire => {
    const [wire, ...rest] = bench().adapter.render([prompt], context(scope, more));
    if (!wire || rest.length > 0) throw new Error('not one wire');
    return wire;
  };
  /** What the chat shows more than before, and all that was asked of the platform for it. */
  const showing = async (scope: Scope, work: () => Promise<unknown>): Promise<Shown> => {
    const before = { seen: bench().shown(address(scope)).length, asked: bench().asked(address(scope)).length };
    await work();
    return {
      seen: bench().shown(address(scope)).slice(before.seen),
      asked: bench().asked(address(scope)).slice(before.asked),
    };
  };

  return {
    get bench(): Bench {
      return bench();
    },
    account,
    address,
    context,
    received,
    bodyOf,
    read,
    bodies,
    sending,
    send,
    only,
    showing,
  };
}
