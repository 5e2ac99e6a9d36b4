/** Demand numbers as people say them: `D-2026-0047`, gap-free per community and year. */

export interface DemandNumber {
  readonly year: number;
  readonly number: number;
}

export const formatDemandNumber = ({ year, number }: DemandNumber): string =>
  `D-${year}-${String(number).padStart(4, '0')}`;

/** Finds a demand number in what someone typed: full-width letters, missing zeros and spaces are forgiven. */
export function parseDemandNumber(text: string): DemandNumber | undefined {
  const match = /(?:^|[^A-Z0-9])D[\s-]*(20\d{2})[\s-]+(\d{1,7})(?!\d)/.exec(
    text.normalize('NFKC').toUpperCase().replace(/[—–_]/g, '-'),
  );
  if (!match) return undefined;
  const number = Number(match[2]);
  return number > 0 ? { year: Number(match[1]), number } : undefined;
}
