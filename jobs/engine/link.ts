/**
 * What the one engine needs to know about the store behind it. Three files make one: `pglite.ts`, `postgres.ts`,
 * `redis.ts`.
 */
import type { BackendFactory, IQueueBackend } from 'bullmq';
import type { EngineKind } from './engine.ts';

/** BullMQ's classes insist on a `connection` option; a link brings its own connections, so nothing is passed there. */
export type NoConnection = Readonly<Record<never, never>>;

export interface Link {
  readonly kind: EngineKind;
  /** How an operator's message names the store. */
  readonly name: string;
  /** Makes the backend of one BullMQ class; the connections behind it belong to the link. */
  readonly backend: BackendFactory<IQueueBackend, NoConnection>;
  /** False when it is already known that a call would fail. */
  reachable(): boolean;
  /** Resolves when the store answers, which may be never. */
  ping(): Promise<void>;
  /** Reports the connections' own trouble. */
  onTrouble(report: (error: Error) => void): void;
  /** Housekeeping the store does not do by itself, after this many jobs. */
  readonly upkeep?: { readonly everyJobs: number; run(): Promise<void> };
  /** Closes the connections, whatever state they are in. */
  close(): Promise<void>;
}
