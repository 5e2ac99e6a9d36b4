/** Everything `lilong doctor` looks at, from inside the running process: platforms, clock, machine, database, queue, quota. */

import type { Examination, Finding } from '../../channel.ts';
import type { Config } from '../../config.ts';
import type { Runtime } from '../../runtime.ts';
import { pageQuota } from '../../usecases/outbox/quota.ts';
import { examineDatabase, examineQueue } from './database.ts';
import { examineClock, examineMachine } from './machine.ts';

/** The share of the month's messages from which on an operator wants to know. */
const NEARLY_SPENT = 0.9;

export async function examine(
  { context, queue }: Runtime,
  { publicBaseUrl, dataDir }: Pick<Config, 'publicBaseUrl' | 'dataDir'>,
): Promise<Finding[]> {
  const platforms: [string, Examination | undefined][] = await Promise.all(
    [...context.adapters.values()].map(
      async (adapter): Promise<[string, Examination | undefined]> => [
        adapter.platform,
        await adapter.examine?.({ ...(publicBaseUrl !== undefined && { publicBaseUrl }) }),
      ],
    ),
  );
  const clocks = platforms.flatMap(([platform, told]) =>
    told?.clockAheadMs === undefined ? [] : [examineClock(platform, told.clockAheadMs)],
  );
  return [
    address(publicBaseUrl),
    ...platforms.flatMap(([, told]) => told?.findings ?? []),
    ...clocks,
    ...(await examineMachine(dataDir)),
    ...(await examineDatabase(context.db, context.clock.now().toString())),
    await examineQueue(queue),
    ...(await quota(context.db.direct)),
  ];
}

function address(publicBaseUrl: string | undefined): Finding {
  const check = 'address';
  if (publicBaseUrl === undefined)
    return {
      check,
      level: 'warn',
      says: 'PUBLIC_BASE_URL is not set: no webhook is registered, and LINE shows no pictures.',
      mend: 'Set it to the address people and platforms reach this installation at.',
    };
  return publicBaseUrl.startsWith('https://')
    ? { check, level: 'ok', says: `People and platforms come to ${publicBaseUrl}.` }
    : {
        check,
        level: 'fail',
        says: `PUBLIC_BASE_URL is ${publicBaseUrl}; both platforms take https only.`,
        mend: 'Put a server with a certificate in front, and set its https address.',
      };
}

async function quota(tx: Runtime['context']['db']['direct']): Promise<Finding[]> {
  const newest = new Map<string, Awaited<ReturnType<typeof pageQuota>>[number]>();
  for (const row of await pageQuota(tx, undefined, 20)) if (!newest.has(row.platform)) newest.set(row.platform, row);
  return [...newest.values()].map(({ platform, month, used, limit, expected }) => {
    const check = `${platform} quota`;
    if (limit === null) return { check, level: 'ok', says: `${used} pushes counted in ${month}; no limit is known.` };
    const says = `${used} of ${limit} pushes counted in ${month}${expected === null ? '' : `, ${expected} expected by its end`}.`;
    const lasts = Math.max(used, expected ?? 0) <= limit;
    return used < limit * NEARLY_SPENT && lasts
      ? { check, level: 'ok', says }
      : {
          check,
          level: 'warn',
          says,
          mend: 'Order a larger plan, or let notices wait for next month; answers stay free.',
        };
  });
}
