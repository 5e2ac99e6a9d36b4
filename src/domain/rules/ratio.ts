/** Shares as two integers: quorums and majorities are compared without division, so no rounding can decide a vote. */

/**
 * `strict`: more than the share (过半数 is 1/2, strict); otherwise the share itself suffices (三分之二以上 is 2/3, not
 * strict). Civil Code art. 1259: 以上 and 以内 include the number, 超过 and 不满 do not.
 */
export interface Ratio {
  readonly numerator: number;
  readonly denominator: number;
  readonly strict: boolean;
}

/**
 * Whether `part` of `whole` reaches the ratio. Of nobody nothing is reached: an empty roll has no quorum.
 * Both are counts: whole numbers, zero or more.
 */
export function reaches(part: number, whole: number, { numerator, denominator, strict }: Ratio): boolean {
  if (whole <= 0) return false;
  const have = BigInt(part) * BigInt(denominator);
  const need = BigInt(whole) * BigInt(numerator);
  return strict ? have > need : have >= need;
}
