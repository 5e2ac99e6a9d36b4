/** One suite, three stores: what a wake-up promises must not depend on where it waits. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EmbeddedDatabase, openPreparedPglite } from '../../test/harness/prepared.ts';
import { anyPrefix, closeTestEngines, due, openTestEngine, until } from '../../test/queue-engine.ts';
import { createTestDatabase, services, unlessMissing } from '../../test/services.ts';
import { jobId, LONGEST_DELAY_MS, minuteOf, parseWakeUp, QueueUnavailableError, type WakeUp } from './engine.ts';
import { openQueueEngine, type QueueStore } from './open.ts';
import { pause } from './patience.ts';

const available = await services();

/** One for all: an engine has what it keeps under a prefix of its own. */
let embedded: EmbeddedDatabase;
beforeAll(async () => {
  embedded = await openPreparedPglite();
}, 30_000);
afterAll(() => embedded.close());
afterEach(closeTestEngines);

interface Store {
  readonly name: string;
  readonly skip: boolean;
  start(): Promise<{ readonly backend: QueueStore; stop(): Promise<void> }>;
}

const STORES: Store[] = [
  {
    ...{ name: 'PGlite', skip: false },
    start: async () => ({ backend: { kind: 'pglite', db: embedded.pglite }, stop: async () => {} }),
  },
  {
    ...unlessMissing(available, 'postgres', 'PostgreSQL'),
    start: async () => {
      const database = await createTestDatabase();
      return { backend: { kind: 'postgres', url: database.url }, stop: database.drop };
    },
  },
  {
    ...unlessMissing(available, 'redis', 'Redis'),
    start: async () => ({
      backend: { kind: 'redis', url: available.redis?.url ?? '' },
      stop: async () => {},
    }),
  },
];

