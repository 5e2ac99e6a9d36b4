/** The machine: room on the disk, who may read the folder, and whether its clock agrees with the platforms'. */
import { stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding } from '../../channel.ts';

const MIB = 1024 * 1024;
const LITTLE_MIB = 1024;
const TOO_LITTLE_MIB = 100;
/** LINE's reply tokens live a minute: a clock further off makes a late answer look timely. */
const CLOCK_WARN_MS = 5_000;
const CLOCK_FAIL_MS = 30_000;

export async function examineMachine(dataDir: string): Promise<Finding[]> {
  return [await disk(dataDir), await folder(dataDir), ...(await secrets(dataDir))];
}

async function disk(dataDir: string): Promise<Finding> {
  const check = 'disk';
  try {
    const { bavail, bsize } = await statfs(dataDir);
    const free = Math.floor((bavail * bsize) / MIB);
    const says = `${free} MiB are free where DATA_DIR is.`;
    if (free >= LITTLE_MIB) return { check, level: 'ok', says };
    const mend = 'Make room, or move DATA_DIR to a larger disk: a full one stops everything.';
    return { check, level: free < TOO_LITTLE_MIB ? 'fail' : 'warn', says, mend };
  } catch (error) {
    return { check, level: 'warn', says: `The disk of DATA_DIR cannot be asked (${codeOf(error)}).` };
  }
}

async function folder(dataDir: string): Promise<Finding> {
  const check = 'data folder';
  try {
    const open = (await stat(dataDir)).mode & 0o077;
    return open === 0
      ? { check, level: 'ok', says: 'Only its owner can read DATA_DIR.' }
      : {
          check,
          level: 'warn',
          says: 'Others on this machine can look into DATA_DIR.',
          mend: `chmod 700 ${dataDir}`,
        };
  } catch (error) {
    return { check, level: 'fail', says: `DATA_DIR cannot be read (${codeOf(error)}).`, mend: `Check ${dataDir}.` };
  }
}

/** Made here when no setting gave them; absent files are settings, which is as good. */
async function secrets(dataDir: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of ['field-key', 'admin-token']) {
    const found = await stat(join(dataDir, name)).catch(() => undefined);
    if (found && (found.mode & 0o077) !== 0)
      findings.push({
        check: name,
        level: 'fail',
        says: `Others on this machine can read the file ${name}.`,
        mend: `chmod 600 ${join(dataDir, name)}`,
      });
  }
  return findings;
}

export function examineClock(platform: string, aheadMs: number): Finding {
  const off = Math.abs(aheadMs);
  const seconds = Math.round(off / 1000);
  const says = `This machine's clock is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} ${platform}'s.`;
  if (off <= CLOCK_WARN_MS)
    return { check: 'clock', level: 'ok', says: `This machine's clock agrees with ${platform}'s.` };
  const mend = 'Turn on time synchronisation (NTP): deadlines and reply tokens go by the clock.';
  return { check: 'clock', level: off > CLOCK_FAIL_MS ? 'fail' : 'warn', says, mend };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';
