/** LINE's signature checked with `node:crypto`: on the spot, where Web Crypto takes longer than everything around it. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verify } from './receive.ts';

export const nodeVerifier =
  (secret: string): Verify =>
  (body, signature) => {
    const expected = createHmac('sha256', secret).update(body).digest();
    return signature.byteLength === expected.byteLength && timingSafeEqual(signature, expected);
  };
