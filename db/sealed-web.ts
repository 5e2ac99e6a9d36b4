/**
 * Sealed fields for the edge: the same sealed values and the same index keys as `db/sealed.ts`, made with Web Crypto,
 * because the edge has no `node:crypto`. `db/sealed-web.test.ts` proves that each opens what the other sealed.
 *
 * Web Crypto appends the authentication tag to the ciphertext; the sealed format keeps it in the header (`seal-format.ts`),
 * so both directions move it.
 */
import { HEADER_BYTES, indexInput, KEY_ID_BYTES, NONCE_BYTES, SEAL_VERSION, TAG_BYTES } from './seal-format.ts';

/** The value was sealed with a key that is not in `FIELD_KEY`, for another purpose, or was altered. */
export class WebSealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** What the edge needs of `FieldKeys` in `db/sealed.ts`; Web Crypto is asynchronous. */
export interface WebFieldKeys {
  seal(purpose: string, plain: string | Uint8Array): Promise<Uint8Array>;
  open(purpose: string, sealed: Uint8Array): Promise<Uint8Array>;
}

/** The asynchronous `IndexKey` of `db/sealed.ts`. */
export interface WebIndexKey {
  of(domain: string, ...parts: readonly string[]): Promise<string>;
}

const TAG_AT = 1 + KEY_ID_BYTES + NONCE_BYTES;
/** Web Crypto refuses views on shared memory; text and copies never are. */
type Bytes = Uint8Array<ArrayBuffer>;

const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param keys 32-byte keys, the sealing one first. */
export async function createWebFieldKeys(keys: readonly Uint8Array[]): Promise<WebFieldKeys> {
  const ring = await Promise.all(keys.filter((key) => key.length === 32).map(importFieldKey));
  const [first] = ring;
  if (!first || ring.length !== keys.length) throw new Error('FIELD_KEY must hold keys of exactly 32 bytes');
  const byId = new Map(ring.map(({ id, key }) => [hex(id), key]));

  return {
    async seal(purpose, plain) {
      const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
      const bytes = typeof plain === 'string' ? utf8(plain) : new Uint8Array(plain);
      const made = new Uint8Array(await crypto.subtle.encrypt(aesGcm(nonce, purpose), first.key, bytes));
      const bodyBytes = made.length - TAG_BYTES;
      const sealed = new Uint8Array(HEADER_BYTES + bodyBytes);
      sealed[0] = SEAL_VERSION;
      sealed.set(first.id, 1);
      sealed.set(nonce, 1 + KEY_ID_BYTES);
      sealed.set(made.subarray(bodyBytes), TAG_AT);
      sealed.set(made.subarray(0, bodyBytes), HEADER_BYTES);
      return sealed;
    },

    async open(purpose, sealed) {
      if (sealed.length < HEADER_BYTES || sealed[0] !== SEAL_VERSION) {
        throw new WebSealBroken(`${purpose}: not a sealed value`);
      }
      const key = byId.get(hex(sealed.subarray(1, 1 + KEY_ID_BYTES)));
      if (!key) throw new WebSealBroken(`${purpose}: sealed with a key that FIELD_KEY does not hold`);
      const nonce = sealed.slice(1 + KEY_ID_BYTES, TAG_AT);
      const bodyBytes = sealed.length - HEADER_BYTES;
      const made = new Uint8Array(bodyBytes + TAG_BYTES);
      made.set(sealed.subarray(HEADER_BYTES), 0);
      made.set(sealed.subarray(TAG_AT, HEADER_BYTES), bodyBytes);
      try {
        return new Uint8Array(await crypto.subtle.decrypt(aesGcm(nonce, purpose), key, made));
      } catch {
        throw new WebSealBroken(`${purpose}: altered, or sealed for another column`);
      }
    },
  };
}

export async function createWebIndexKey(key: Uint8Array): Promise<WebIndexKey> {
  const hmac = await crypto.subtle.importKey('raw', new Uint8Array(key), { name: 'HMAC', hash: 'SHA-256' }, false, [
    'sign',
  ]);
  return {
    async of(domain, ...parts) {
      const digest = await crypto.subtle.sign('HMAC', hmac, utf8(indexInput(domain, parts)));
      return btoa(String.fromCharCode(...new Uint8Array(digest)))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '');
    },
  };
}

async function importFieldKey(key: Uint8Array): Promise<{ readonly id: Uint8Array; readonly key: CryptoKey }> {
  const bytes = new Uint8Array(key);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return {
    id: digest.subarray(0, KEY_ID_BYTES),
    key: await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']),
  };
}

function aesGcm(nonce: Uint8Array, purpose: string): AesGcmParams {
  return { name: 'AES-GCM', iv: new Uint8Array(nonce), additionalData: utf8(purpose), tagLength: TAG_BYTES * 8 };
}
