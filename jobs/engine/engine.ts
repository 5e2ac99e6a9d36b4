/**
 * What the rest of the project knows of the job queue: it can be asked to wake a kind of work near a minute, and it
 * calls that kind's handler. Nothing else.
 *
 * The queue holds no truth. A job is only `{kind, minute, shard}`; what is due stands in the `schedule` and `outbox`
 * tables, and a sweep finds whatever a lost, late or wiped queue forgot. So no method here is ever on the path of a
 * person's message, every call is bounded in time, and a handler must be harmless when it runs twice or too early.
 */

export type EngineKind = 'pglite' | 'postgres' | 'redis';

/** One wake-up: "something of this kind is due in this minute". `shard` spreads one minute over several workers. */
export interface WakeUp {
  /** Lower-case letters, digits and hyphens, starting with a letter: `due`, `outbox-retry`. */
  readonly kind: string;
  /** Minutes since 1970, see {@link minuteOf}. */
  readonly minute: number;
  readonly shard: number;
}

export type WakeHandler = (job: WakeUp) => Promise<void>;

export interface QueueCounts {
  readonly waiting: number;
  readonly delayed: number;
  readonly active: number;
  /** Handlers that threw in this process. A failed job leaves the queue at once, so that its id can be used again. */
  readonly failed: number;
}

export interface QueueHooks {
  /** A handler threw. The job is gone; the sweep brings back what it left undone. */
  onJobError(job: WakeUp, error: Error): void;
  /** How long after its due time a job started, for the metrics. */
  onLag(job: WakeUp, lagMs: number): void;
  /** The queue's own trouble, one line for the operator; what repeats itself is said once in 30 seconds. */
  warn(message: string): void;
}

export interface QueueEngine {
  readonly kind: EngineKind;
  /**
   * Adds the job, or does nothing when the same kind, minute and shard is already waiting (the first delay stands).
   * While that job runs in this process, it is run once more afterwards. Settles within {@link CALL_LIMIT_MS}; a
   * rejection is a {@link QueueUnavailableError} and means "left to the sweep". Throws inside a database transaction.
   *
   * @param delayMs at most {@link LONGEST_DELAY_MS}: anything later has no job yet
   */
  wake(job: WakeUp, delayMs: number): Promise<void>;
  /** Starts running jobs with these handlers, by kind. Once per engine. */
  process(handlers: Readonly<Record<string, WakeHandler>>): Promise<void>;
  counts(): Promise<QueueCounts>;
  /** Forgets every job. For operators and tests; nothing may depend on a job surviving, or on this being called. */
  wipe(): Promise<void>;
  /** Whether the queue answers now. */
  ready(): Promise<boolean>;
  /** Takes no new jobs, waits for the running ones, lets go of its connections (never of a database it was given). */
  close(): Promise<void>;
}

/** No call on the engine waits longer than this for the queue behind it. */
export const CALL_LIMIT_MS = 2_000;

/** Nothing later than ten minutes has a job: the schedule rows are the future, the queue is only the next moment. */
export const LONGEST_DELAY_MS = 10 * 60_000;

/** The queue did not answer; the work itself is safe in the database. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}

export function minuteOf(epochMs: number): number {
  return Math.floor(epochMs / 60_000);
}

/**
 * The job id. BullMQ refuses custom ids that contain `:` or consist of digits only
 * (https://docs.bullmq.io/guide/jobs/job-ids); a kind starts with a letter and the separator is a hyphen.
 */
export function jobId({ kind, minute, shard }: WakeUp): string {
  return `${kind}-${minute}-${shard}`;
}

/** Reads a job back, from our own call or from the store, where anything may stand. */
export function parseWakeUp(value: unknown): WakeUp | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, minute, shard } = value as Partial<Record<keyof WakeUp, unknown>>;
  if (typeof kind !== 'string' || !/^[a-z][a-z0-9-]{0,39}$/.test(kind)) return undefined;
  if (!isCount(minute) || !isCount(shard)) return undefined;
  return { kind, minute, shard };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
