/** One figure and what it is measured against, in the same run on the same machine. */
export interface Result {
  readonly bench: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly baseline?: number;
  readonly ratio?: number;
  readonly aim?: string;
  readonly ok?: boolean;
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

export function compared(
  bench: string,
  what: string,
  unit: string,
  value: number,
  baseline: number,
  aim: { readonly least: number } | { readonly most: number },
): Result {
  const ratio = value / baseline;
  const ok = 'least' in aim ? ratio >= aim.least : ratio <= aim.most;
  const text = 'least' in aim ? `≥ ${aim.least} × baseline` : `≤ ${aim.most} × baseline`;
  return {
    bench,
    what,
    unit,
    value: rounded(value),
    baseline: rounded(baseline),
    ratio: rounded(ratio),
    aim: text,
    ok,
  };
}

export const plain = (bench: string, what: string, unit: string, value: number): Result => ({
  bench,
  what,
  unit,
  value: rounded(value),
});

/** A figure that must not be larger, whatever the machine. */
export const bounded = (bench: string, what: string, unit: string, value: number, most: number): Result => ({
  ...plain(bench, what, unit, value),
  aim: `≤ ${most} ${unit}`,
  ok: value <= most,
});
