/**
 * Whether two titles name one item of the agenda. Only what people read in the notice binds them, so 「加装门禁」 is not
 * 「加装门禁和收费」: nothing but spaces, marks and the width of letters may differ.
 */
export const isSameItem = (one: string, other: string): boolean => bare(one) === bare(other);

function bare(title: string): string {
  const plain = title.normalize('NFKC').trim().toLowerCase();
  return plain.replace(/[\s\p{P}]+/gu, '') || plain;
}
