/**
 * The queue engine, over BullMQ, for every store. What BullMQ does not give by itself is here: bounded calls, a second
 * run for a wake-up that arrives while its job is running, and an end to closing even when the store is gone.
 */
import { type Job, withBackend } from 'bullmq';
import { assertOutsideTransaction } from '../../db/client.ts';
import {
  CALL_LIMIT_MS,
  jobId,
  LONGEST_DELAY_MS,
  parseWakeUp,
  type QueueCounts,
  type QueueEngine,
  type QueueHooks,
  QueueUnavailableError,
  type WakeHandler,
  type WakeUp,
} from './engine.ts';
import type { Link, NoConnection } from './link.ts';
import { quieted, within } from './patience.ts';

/** More calls than this waiting at once means the queue is not answering; the sweep has the rest. */
const MOST_CALLS_WAITING = 1_000;
/** How long after a handler the store may take to forget its job before a waiting repetition is added anyway. */
const FORGET_MS = 2_000;
const WIPE_LIMIT_MS = 60_000;

/**
 * One attempt, and nothing kept: the sweep repairs failures, and a kept job would block its id. BullMQ's event stream
 * is not read by anyone, so it is kept short.
 */
const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
const STREAMS = { events: { maxLen: 100 } } as const;
const CONNECTION: NoConnection = {};

type Classes = ReturnType<typeof withBackend<ReturnType<Link['backend']>, NoConnection>>;
type WakeQueue = InstanceType<Classes['Queue']>;
type WakeWorker = InstanceType<Classes['Worker']>;

interface Run {
  readonly job: WakeUp;
  /** When the same job was asked for again while it ran: the earliest time it is wanted, by the process's own counter (ms). */
  againAt?: number;
}

export class BullmqEngine implements QueueEngine {
  readonly kind: QueueEngine['kind'];
  readonly #link: Link;
  readonly #bullmq: Classes;
  readonly #queue: WakeQueue;
  readonly #name: string;
  readonly #concurrency: number;
  readonly #hooks: QueueHooks;
  readonly #complain: (message: string) => void;
  readonly #adding = new Map<string, Promise<unknown>>();
  readonly #running = new Map<string, Run>();
  readonly #handlers = new Set<Promise<void>>();
  #worker: WakeWorker | undefined;
  #failed = 0;
  #finished = 0;
  #closing: Promise<void> | undefined;

  /** Waits a moment for the store; opening succeeds without it, so that a start does not hang on a dead Redis. */
  static async open(link: Link, name: string, concurrency: number, hooks: QueueHooks): Promise<BullmqEngine> {
    const engine = new BullmqEngine(link, name, concurrency, hooks);
    const answered = await engine.#settles(link.ping());
    if (!answered) engine.#complain(`The queue in ${link.name} is away; until it answers the sweep does its work`);
    return engine;
  }

