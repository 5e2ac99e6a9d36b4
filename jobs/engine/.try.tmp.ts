import { PGlite } from '@electric-sql/pglite';
import { openQueueEngine } from './open.ts';
import pg from 'pg';
const which = process.argv[2];
const hooks = { onJobError: (j: unknown, e: Error) => console.log('joberr', j, e.message), onLag: () => {}, warn: (m: string) => console.log(m) };
const backend = which === 'pglite' ? { kind: 'pglite' as const, db: await PGlite.create(process.argv[3] ?? 'memory://') } : which === 'postgres' ? { kind: 'postgres' as const, url: 'postgres://postgres@127.0.0.1:5432/lilong_try' } : { kind: 'redis' as const, url: 'redis://127.0.0.1:6379' };
if (which === 'postgres') { const c = new pg.Client('postgres://postgres@127.0.0.1:5432/postgres'); await c.connect(); await c.query('drop database if exists lilong_try with (force)'); await c.query('create database lilong_try'); await c.end(); }
let t = performance.now();
const engine = await openQueueEngine({ backend, prefix: 'try', concurrency: 4, hooks });
console.log(which, 'open', (performance.now() - t).toFixed(0), 'ms');
let ran = 0; let rejected = 0; const why = new Set<string>(); let at = 0; let waiter: (() => void) | undefined;
await engine.process({ due: async () => { ran++; at = performance.now(); waiter?.(); } });
await new Promise(r => setTimeout(r, 1000));
console.log('ready', await engine.ready());
const lat: number[] = [];
for (let i = 0; i < 20; i++) {
  await new Promise(r => setTimeout(r, 150));
  const got = new Promise<void>(r => { waiter = r });
  const s = performance.now();
  await engine.wake({ kind: 'due', minute: i, shard: 0 }, 0);
  await got; lat.push(at - s);
}
lat.sort((a, b) => a - b);
console.log('idle wake ms: min', lat[0]!.toFixed(1), 'median', lat[10]!.toFixed(1), 'max', lat[19]!.toFixed(1));
const late: number[] = [];
for (let i = 0; i < 5; i++) {
  const got = new Promise<void>(r => { waiter = r });
  const s = performance.now();
  await engine.wake({ kind: 'due', minute: 500+i, shard: 0 }, 700);
  await got; late.push(at - s - 700);
}
console.log('delayed lateness', late.map(x => x.toFixed(1)).join(' '));
waiter = undefined; ran = 0;
const N = 3000;
t = performance.now();
await Promise.all(Array.from({ length: 900 }, (_, i) => engine.wake({ kind: 'due', minute: 1000 + i, shard: 0 }, 0).catch(e=>{rejected++;why.add(e.message)})));
for (let b = 900; b < N; b += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => engine.wake({ kind: 'due', minute: 1000 + b + i, shard: 0 }, 0).catch(e=>{rejected++;why.add(e.message)})));
console.log('rejected', rejected, [...why]); const added = performance.now();
while (ran < N - rejected && performance.now() - t < 60000) await new Promise(r => setTimeout(r, 5));
console.log('throughput', N, 'jobs: add', (N / ((added - t) / 1000)).toFixed(0) + '/s,', 'end to end', (ran / ((performance.now() - t) / 1000)).toFixed(0) + '/s', ran);
console.log(await engine.counts());
if (backend.kind === 'pglite') console.log((await backend.db.query(`select relname, pg_total_relation_size(relid) s, n_live_tup l, n_dead_tup d from pg_stat_user_tables where schemaname='try_queue' and pg_total_relation_size(relid)>50000 `)).rows);
await engine.wipe();
t = performance.now(); await engine.close(); console.log('close', (performance.now() - t).toFixed(0));
