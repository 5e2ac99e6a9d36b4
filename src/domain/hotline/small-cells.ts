/**
 * Small cells of a published table are hidden, so that nobody is known by being one of two; and enough beside them that no
 * hidden cell can be had by taking the shown ones from the total.
 */

export interface Hidden {
  /** Of each cell, in the order given. */
  readonly cells: readonly boolean[];
  readonly total: boolean;
}

/**
 * Hides what is over nothing and below the smallest, and with it the first cell that is not, whatever its size: a reader who
 * knows this rule must learn nothing from which one it was. A cell of nothing is shown: it is nobody. Where the hidden ones
 * could be reckoned out all the same, every cell is hidden, and the total too unless it rests on others as well.
 * @param smallest rule `ballot.breakdown_cell`; of 2 a hidden cell is known to be 1, and nothing can help that
 */
export function hideSmall(sizes: readonly number[], smallest: number): Hidden {
  const small = sizes.filter((size) => size > 0 && size < smallest);
  if (small.length === 0) return { cells: sizes.map(() => false), total: false };
  const beside = sizes.findIndex((size) => size >= smallest);
  const sum = small.reduce((all, size) => all + size, 0);
  // All of them one, or all as large as a small one can be: then their sum says so.
  const isVague =
    beside < 0
      ? sum >= smallest && sum > small.length && sum < small.length * (smallest - 1)
      : sum + (sizes[beside] ?? 0) > smallest + small.length;
  if (isVague) return { cells: sizes.map((size, at) => (size > 0 && size < smallest) || at === beside), total: false };
  return { cells: sizes.map(() => true), total: sizes.filter((size) => size >= smallest).length < 2 };
}