for (const store of STORES) {
  describe.skipIf(store.skip)(`the queue engine on ${store.name}`, () => {
    let backend: QueueStore;
    let stop: () => Promise<void>;
    let prefix: string;
    beforeAll(async () => {
      ({ backend, stop } = await store.start());
    }, 30_000);
    afterAll(() => stop());
    afterEach(async () => {
      // Redis keeps what an engine leaves behind; the databases are dropped as a whole.
      if (backend.kind !== 'redis') return;
      const { engine } = await openTestEngine(backend, prefix);
      await engine.wipe();
    });

    const start = async () => {
      prefix = anyPrefix();
      return openTestEngine(backend, prefix);
    };

    test('runs a job that is added, with nothing but kind, minute and shard', async () => {
      const { engine, seen } = await start();
      const ran: WakeUp[] = [];
      await engine.process({ due: async (job) => void ran.push(job) });
      const extra = { ...due(7, 3), secret: 'stays here' };
      await engine.wake(extra, 0);
      await until(() => expect(ran).toEqual([due(7, 3)]));
      expect(seen.lags).toHaveLength(1);
      expect(await engine.ready()).toBe(true);
    });

    test('runs a job that was added before anyone was there to run it', async () => {
      const { engine } = await start();
      await engine.wake(due(7), 0);
      expect(await engine.counts()).toEqual({ waiting: 1, delayed: 0, active: 0, failed: 0 });
      const ran: WakeUp[] = [];
      await engine.process({ due: async (job) => void ran.push(job) });
      await until(() => expect(ran).toEqual([due(7)]));
      await until(async () => expect(await engine.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 }));
    });

    test('runs a delayed job at its time, also when a later one was added first', async () => {
      const { engine } = await start();
      const ran: { job: WakeUp; afterMs: number }[] = [];
      await engine.process({ due: async (job) => void ran.push({ job, afterMs: Date.now() - added }) });
      const added = Date.now();
      await engine.wake(due(9), 60_000);
      await engine.wake(due(8), 600);
      expect(await engine.counts()).toMatchObject({ waiting: 0, delayed: 2 });
      await until(() => expect(ran).toHaveLength(1));
      expect(ran[0]?.job).toEqual(due(8));
      expect(ran[0]?.afterMs).toBeGreaterThanOrEqual(590);
      expect(ran[0]?.afterMs).toBeLessThan(1_600);
      expect(await engine.counts()).toMatchObject({ delayed: 1 });
    });

    test('runs the same kind, minute and shard once, and its neighbours for themselves', async () => {
      const { engine } = await start();
      await Promise.all([due(7), due(7), due(7, 1), due(8)].map((job) => engine.wake(job, 0)));
      await engine.wake(due(7), 0);
      await engine.wake({ kind: 'retry', minute: 7, shard: 0 }, 0);
      const ran: string[] = [];
      const note = async (job: WakeUp) => void ran.push(jobId(job));
      await engine.process({ due: note, retry: note });
      await until(() => expect(ran.toSorted()).toEqual(['due-7-0', 'due-7-1', 'due-8-0', 'retry-7-0']));
      await pause(150);
      expect(ran).toHaveLength(4);
    });

    test('runs a minute again after its job has run', async () => {
      const { engine } = await start();
      let runs = 0;
      await engine.process({
        due: async () => {
          runs += 1;
        },
      });
      for (const expected of [1, 2, 3]) {
        await engine.wake(due(7), 0);
        await until(() => expect(runs).toBe(expected));
      }
    });

    test('runs once more when it is woken while it runs', async () => {
      const { engine } = await start();
      let runs = 0;
      let finish = () => {};
      await engine.process({
        due: () => {
          runs += 1;
          return new Promise((resolve) => {
            finish = resolve;
          });
        },
      });
      await engine.wake(due(7), 0);
      await until(() => expect(runs).toBe(1));
      for (let press = 0; press < 5; press += 1) await engine.wake(due(7), 0);
      await pause(100);
      expect(runs).toBe(1);
      finish();
      await until(() => expect(runs).toBe(2));
      finish();
      await pause(200);
      expect(runs).toBe(2);
    });

    test('survives a wipe: what waited is forgotten, what comes runs', async () => {
      const { engine } = await start();
      await engine.wake(due(7), 0);
      await engine.wake(due(8), 60_000);
      await engine.wipe();
      expect(await engine.counts()).toMatchObject({ waiting: 0, delayed: 0 });
      const ran: WakeUp[] = [];
      await engine.process({ due: async (job) => void ran.push(job) });
      await engine.wipe();
      await engine.wake(due(8), 0);
      await until(() => expect(ran).toEqual([due(8)]));
    });

    test('goes on after a wipe in the middle of a job', async () => {
      const { engine } = await start();
      const ran: WakeUp[] = [];
      let finish = () => {};
      await engine.process({
        due: (job) => {
          ran.push(job);
          return job.minute === 7
            ? new Promise((resolve) => {
                finish = resolve;
              })
            : Promise.resolve();
        },
      });
      await engine.wake(due(7), 0);
      await until(() => expect(ran).toHaveLength(1));
      await engine.wipe();
      finish();
      await engine.wake(due(8), 0);
      await until(() => expect(ran).toEqual([due(7), due(8)]));
    });

    test('reports a handler that throws, and goes on', async () => {
      const { engine, seen } = await start();
      const ran: WakeUp[] = [];
      await engine.process({
        due: async (job) => {
          ran.push(job);
          if (ran.length === 1) throw new Error('the roll is missing');
        },
      });
      await engine.wake(due(7), 0);
      await until(() => expect(seen.errors).toHaveLength(1));
      expect(seen.errors[0]).toMatchObject({ job: due(7), error: { message: 'the roll is missing' } });
      await until(async () => expect(await engine.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 1 }));
      await engine.wake(due(7), 0);
      await until(() => expect(ran).toEqual([due(7), due(7)]));
    });

    test('drops a job of a kind nobody handles, and says so', async () => {
      const { engine, seen } = await start();
      await engine.process({ due: async () => {} });
      await engine.wake({ kind: 'constructor', minute: 1, shard: 0 }, 0);
      await until(() => expect(seen.warnings.join()).toContain('constructor'));
      await until(async () => expect(await engine.counts()).toMatchObject({ waiting: 0, active: 0 }));
    });

    test('waits for the running job when it closes, then takes nothing more', async () => {
      const { engine } = await start();
      const steps: string[] = [];
      await engine.process({
        due: async () => {
          steps.push('started');
          await pause(400);
          steps.push('finished');
        },
      });
      await engine.wake(due(7), 0);
      await until(() => expect(steps).toEqual(['started']));
      await engine.close();
      expect(steps).toEqual(['started', 'finished']);
      await expect(engine.wake(due(8), 0)).rejects.toThrow(QueueUnavailableError);
      expect(await engine.ready()).toBe(false);
      const { engine: next } = await openTestEngine(backend, prefix);
      expect(await next.counts()).toMatchObject({ waiting: 0, active: 0 });
    });

    test('wakes an idle worker at once, from another engine on the same store', async () => {
      const { engine: worker } = await start();
      const { engine: web } = await openTestEngine(backend, prefix);
      let ranAt = 0;
      await worker.process({
        due: async () => {
          ranAt = performance.now();
        },
      });
      await pause(300);
      const latencies: number[] = [];
      for (let minute = 0; minute < 7; minute += 1) {
        ranAt = 0;
        const addedAt = performance.now();
        await web.wake(due(minute), 0);
        await until(() => expect(ranAt).toBeGreaterThan(0));
        latencies.push(ranAt - addedAt);
        await pause(50);
      }
      const median = latencies.toSorted((a, b) => a - b)[3] ?? Number.NaN;
      // Without a notification a worker looks only every five seconds.
      expect(median).toBeLessThan(200);
    });
  });
}

