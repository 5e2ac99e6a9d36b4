import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFieldKeys, createIndexKey, SealBroken } from './sealed.ts';

const key = () => new Uint8Array(randomBytes(32));

describe('sealed fields', () => {
  test('open to what was sealed, and never twice to the same bytes', () => {
    const keys = createFieldKeys([key()]);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sealed = keys.seal('demand.text', text);
        expect(keys.openText('demand.text', sealed)).toBe(Buffer.from(text).toString('utf8'));
        expect(Buffer.compare(sealed, keys.seal('demand.text', text))).not.toBe(0);
      }),
    );
  });

  test('do not open in another column, with another key, or after one flipped bit', () => {
    const keys = createFieldKeys([key()]);
    const sealed = keys.seal('demand.text', '3号楼');
    expect(() => keys.open('person.name', sealed)).toThrow(SealBroken);
    expect(() => createFieldKeys([key()]).open('demand.text', sealed)).toThrow(SealBroken);
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Uint8Array.from(sealed);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => keys.open('demand.text', altered), `byte ${at}`).toThrow(SealBroken);
    }
  });

  test('survive a change of key: the new one seals, both open', () => {
    const [old, fresh] = [key(), key()];
    const sealed = createFieldKeys([old]).seal('demand.text', '旧');
    const both = createFieldKeys([fresh, old]);
    expect(both.openText('demand.text', sealed)).toBe('旧');
    expect(createFieldKeys([fresh]).openText('demand.text', both.seal('demand.text', '新'))).toBe('新');
  });

  test('a key of the wrong length is refused', () => {
    expect(() => createFieldKeys([])).toThrow(/32 bytes/);
    expect(() => createFieldKeys([new Uint8Array(31)])).toThrow(/32 bytes/);
  });
});

describe('the index key', () => {
  test('keeps parts apart and domains apart', () => {
    const index = createIndexKey(key());
    expect(index.of('chat', 'a', 'bc')).not.toBe(index.of('chat', 'ab', 'c'));
    expect(index.of('chat', 'a')).not.toBe(index.of('user', 'a'));
    expect(index.of('chat', 'a')).toBe(index.of('chat', 'a'));
    expect(createIndexKey(key()).of('chat', 'a')).not.toBe(index.of('chat', 'a'));
  });
});
