/** What the pipeline runs on; built once in `src/runtime.ts` and handed to every part. */
import type { Database } from '../../db/client.ts';
import type { FieldKeys, IndexKey } from '../../db/sealed.ts';
import type { ChannelAdapter, ChatAddress, Language, Platform } from '../channel.ts';
import type { PictureUrl } from '../notices/demand-card.ts';
import type { PaperUrl } from '../notices/papers.ts';
import type { Policies } from '../usecases/policies.ts';
import type { DomainClock } from './clock.ts';

/** Structured, and free of personal data: ids, kinds, counts and durations only. */
export type Log = (
  level: 'info' | 'warn' | 'error',
  event: string,
  detail?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;

/** All of an error that a log may hold: its text may quote a person. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');

export interface Counters {
  add(name: CounterName, labels?: Readonly<Record<string, string>>, by?: number): void;
  observe(name: 'answer_seconds' | 'inbox_wait_seconds' | 'job_lag_seconds', seconds: number): void;
}
export type CounterName =
  | 'inbox_stored'
  | 'inbox_duplicate'
  | 'inbox_done'
  | 'inbox_failed'
  | 'inbox_parked'
  | 'outbox_settled'
  | 'reply_tokens'
  | 'sweep_repairs'
  | 'due_done'
  | 'sweep_doubles'
  | 'ledger_sealed';

export interface Context {
  readonly db: Database;
  readonly keys: FieldKeys;
  readonly index: IndexKey;
  readonly policies: Policies;
  readonly clock: DomainClock;
  readonly adapters: ReadonlyMap<Platform, ChannelAdapter>;
  /** Names this process in leases; new at every start, so a restarted process never mistakes old leases for its own. */
  readonly processId: string;
  readonly pictureUrl: PictureUrl;
  /** The address of a calendar; undefined when nobody outside could open it. */
  readonly calendarUrl: (secret: string) => string | undefined;
  /** A page of the public board, by its path there; undefined likewise. */
  readonly boardUrl: (path: string, language: Language) => string | undefined;
  readonly paperUrl: PaperUrl;
  readonly log: Log;
  readonly counters: Counters;
}

export const privateLinkOf = (
  context: Pick<Context, 'adapters'>,
  address: ChatAddress,
  payload: string,
): string | undefined => context.adapters.get(address.platform)?.privateLink(payload);
