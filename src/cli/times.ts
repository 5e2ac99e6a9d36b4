/** Times as they are read in the community they are about; with `--json` they stay as the API gives them. */
import type { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import { formatDay } from '../locales/dates.ts';
import { lastSecondBefore } from '../notices/demand-facts.ts';
import type { Client } from './client.ts';
import { CliProblem } from './problem.ts';

/** `2026-11-20 17:30 UTC+8`: short enough for a column, and nobody has to guess the zone. Nothing for null. */
export interface Minute {
  (instant: string | null): string;
  /** The last day of a period that ends with this instant, as chat says it: `Fri 27 November`. */
  lastDay(instant: string | null): string;
}

export const minuteIn = (zone: string, language: Language): Minute =>
  Object.assign(
    (instant: string | null) => {
      if (instant === null) return '';
      const at = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
      const time = at.toPlainTime().toString({ smallestUnit: 'minute' });
      return `${at.toPlainDate()} ${time} ${offsetName(at.offset)}`;
    },
    {
      lastDay: (instant: string | null) =>
        instant === null ? '' : formatDay(language, zone, lastSecondBefore(Temporal.Instant.from(instant))),
    },
  );

/** Tells no time, but that one was asked for. */
export function untold(asked: () => void): Minute {
  const tell = (instant: string | null): string => {
    if (instant !== null) asked();
    return '';
  };
  return Object.assign(tell, { lastDay: tell });
}

/** `+08:00` as people write it. */
function offsetName(offset: string): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)/.exec(offset) ?? [];
  if (hours === '00' && minutes === '00') return 'UTC';
  return `UTC${sign}${Number(hours)}${minutes === '00' ? '' : `:${minutes}`}`;
}

interface Zoned {
  readonly timeZone: string;
}
interface Naming {
  readonly community?: unknown;
  readonly items?: readonly Naming[];
}

/**
 * The zone of the community the command names or the answer is about; where that is several, or none is named, the zone
 * they have in common, else UTC.
 */
export async function zoneOf(client: Client, command: Command, data: unknown): Promise<string> {
  const named = communityOf(command, data);
  try {
    if (named !== undefined) return (await client.get<Zoned>(`/communities/${encodeURIComponent(named)}`)).timeZone;
    const { items } = await client.get<{ readonly items: readonly Zoned[] }>('/communities', { limit: '100' });
    const [only, other] = new Set(items.map(({ timeZone }) => timeZone));
    return only === undefined || other !== undefined ? 'UTC' : only;
  } catch (error) {
    // What was asked for is there; that its times cannot be told in another zone must not hide it.
    if (error instanceof CliProblem) return 'UTC';
    throw error;
  }
}

function communityOf(command: Command, data: unknown): string | undefined {
  const at = command.registeredArguments.findIndex((argument) => argument.name() === 'community');
  const given = command.opts<{ readonly community?: string }>().community ?? (at < 0 ? undefined : command.args[at]);
  if (given !== undefined) return given;
  const { community, items = [] } = (data ?? {}) as Naming;
  const [only, other] = new Set([community, ...items.map((item) => item.community)].filter((one) => one !== undefined));
  return typeof only === 'string' && other === undefined ? only : undefined;
}