  private constructor(link: Link, name: string, concurrency: number, hooks: QueueHooks) {
    this.kind = link.kind;
    this.#link = link;
    this.#name = name;
    this.#concurrency = concurrency;
    this.#hooks = hooks;
    this.#complain = quieted((message) => this.#tell(() => this.#hooks.warn(message)));
    link.onTrouble((error) => this.#trouble(error));
    this.#bullmq = withBackend(link.backend);
    this.#queue = new this.#bullmq.Queue(name, { connection: CONNECTION, streams: STREAMS });
    this.#queue.on('error', (error) => this.#trouble(error));
  }

  async wake(job: WakeUp, delayMs: number): Promise<void> {
    assertOutsideTransaction('the queue');
    const wakeUp = parseWakeUp(job);
    if (!wakeUp) throw new RangeError(`Not a wake-up: ${JSON.stringify(job)}`);
    if (!(delayMs <= LONGEST_DELAY_MS)) {
      throw new RangeError(`A wake-up in ${delayMs} ms: nothing later than ${LONGEST_DELAY_MS} ms has a job`);
    }
    if (this.#closing) throw new QueueUnavailableError('The queue engine is closed');
    const delay = Math.max(0, Math.ceil(delayMs));
    const run = this.#running.get(jobId(wakeUp));
    if (run) {
      // The store would take this for a duplicate of the job that is running, which may have looked already.
      run.againAt = Math.min(run.againAt ?? Number.POSITIVE_INFINITY, performance.now() + delay);
      return;
    }
    await this.#bounded('wake', () => this.#add(wakeUp, delay));
  }

  async process(handlers: Readonly<Record<string, WakeHandler>>): Promise<void> {
    if (this.#worker) throw new Error('This queue engine is processing already');
    if (this.#closing) throw new QueueUnavailableError('The queue engine is closed');
    const worker = new this.#bullmq.Worker(this.#name, (job) => this.#run(job, handlers), {
      connection: CONNECTION,
      concurrency: this.#concurrency,
      // Notifications wake an idle worker; this is how soon it looks by itself should one be lost.
      drainDelay: 5,
      runRetryDelay: 1_000,
    });
    this.#worker = worker;
    worker.on('error', (error) => this.#trouble(error));
    worker.on('completed', (job) => this.#forgotten(job.id));
    worker.on('failed', (job, error) => {
      this.#trouble(error);
      this.#forgotten(job?.id);
    });
    // A wipe that was cut short leaves the queue paused, and a paused queue would look healthy and run nothing.
    await within(CALL_LIMIT_MS, `The queue in ${this.#link.name}`, this.#queue.resume()).catch((error: Error) =>
      this.#trouble(error),
    );
  }

  async counts(): Promise<QueueCounts> {
    const counts = await this.#bounded('counts', () => this.#queue.getJobCounts('waiting', 'delayed', 'active'));
    return {
      waiting: counts.waiting ?? 0,
      delayed: counts.delayed ?? 0,
      active: counts.active ?? 0,
      failed: this.#failed,
    };
  }

  async wipe(): Promise<void> {
    assertOutsideTransaction('the queue');
    await this.#bounded('wipe', () => this.#queue.obliterate({ force: true }), WIPE_LIMIT_MS);
  }

  async ready(): Promise<boolean> {
    try {
      await this.#bounded('ping', () => this.#link.ping());
      return true;
    } catch {
      return false;
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#worker) {
      const stopped = this.#worker.close();
      // Handlers are waited for as long as they take, the store only for a moment: it may be gone. A fetch that was under
      // way may still bring one more job.
      do {
        await Promise.allSettled(this.#handlers);
        if (!this.#link.reachable()) await this.#settles(this.#link.close());
      } while (!(await this.#settles(stopped)) && this.#handlers.size > 0);
    }
    await this.#settles(this.#queue.close());
    await this.#settles(this.#link.close());
  }

  /** Whether the store went along with it in time; if not, it is left behind. */
  async #settles(work: Promise<void>): Promise<boolean> {
    try {
      await within(CALL_LIMIT_MS, `The queue in ${this.#link.name}`, work);
      return true;
    } catch {
      return false;
    }
  }

  /** One add per job id under way at a time; a caller who asks for the same shares it. */
  #add(job: WakeUp, delay: number): Promise<unknown> {
    const id = jobId(job);
    const underway = this.#adding.get(id);
    if (underway) return underway;
    if (this.#adding.size >= MOST_CALLS_WAITING) {
      return Promise.reject(this.#unavailable(`has ${MOST_CALLS_WAITING} calls waiting`));
    }
    const added = this.#queue
      .add(job.kind, job, { ...JOB_OPTIONS, jobId: id, delay })
      .finally(() => this.#adding.delete(id));
    this.#adding.set(id, added);
    return added;
  }

  async #run(stored: Job, handlers: Readonly<Record<string, WakeHandler>>): Promise<void> {
    const job = parseWakeUp(stored.data);
    const handler = job && Object.hasOwn(handlers, job.kind) ? handlers[job.kind] : undefined;
    if (!job || !handler) {
      this.#complain(`Dropped a job nobody here handles: ${String(stored.name).slice(0, 40)}`);
      return;
    }
    const dueAt = stored.timestamp + (stored.opts.delay ?? 0);
    this.#tell(() => this.#hooks.onLag(job, Math.max(0, Date.now() - dueAt)));
    const id = stored.id ?? jobId(job);
    const run: Run = { job };
    this.#running.set(id, run);
    const handled = this.#handle(job, handler);
    this.#handlers.add(handled);
    await handled;
    this.#handlers.delete(handled);
    setTimeout(() => this.#running.get(id) === run && this.#forgotten(id), FORGET_MS).unref();
    this.#keepUp();
  }

  async #handle(job: WakeUp, handler: WakeHandler): Promise<void> {
    try {
      await handler(job);
    } catch (thrown) {
      this.#failed += 1;
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      this.#tell(() => this.#hooks.onJobError(job, error));
    }
  }

  /** The store has let go of the id: a wake-up that came during the run can be added now. */
  #forgotten(id: string | undefined): void {
    const run = id === undefined ? undefined : this.#running.get(id);
    if (id === undefined || !run) return;
    this.#running.delete(id);
    if (run.againAt === undefined || this.#closing) return;
    this.wake(run.job, run.againAt - performance.now()).catch((error: Error) => this.#trouble(error));
  }

  #keepUp(): void {
    const { upkeep } = this.#link;
    this.#finished += 1;
    if (!upkeep || this.#finished % upkeep.everyJobs !== 0 || this.#closing) return;
    upkeep.run().catch((error: Error) => this.#trouble(error));
  }

  async #bounded<T>(what: string, call: () => Promise<T>, limitMs = CALL_LIMIT_MS): Promise<T> {
    if (this.#closing) throw new QueueUnavailableError('The queue engine is closed');
    if (!this.#link.reachable()) throw this.#unavailable('is not reachable');
    try {
      return await within(limitMs, `The queue in ${this.#link.name}`, call());
    } catch (error) {
      if (error instanceof QueueUnavailableError) throw error;
      throw this.#unavailable(`refused "${what}": ${error instanceof Error ? error.message : String(error)}`, error);
    }
  }

  #unavailable(what: string, cause?: unknown): QueueUnavailableError {
    return new QueueUnavailableError(`The queue in ${this.#link.name} ${what}`, { cause });
  }

  #trouble(error: Error): void {
    if (this.#closing) return;
    const reason = error.message || ('code' in error ? String(error.code) : error.name);
    this.#complain(`The queue in ${this.#link.name}: ${reason}`);
  }

  /** A hook that throws must not take a job, or the process, with it. */
  #tell(hook: () => void): void {
    try {
      hook();
    } catch (error) {
      console.error('A hook of the queue engine threw', error);
    }
  }
}
