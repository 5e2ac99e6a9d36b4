/**
 * Sealed fields: the one place that encrypts and indexes personal data in the database (AES-256-GCM).
 *
 * Format of a sealed value: version (1 byte) · key id (4) · nonce (12) · tag (16) · ciphertext. The key id says which
 * of several keys opens it, so `FIELD_KEY=new,old` rotates without downtime: the first key seals, every key opens.
 * The purpose (`table.column`) is authenticated, so a value moved to another column does not open.
 * `db/sealed-web.ts` writes the same format with Web Crypto for the edge.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { HEADER_BYTES, indexInput, KEY_ID_BYTES, NONCE_BYTES, SEAL_VERSION } from './seal-format.ts';

/** The value was sealed with a key that is not in `FIELD_KEY`, for another purpose, or was altered. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

export interface FieldKeys {
  seal(purpose: string, plain: string | Uint8Array): Uint8Array;
  open(purpose: string, sealed: Uint8Array): Uint8Array;
  openText(purpose: string, sealed: Uint8Array): string;
  sealJson(purpose: string, value: unknown): Uint8Array;
  /** The caller validates: what comes out is what went in, possibly by an older release. */
  openJson(purpose: string, sealed: Uint8Array): unknown;
}

/** Turns platform ids into stable, meaningless keys for routing columns (HMAC-SHA256 with the installation's index key). */
export interface IndexKey {
  of(domain: string, ...parts: readonly string[]): string;
}

/** Random bytes are asked for in stock: a call for each nonce costs as much as the sealing itself. */
const NONCES_IN_STOCK = 256;
let stock = Buffer.alloc(0);

function nextNonce(): Buffer {
  if (stock.length === 0) stock = randomBytes(NONCES_IN_STOCK * NONCE_BYTES);
  const nonce = stock.subarray(0, NONCE_BYTES);
  stock = stock.subarray(NONCE_BYTES);
  return nonce;
}

const keyId = (key: Uint8Array): string =>
  createHash('sha256').update(key).digest().subarray(0, KEY_ID_BYTES).toString('hex');

/** @param keys 32-byte keys, the sealing one first. */
export function createFieldKeys(keys: readonly Uint8Array[]): FieldKeys {
  const [first] = keys;
  if (!first || keys.some((key) => key.length !== 32)) throw new Error('FIELD_KEY must hold keys of exactly 32 bytes');
  const byId = new Map(keys.map((key) => [keyId(key), key]));
  const sealingId = Buffer.from(keyId(first), 'hex');

  const seal = (purpose: string, plain: string | Uint8Array): Uint8Array => {
    const nonce = nextNonce();
    const cipher = createCipheriv('aes-256-gcm', first, nonce);
    cipher.setAAD(Buffer.from(purpose));
    const body = Buffer.concat([cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain), cipher.final()]);
    return Buffer.concat([Buffer.of(SEAL_VERSION), sealingId, nonce, cipher.getAuthTag(), body]);
  };

  const open = (purpose: string, sealed: Uint8Array): Uint8Array => {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < HEADER_BYTES || bytes[0] !== SEAL_VERSION)
      throw new SealBroken(`${purpose}: not a sealed value`);
    const key = byId.get(bytes.subarray(1, 1 + KEY_ID_BYTES).toString('hex'));
    if (!key) throw new SealBroken(`${purpose}: sealed with a key that FIELD_KEY does not hold`);
    const nonceEnd = 1 + KEY_ID_BYTES + NONCE_BYTES;
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1 + KEY_ID_BYTES, nonceEnd));
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(nonceEnd, HEADER_BYTES));
    try {
      return Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]);
    } catch {
      throw new SealBroken(`${purpose}: altered, or sealed for another column`);
    }
  };

  const openText = (purpose: string, sealed: Uint8Array): string => Buffer.from(open(purpose, sealed)).toString('utf8');
  return {
    seal,
    open,
    openText,
    sealJson: (purpose, value) => seal(purpose, JSON.stringify(value)),
    openJson: (purpose, sealed) => JSON.parse(openText(purpose, sealed)) as unknown,
  };
}

export function createIndexKey(key: Uint8Array): IndexKey {
  return {
    of: (domain, ...parts) => createHmac('sha256', key).update(indexInput(domain, parts)).digest('base64url'),
  };
}
