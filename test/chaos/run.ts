/**
 * `npm run chaos`: kills, cuts and wipes what the product stands on while people use it, then counts.
 * Nothing acknowledged may be lost, no state may change twice, and every message's fate is accepted, refused, or
 * unknown and listed. Prints what it counted as it goes, and one line of JSON at the end; exit code 1 on any violation.
 *
 *   npm run chaos -- --short --seed 7 --only kill-embedded
 */
import { parseArgs } from 'node:util';
import { services } from '../services.ts';
import { createRandom } from './random.ts';
import type { Run, Scenario } from './scenario.ts';

import { clockSteps } from './scenarios/clock-steps.ts';
import { deadlinesTwoWorkers, deadlinesWithoutRedis } from './scenarios/deadlines.ts';
import { downtime } from './scenarios/downtime.ts';
import { killEmbedded } from './scenarios/kill-embedded.ts';
import { killPostgres, killRedis } from './scenarios/kill-postgres.ts';
import { platformOutcomes } from './scenarios/platform-outcomes.ts';
import { postgresRestarts } from './scenarios/postgres-restarts.ts';
import { queueWiped, queueWipedRedis } from './scenarios/queue-wiped.ts';
import { secondProcess } from './scenarios/second-process.ts';
import { doubleTaps, votesKilled } from './scenarios/votes.ts';

/** Those that keep the machine busy beside those that mostly wait. */
const SCENARIOS: readonly Scenario[] = [
  killEmbedded,
  platformOutcomes,
  killPostgres,
  downtime,
  killRedis,
  queueWiped,
  postgresRestarts,
  queueWipedRedis,
  votesKilled,
  doubleTaps,
  deadlinesWithoutRedis,
  deadlinesTwoWorkers,
  clockSteps,
  secondProcess,
];
/** A short run does two at a time; each has its own folders, databases and ports. */
const AT_ONCE = { short: 2, long: 1 } as const;

interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly skipped?: string;
  readonly seconds: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly string[];
}

const running = new Set<() => Promise<void>>();

async function runOne(scenario: Scenario, seed: number, short: boolean): Promise<Outcome> {
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 100) / 10;
  const counts: Record<string, number> = {};
  const violations: string[] = [];
  const attached: { readonly name: string; readonly text: () => string }[] = [];
  const cleanups: (() => void | Promise<void>)[] = [];
  const cleanUp = async () => {
    for (let next = cleanups.pop(); next; next = cleanups.pop()) {
      try {
        await next();
      } catch (error) {
        violations.push(`cleaning up failed: ${String(error)}`);
      }
    }
  };
  running.add(cleanUp);
  const run: Run = {
    short,
    seed,
    random: createRandom(seed).fork(scenario.name),
    count: (name, value) => {
      counts[name] = (counts[name] ?? 0) + value;
    },
    say: (line) => console.log(`       ${seconds()} s ${scenario.name}: ${line}`),
    expect: (holds, what) => {
      if (!holds) violations.push(what);
    },
    attach: (name, text) => attached.push({ name, text }),
    defer: (cleanup) => cleanups.push(cleanup),
  };
  const limitMs = short ? scenario.limitMs.short : scenario.limitMs.long;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not finished after ${limitMs / 1000} s`)), limitMs);
  });
  try {
    await Promise.race([scenario.run(run), late]);
  } catch (error) {
    violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    clearTimeout(timer);
  }
  const evidence = violations.length > 0 ? attached.map(({ name, text }) => `--- ${name}\n${text()}`) : [];
  await cleanUp();
  running.delete(cleanUp);
  const ok = violations.length === 0;
  const figures = Object.entries(counts).map(([name, value]) => `${name} ${value}`);
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${scenario.name} (${seconds()} s)\n         ${figures.join(' · ')}`);
  for (const violation of violations.slice(0, 20)) console.log(`       ! ${violation}`);
  for (const text of evidence) console.log(text);
  return { name: scenario.name, ok, seconds: seconds(), counts, violations };
}

function skip({ name }: Scenario, missing: readonly string[]): Outcome {
  const skipped = `${missing.join(' and ')} not available`;
  console.log(`skip   ${name}: ${skipped}`);
  return { name, ok: true, skipped, seconds: 0, counts: {}, violations: [] };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { short: { type: 'boolean', default: false }, seed: { type: 'string' }, only: { type: 'string' } },
  });
  const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error('--seed takes a whole number');
  const chosen = values.only?.split(',');
  const unknown = chosen?.filter((name) => !SCENARIOS.some((scenario) => scenario.name === name)) ?? [];
  if (unknown.length > 0) {
    throw new Error(`--only ${unknown.join(',')}: use ${SCENARIOS.map((scenario) => scenario.name).join(', ')}`);
  }
  const available = await services();
  console.log(`chaos, seed ${seed}${values.short ? ', short' : ''}`);
  const outcomes: Outcome[] = [];
  const left = SCENARIOS.filter(({ name }) => chosen?.includes(name) ?? true);
  const oneByOne = async () => {
    for (let scenario = left.shift(); scenario; scenario = left.shift()) {
      const missing = scenario.needs?.filter((service) => available[service] === undefined) ?? [];
      outcomes.push(missing.length > 0 ? skip(scenario, missing) : await runOne(scenario, seed, values.short));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE[values.short ? 'short' : 'long'] }, oneByOne));
  const ok = outcomes.every((outcome) => outcome.ok);
  console.log(JSON.stringify({ chaos: true, seed, short: values.short, ok, scenarios: outcomes }));
  process.exit(ok ? 0 : 1);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    Promise.all([...running].map((cleanUp) => cleanUp())).finally(() => process.exit(130));
  });
}
main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(2);
});
