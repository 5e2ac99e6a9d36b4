/**
 * The contract of `src/channel.ts`, as one suite that every platform's adapter must pass. A new platform is one folder
 * under `adapters/` and one file beside this one that says how its people act and how it fails (see `bench.ts`).
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import type { Seen } from '../stories/seen.ts';
import type { Act, Bench, Trouble } from './bench.ts';
import { catalogue } from './catalogue.ts';
import { loss } from './meaning.ts';
import { nasty, replaceSomewhere } from './mutate.ts';

const NOW = 1_790_000_000_000;
const RUNS = Number(process.env.FUZZ_RUNS ?? 300);
const SCOPES: readonly Scope[] = ['direct', 'group'];
const CONTENTS = new Set([
  'said',
  'attached',
  'located',
  'pressed',
  'joined',
  'left',
  'blocked',
  'moved',
  'edited',
  'unsent',
  'ignored',
]);

const ACTS: readonly Act[] = [
  { kind: 'says', text: '3号楼电梯又坏了，老人下不了楼 👵🏻' },
  { kind: 'presses', token: '7KQ4M2XP9ABC.1' },
  { kind: 'sends-photo' },
  { kind: 'sends-place', latitude: 31.2401, longitude: 121.4381 },
  { kind: 'arrives' },
  { kind: 'blocks' },
];

export function adapterContract(name: string, open: () => Promise<Bench>): void {
  describe(`the contract, kept by ${name}`, () => {
    let bench: Bench;
    beforeAll(async () => {
      bench = await open();
    });
    afterAll(() => bench.close());

    const account = () => bench.adapter.account;
    const address = (scope: Scope): ChatAddress => ({
      platform: bench.adapter.platform,
      account: account(),
      chat: scope === 'direct' ? bench.person : bench.group,
    });
    const context = (scope: Scope, more: Partial<RenderContext> = {}): RenderContext => ({
      scope,
      language: 'zh-Hans',
      phrases: { answerWithNumber: '请回复数字：', pictureNotShown: '（有照片，此处无法显示）' },
      ...more,
    });
    const received = async (request: WebhookRequest): Promise<readonly Received[]> => {
      const result = await bench.adapter.receive(request, NOW);
      if (result.kind !== 'accepted') throw new Error(result.reason);
      return result.events;
    };
    const bodyOf = (act: Act, scope: Scope): string => {
      const body = bench.body(act, scope);
      if (body === undefined) throw new Error(`${name} has no ${act.kind}`);
      return body;
    };
    const read = async (act: Act, scope: Scope): Promise<Inbound> => {
      const [event] = await received(bench.signed(bodyOf(act, scope)));
      if (!event) throw new Error('no event');
      return bench.adapter.read(event.raw, NOW);
    };
    const bodies = (): string[] =>
      ACTS.flatMap((act) => SCOPES.map((scope) => bench.body(act, scope))).filter((body) => body !== undefined);
    const sending = (wire: Wire, to: ChatAddress, envelope: Envelope): Sending => ({
      address: to,
      wire,
      envelope,
      retryKey: randomUUID(),
    });
    const send = (wire: Wire, to: ChatAddress): Promise<Delivery> =>
      bench.adapter.deliver(sending(wire, to, bench.envelope(to)));
    const only = (prompt: Prompt, scope: Scope, more: Partial<RenderContext> = {}): Wire => {
      const [wire, ...rest] = bench.adapter.render([prompt], context(scope, more));
      if (!wire || rest.length > 0) throw new Error('not one wire');
      return wire;
    };
    /** What the chat shows more than before, and all that was asked of the platform for it. */
    const showing = async (
      scope: Scope,
      work: () => Promise<unknown>,
    ): Promise<{ readonly seen: readonly Seen[]; readonly asked: string }> => {
      const before = { seen: bench.shown(address(scope)).length, asked: bench.asked(address(scope)).length };
      await work();
      return {
        seen: bench.shown(address(scope)).slice(before.seen),
        asked: bench.asked(address(scope)).slice(before.asked),
      };
    };

    describe('receiving', () => {
      test('takes what is genuine, as events with ids of their own', async () => {
        const events = (await Promise.all(bodies().map((body) => received(bench.signed(body))))).flat();
        expect(events.length).toBeGreaterThan(0);
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
        for (const { id, address: to, raw, atMs } of events) {
          expect(id.startsWith(`${bench.adapter.platform}-`)).toBe(true);
          expect(to.platform).toBe(bench.adapter.platform);
          expect(to.account).toBe(account());
          expect(Number.isFinite(atMs)).toBe(true);
          expect(() => JSON.parse(raw)).not.toThrow();
        }
      });

      test('gives the same body the same ids, however often and whenever it comes', async () => {
        for (const body of bodies()) {
          const first = await bench.adapter.receive(bench.signed(body), NOW);
          const again = await bench.adapter.receive(bench.signed(body), NOW + 86_400_000);
          expect(first.kind).toBe('accepted');
          if (first.kind !== 'accepted' || again.kind !== 'accepted') continue;
          const route = ({ id, address: to, user }: Received) => ({ id, to, user });
          expect(again.events.map(route)).toEqual(first.events.map(route));
        }
      });

      test('refuses what is forged, whoever it claims to be from', async () => {
        for (const body of bodies()) {
          for (const request of bench.forged(body)) {
            expect(await bench.adapter.receive(request, NOW)).toMatchObject({ kind: 'refused', status: 401 });
          }
        }
      });

      test('refuses what is too large', async () => {
        const large = bench.signed(new Uint8Array(bench.largestBody + 1).fill(0x20));
        expect(await bench.adapter.receive(large, NOW)).toMatchObject({ kind: 'refused', status: 413 });
      });

      test('refuses garbage with the right signature, and never throws', async () => {
        const garbage = fc.oneof(
          fc.uint8Array({ maxLength: 300 }),
          fc.json().map((text) => Buffer.from(text)),
        );
        await fc.assert(
          fc.asyncProperty(garbage, async (bytes) => {
            const result = await bench.adapter.receive(bench.signed(bytes), NOW);
            if (result.kind === 'refused') expect([400, 413]).toContain(result.status);
            else for (const { raw } of result.events) sound(bench.adapter.read(raw, NOW));
          }),
          { numRuns: RUNS },
        );
      });
    });

    describe('reading', () => {
      test('is total: whatever was stored yields an event', async () => {
        const raws = (await Promise.all(bodies().map((body) => received(bench.signed(body)))))
          .flat()
          .map(({ raw }) => raw);
        fc.assert(
          fc.property(fc.constantFrom(...raws), fc.array(fc.nat(40), { maxLength: 8 }), nasty, (raw, path, value) => {
            sound(bench.adapter.read(JSON.stringify(replaceSomewhere(JSON.parse(raw), path, value)), NOW));
          }),
          { numRuns: RUNS * 3 },
        );
        fc.assert(
          fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (raw) => sound(bench.adapter.read(raw, NOW))),
          { numRuns: RUNS },
        );
      });

      test('says who, where and when', async () => {
        for (const scope of SCOPES) {
          const inbound = await read({ kind: 'says', text: '你好', to: 'bot' }, scope);
          expect(inbound).toMatchObject({ address: address(scope), scope, actor: { user: bench.person } });
          expect(inbound.message).toEqual(expect.any(String));
        }
      });

      test('words: in a direct chat all are for the bot, in a group those that call it, without its name', async () => {
        const text = '3号楼电梯又坏了，老人下不了楼 👵🏻';
        expect((await read({ kind: 'says', text }, 'direct')).content).toEqual({ kind: 'said', text, addressed: true });
        expect((await read({ kind: 'says', text, to: 'bot' }, 'group')).content).toEqual({
          kind: 'said',
          text,
          addressed: true,
        });
        expect((await read({ kind: 'says', text, to: 'everyone' }, 'group')).content).toMatchObject({
          kind: 'said',
          addressed: false,
        });
      });

      test('commands call the bot in a group, too', async () => {
        expect((await read({ kind: 'says', text: '/demand', to: 'everyone' }, 'group')).content).toMatchObject({
          text: '/demand',
          addressed: true,
        });
      });

      test('a press carries its token, a place its coordinates, a photo what fetches it', async () => {
        expect((await read({ kind: 'presses', token: '7KQ4M2XP9ABC.1a' }, 'direct')).content).toMatchObject({
          kind: 'pressed',
          token: '7KQ4M2XP9ABC.1a',
        });
        const place = await read({ kind: 'sends-place', latitude: 31.25, longitude: 121.5 }, 'direct');
        expect(place.content).toMatchObject({
          kind: 'located',
          point: { latitude: 31.25, longitude: 121.5 },
          addressed: true,
        });
        const photo = await read({ kind: 'sends-photo' }, 'direct');
        expect(photo.content).toMatchObject({ kind: 'attached', file: { kind: 'photo' }, addressed: true });
        if (photo.content.kind !== 'attached') return;
        const fetched = await bench.adapter.fetchFile(photo.content.file, photo.address);
        expect(fetched.kind === 'file' && fetched.bytes.length > 0).toBe(true);
        expect(await bench.adapter.fetchFile({ kind: 'photo', ref: '404404' }, photo.address)).toMatchObject({
          kind: 'gone',
        });
      });

      test('coming and blocking are told', async () => {
        for (const scope of SCOPES) {
          if (bench.body({ kind: 'arrives' }, scope) === undefined) continue;
          expect((await read({ kind: 'arrives' }, scope)).content).toEqual({ kind: 'joined', who: 'bot' });
        }
        if (bench.body({ kind: 'blocks' }, 'direct') !== undefined) {
          expect((await read({ kind: 'blocks' }, 'direct')).content).toEqual({ kind: 'blocked' });
        }
      });
    });

    describe('rendering', () => {
      for (const [index, { name: what }] of catalogue('').entries()) {
        test.each(SCOPES)(`${what}, %s: accepted, reachable, nothing lost`, async (scope) => {
          const sample = catalogue(bench.person)[index];
          if (!sample) throw new Error('no such sample');
          const prompt = frozen(sample.prompt);
          const wires = bench.adapter.render([prompt], context(scope));
          expect(bench.adapter.render([prompt], context(scope))).toEqual(wires);
          expect(JSON.parse(JSON.stringify(wires))).toEqual(wires);
          const shown = await showing(scope, async () => {
            for (const wire of wires) expect(await send(wire, address(scope))).toMatchObject({ kind: 'accepted' });
          });
          expect(loss(prompt, shown, context(scope))).toEqual([]);
        });
      }

      test('as many prompts as one call may carry make one call', () => {
        const prompts = Array.from(
          { length: bench.adapter.limits.promptsPerCall },
          (_none, index): Prompt => ({ text: [`第${index + 1}条`] }),
        );
        expect(bench.adapter.render(prompts, context('direct'))).toHaveLength(1);
      });

      test('what replaces a message takes its place where the platform can, and stands alone elsewhere', async () => {
        const to = address('direct');
        const first = await send(only({ text: ['待受理'] }, 'direct'), to);
        if (first.kind !== 'accepted' || first.message === undefined) throw new Error('no message to replace');
        const replaceMessage = first.message;
        const before = bench.shown(to).length;
        const prompt: Prompt = { text: ['已受理'], replaces: true };
        expect(await send(only(prompt, 'direct', { replaceMessage }), to)).toMatchObject({ kind: 'accepted' });
        const after = bench.shown(to);
        expect(after).toHaveLength(bench.adapter.limits.canReplace ? before : before + 1);
        expect(after.some(({ text }) => text === '已受理')).toBe(true);
        expect(after.some(({ text }) => text === '待受理')).toBe(!bench.adapter.limits.canReplace);
      });

      test('what rides along keeps both messages whole, or stays', () => {
        const { carry, promptsPerCall } = { carry: bench.adapter.carry?.bind(bench.adapter), ...bench.adapter.limits };
        if (!carry) return;
        const answer = only({ text: ['答复'], choices: [{ label: '好', token: '7KQ4M2XP9ABC.0' }] }, 'direct');
        const notice = only({ text: ['通知'] }, 'direct');
        const together = carry(answer, notice);
        expect(JSON.stringify(together)).toContain('答复');
        expect(JSON.stringify(together)).toContain('通知');
        let full: Wire | undefined = answer;
        for (let count = 1; full && count < promptsPerCall; count += 1) full = carry(full, notice);
        expect(full).toBeDefined();
        expect(full && carry(full, notice)).toBeUndefined();
      });
    });

    describe('delivering', () => {
      const plain = () => only({ text: ['已登记'] }, 'direct');

      test('says accepted, and which message it became', async () => {
        const { seen } = await showing('direct', async () => {
          const delivery = await send(plain(), address('direct'));
          expect(delivery).toMatchObject({ kind: 'accepted', message: expect.any(String) });
        });
        expect(seen.map(({ text }) => text)).toEqual(['已登记']);
      });

      const outcomes: readonly (readonly [Exclude<Trouble, 'silent'>, object])[] = [
        ['busy', { kind: 'throttled', afterMs: expect.any(Number) }],
        ['blocked', { kind: 'refused', reason: 'blocked' }],
        ['gone', { kind: 'refused', reason: 'gone' }],
        ['token-spent', { kind: 'refused', reason: 'token-spent' }],
        ['unauthorised', { kind: 'refused', reason: 'unauthorised' }],
      ];
      test.each(outcomes)('%s is told apart, and nothing is shown', async (trouble, expected) => {
        const happens = bench.troubles[trouble];
        if (!happens) return;
        const { seen } = await showing('direct', async () => {
          const to = address('direct');
          const [special] = trouble === 'token-spent' ? bench.spent(to) : [sending(plain(), to, bench.envelope(to))];
          if (!special) throw new Error('nothing to send');
          happens(to, special.wire);
          const delivery = await bench.adapter.deliver(special);
          expect(delivery).toMatchObject(expected);
          if (delivery.kind === 'throttled') expect(delivery.afterMs).toBeGreaterThan(0);
        });
        expect(seen).toEqual([]);
        bench.mend(address('direct'));
      });

      test('what the platform took without an answer is unknown; repeating it does not double what may be repeated', async () => {
        const to = address('direct');
        const old = await send(plain(), to);
        const replaceMessage = old.kind === 'accepted' ? (old.message ?? '') : '';
        const envelopes = () => [bench.envelope(to), ...(bench.otherEnvelopes?.(to) ?? [])];
        for (const [index] of envelopes().entries()) {
          for (const replaces of [false, true]) {
            const envelope = envelopes()[index];
            if (!envelope) continue;
            const prompt: Prompt = { text: [`可能重复 ${index} ${replaces}`], replaces };
            const again = sending(only(prompt, 'direct', replaces ? { replaceMessage } : {}), to, envelope);
            const before = bench.shown(to).filter(({ text }) => text.startsWith('可能重复')).length;
            bench.troubles.silent?.(to, again.wire);
            expect((await bench.adapter.deliver(again)).kind).toBe('unknown');
            if (!bench.adapter.limits.canRepeat(again.wire, again.envelope)) continue;
            const second = await bench.adapter.deliver(again);
            expect(['accepted', 'refused']).toContain(second.kind);
            if (second.kind === 'refused') expect(second.reason).toBe('token-spent');
            const after = bench.shown(to).filter(({ text }) => text.startsWith('可能重复')).length;
            expect(after - before).toBeLessThanOrEqual(1);
            expect(bench.shown(to).filter(({ text }) => text === `可能重复 ${index} ${replaces}`)).toHaveLength(1);
          }
        }
      });

      test('when nobody listens, the call has surely failed', async () => {
        if (!bench.unreachable) return;
        const delivery = await bench.unreachable.deliver(
          sending(plain(), address('direct'), bench.envelope(address('direct'))),
        );
        expect(delivery.kind).toBe('failed');
      });

      test('nonsense is refused as invalid, and nothing throws', async () => {
        for (const wire of bench.nonsense)
          expect(await send(wire, address('direct'))).toMatchObject({ kind: 'refused', reason: 'invalid' });
        const nowhere = await send(plain(), { ...address('direct'), chat: 'nowhere/../at all' });
        expect(['refused', 'accepted']).toContain(nowhere.kind);
      });

      test('a press can be answered where the platform waits for it', async () => {
        const { acknowledge } = bench.adapter;
        if (!acknowledge) return;
        const { reply } = await read({ kind: 'presses', token: '7KQ4M2XP9ABC.1' }, 'direct');
        expect(reply?.kind).toBe('acknowledgement');
        if (!reply) return;
        const wire = acknowledge(reply, '已记下');
        expect(bench.adapter.limits.canRepeat(wire, { kind: 'push' })).toBe(true);
        expect(await send(wire, address('direct'))).toMatchObject({ kind: 'accepted' });
      });
    });

    describe('the rest', () => {
      test('is ready, and counts one person in a direct chat', async () => {
        expect(await bench.adapter.ready()).toBe(true);
        expect(account()).not.toBe('');
        expect(await bench.adapter.recipients(address('direct'), 'direct')).toBe(1);
        expect(await bench.adapter.recipients(address('group'), 'group')).toBeGreaterThan(0);
      });

      test('a private link brings its payload back as the person’s own words', async () => {
        for (const payload of ['h_abc-DEF_123', `i_${'7KQ4M2XP'.repeat(7)}`, 'c_demo']) {
          const link = bench.adapter.privateLink(payload);
          expect(link).toEqual(expect.any(String));
          const { content } = await read({ kind: 'says', text: bench.tapped(link ?? '') }, 'direct');
          expect(content).toEqual({ kind: 'said', text: `/start ${payload}`, addressed: true });
        }
        for (const payload of ['', 'two words', 'ä', 'x'.repeat(65), 'a&b=c', '../x']) {
          expect(bench.adapter.privateLink(payload)).toBeUndefined();
        }
      });
    });
  });
}

/** Whatever it says, the rest of the system can keep it. */
function sound(inbound: Inbound): void {
  expect(CONTENTS.has(inbound.content.kind)).toBe(true);
  expect(['direct', 'group']).toContain(inbound.scope);
  expect(inbound.id).not.toBe('');
  expect(inbound.address.chat).not.toBe('');
  expect(Number.isFinite(inbound.atMs)).toBe(true);
  // A token is looked up and never kept, so it alone may hold anything.
  const kept = inbound.content.kind === 'pressed' ? { ...inbound, content: 'pressed' } : inbound;
  expect(JSON.stringify(kept)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) frozen(inner);
    Object.freeze(value);
  }
  return value;
}