describe('a wake-up', () => {
  test('is refused when it is malformed or too far away', async () => {
    const { engine } = await openTestEngine({ kind: 'pglite', db: embedded.pglite });
    for (const job of [
      { kind: '', minute: 1, shard: 0 },
      { kind: '7', minute: 1, shard: 0 },
      { kind: 'due:today', minute: 1, shard: 0 },
      { kind: 'due', minute: 1.5, shard: 0 },
      { kind: 'due', minute: -1, shard: 0 },
      { kind: 'due', minute: 1, shard: Number.NaN },
    ]) {
      await expect(engine.wake(job, 0)).rejects.toThrow(RangeError);
    }
    await expect(engine.wake(due(1), LONGEST_DELAY_MS + 1)).rejects.toThrow(RangeError);
    await expect(engine.wake(due(1), Number.NaN)).rejects.toThrow(RangeError);
    await engine.wake(due(1), LONGEST_DELAY_MS);
    await engine.wake(due(2), -5);
    expect(await engine.counts()).toMatchObject({ waiting: 1, delayed: 1 });
    await engine.close();
  });

  test('inside a database transaction is a loud error: on one connection it would wait for itself', async () => {
    const { db, pglite } = embedded;
    const { engine } = await openTestEngine({ kind: 'pglite', db: pglite });
    await expect(db.transaction(() => engine.wake(due(1), 0))).rejects.toThrow('inside a database transaction');
    await expect(db.transaction(() => engine.wipe())).rejects.toThrow('inside a database transaction');
    await engine.wake(due(1), 0);
    expect(await engine.counts()).toMatchObject({ waiting: 1 });
    await engine.close();
  });

  test('has an id of its own for every kind, minute and shard', () => {
    expect(minuteOf(Date.UTC(2026, 0, 1, 0, 0, 59, 999))).toBe(Date.UTC(2026, 0, 1) / 60_000);
    expect(jobId({ kind: 'a-1', minute: 2, shard: 3 })).not.toBe(jobId({ kind: 'a', minute: 1, shard: 2 }));
    expect(parseWakeUp({ kind: 'due', minute: 1, shard: 0, more: true })).toEqual(due(1));
    expect(parseWakeUp('due-1-0')).toBeUndefined();
    expect(parseWakeUp(null)).toBeUndefined();
  });
});

describe('a worker', () => {
  test('runs a queue that a wipe cut short has left paused', async () => {
    const db = embedded.pglite;
    const { engine } = await openTestEngine({ kind: 'pglite', db }, 'halfway');
    await db.query(`INSERT INTO halfway_queue.meta (queue, field, value) VALUES ('halfway-wake', 'paused', '1')`);
    await engine.wake(due(1), 0);
    const ran: WakeUp[] = [];
    await engine.process({ due: async (job) => void ran.push(job) });
    await until(() => expect(ran).toEqual([due(1)]));
    await expect(engine.process({})).rejects.toThrow('already');
    await engine.close();
  });

  test('survives hooks that throw', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const refuse = () => {
      throw new Error('this hook is broken');
    };
    const engine = await openQueueEngine({
      backend: { kind: 'pglite', db: embedded.pglite },
      hooks: { onJobError: refuse, onLag: refuse, warn: refuse },
    });
    const ran: WakeUp[] = [];
    await engine.process({
      due: async (job) => {
        ran.push(job);
        throw new Error('and so is the handler');
      },
    });
    await engine.wake(due(1), 0);
    await engine.wake({ kind: 'unknown', minute: 1, shard: 0 }, 0);
    await engine.wake(due(2), 0);
    await until(() => expect(ran).toEqual([due(1), due(2)]));
    expect(said).toHaveBeenCalled();
    said.mockRestore();
    await engine.close();
  });

  test('is refused a prefix that would not be a name everywhere', async () => {
    for (const prefix of ['', 'Lilong', '7th', 'a:b', 'a"b', 'a'.repeat(42)]) {
      await expect(openTestEngine({ kind: 'pglite', db: embedded.pglite }, prefix)).rejects.toThrow(RangeError);
    }
  });
});
