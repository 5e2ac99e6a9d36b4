/** Demand numbers as people say them: `D-2026-0047`, gap-free per community and year. */

export interface DemandNumber {
  readonly year: number;
  readonly number: number;
}

export const formatDemandNumber = ({ year, number }: DemandNumber): string =>
  `D-${year}-${String(number).padStart(4, '0')}`;

const plainly = (text: string): string => text.normalize('NFKC').toUpperCase().replace(/[—–_]/g, '-');

/** Every number in what someone typed, each once. */
export function demandNumbersIn(text: string): readonly DemandNumber[] {
  const found = new Map<string, DemandNumber>();
  for (const match of plainly(text).matchAll(/(?<![A-Z0-9])D[\s-]*(20\d{2})[\s-]+(\d{1,7})(?!\d)/g)) {
    const number = { year: Number(match[1]), number: Number(match[2]) };
    if (number.number > 0) found.set(formatDemandNumber(number), number);
  }
  return [...found.values()];
}

/** Finds a demand number in what someone typed: full-width letters, missing zeros and spaces are forgiven. */
export const parseDemandNumber = (text: string): DemandNumber | undefined => demandNumbersIn(text)[0];
