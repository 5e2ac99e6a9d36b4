/**
 * What one line of the ledger says. It names things by surrogate id and never carries words people wrote: the changed
 * row appears only as a salted digest, so an erased row leaves a line that proves something was there and nothing else.
 */
import type { Role } from '../permissions/roles.ts';

export interface LedgerEntry {
  readonly v: 1;
  /** Domain time, RFC 3339 in UTC. */
  readonly at: string;
  readonly action: string;
  /** `<kind>:<id>` of the changed row, or of the thing that was decided. */
  readonly subject: string;
  readonly by: { readonly role: Role; readonly person?: string };
  readonly command: string;
  /** Hex SHA-256 of salt and canonical row; absent when the row is gone (`erased`). */
  readonly digest?: string;
  readonly erased?: true;
  readonly community?: string;
  /** A code, never free text. */
  readonly reason?: string;
  /** Short facts that may be public: state changes, counts. */
  readonly facts?: { readonly [key: string]: string | number | boolean };
}

/** The first link: 32 zero bytes. */
export const GENESIS_HASH = '00'.repeat(32);
