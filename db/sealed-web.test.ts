/** The edge and the Node process read each other's sealed values and make the same index keys. */
import { createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HEADER_BYTES } from './seal-format.ts';
import { createFieldKeys, createIndexKey } from './sealed.ts';
import { createWebFieldKeys, createWebIndexKey, WebSealBroken } from './sealed-web.ts';

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const text = fc.string({ unit: 'binary' });
const purpose = fc.constantFrom('inbox.body', 'setting.index-key', '居民.电话');
const decode = (bytes: Uint8Array): string => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);

const oldKey = new Uint8Array(32).fill(7);
const newKey = new Uint8Array(32).fill(9);

describe('a value sealed by one side is opened by the other', () => {
  it('from Node to the edge', async () => {
    await fc.assert(
      fc.asyncProperty(key, purpose, text, async (bytes, column, plain) => {
        const sealed = createFieldKeys([bytes]).seal(column, plain);
        expect(decode(await (await createWebFieldKeys([bytes])).open(column, sealed))).toBe(plain);
      }),
    );
  });

  it('from the edge to Node', async () => {
    await fc.assert(
      fc.asyncProperty(key, purpose, text, async (bytes, column, plain) => {
        const sealed = await (await createWebFieldKeys([bytes])).seal(column, plain);
        expect(createFieldKeys([bytes]).openText(column, sealed)).toBe(plain);
      }),
    );
  });

  it('bytes and the empty value too', async () => {
    const web = await createWebFieldKeys([oldKey]);
    const node = createFieldKeys([oldKey]);
    for (const plain of [new Uint8Array(0), Uint8Array.of(0, 255, 128), new Uint8Array(100_000).fill(200)]) {
      expect(new Uint8Array(node.open('x.y', await web.seal('x.y', plain)))).toEqual(plain);
      expect(await web.open('x.y', node.seal('x.y', plain))).toEqual(plain);
    }
  });
});

describe('FIELD_KEY=new,old', () => {
  it('opens values of both keys and seals with the new one, on both sides', async () => {
    const web = await createWebFieldKeys([newKey, oldKey]);
    const node = createFieldKeys([newKey, oldKey]);
    const sealedBefore = createFieldKeys([oldKey]).seal('x.y', '旧');
    expect(decode(await web.open('x.y', sealedBefore))).toBe('旧');
    expect(node.openText('x.y', await (await createWebFieldKeys([oldKey])).seal('x.y', '旧'))).toBe('旧');
    expect(createFieldKeys([newKey]).openText('x.y', await web.seal('x.y', '新'))).toBe('新');
    expect(decode(await (await createWebFieldKeys([newKey])).open('x.y', node.seal('x.y', '新')))).toBe('新');
  });

  it('does not open what a dropped key sealed', async () => {
    const sealed = createFieldKeys([oldKey]).seal('x.y', 'a');
    await expect((await createWebFieldKeys([newKey])).open('x.y', sealed)).rejects.toThrow(/FIELD_KEY does not hold/);
  });
});

describe('what is not as it was sealed does not open', () => {
  it('for another column, shortened, or with any byte changed', async () => {
    const web = await createWebFieldKeys([oldKey]);
    const sealed = createFieldKeys([oldKey]).seal('x.y', 'value');
    await expect(web.open('x.z', sealed)).rejects.toBeInstanceOf(WebSealBroken);
    await expect(web.open('x.y', sealed.subarray(0, HEADER_BYTES - 1))).rejects.toThrow(/not a sealed value/);
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Uint8Array.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      await expect(web.open('x.y', altered), `byte ${at}`).rejects.toBeInstanceOf(WebSealBroken);
    }
  });

  it('a nonce is used once', async () => {
    const web = await createWebFieldKeys([oldKey]);
    const nonces = await Promise.all(Array.from({ length: 200 }, () => web.seal('x.y', 'same')));
    expect(new Set(nonces.map((sealed) => Buffer.from(sealed.subarray(5, 17)).toString('hex'))).size).toBe(200);
  });

  it('keys of another length are refused', async () => {
    await expect(createWebFieldKeys([])).rejects.toThrow(/32 bytes/);
    await expect(createWebFieldKeys([oldKey, new Uint8Array(16)])).rejects.toThrow(/32 bytes/);
  });
});

it('AES-256-GCM by the standard: the edge opens a value assembled by hand', async () => {
  const nonce = new Uint8Array(12).fill(3);
  const cipher = createCipheriv('aes-256-gcm', oldKey, nonce);
  cipher.setAAD(Buffer.from('x.y'));
  const body = Buffer.concat([cipher.update('里弄', 'utf8'), cipher.final()]);
  const keyId = Buffer.from(await crypto.subtle.digest('SHA-256', oldKey)).subarray(0, 4);
  const sealed = Buffer.concat([Buffer.of(1), keyId, nonce, cipher.getAuthTag(), body]);
  expect(decode(await (await createWebFieldKeys([oldKey])).open('x.y', sealed))).toBe('里弄');
});

it('index keys are the same on both sides, also for half a surrogate pair', async () => {
  const half = ['a\ud83d', '\ude00'];
  expect(await (await createWebIndexKey(oldKey)).of('event', ...half)).toBe(
    createIndexKey(oldKey).of('event', ...half),
  );
  await fc.assert(
    fc.asyncProperty(key, text, fc.array(text, { maxLength: 5 }), async (bytes, domain, parts) => {
      const web = await createWebIndexKey(bytes);
      expect(await web.of(domain, ...parts)).toBe(createIndexKey(bytes).of(domain, ...parts));
    }),
  );
});
