/** Whether two options read the same: width, case, spaces and marks that nobody sees make no other option of one. */
export const looksAlike = (one: string, other: string): boolean => seenIn(one) === seenIn(other);

const seenIn = (label: string): string =>
  label
    .normalize('NFKC')
    .replace(/[\s\p{Cf}\p{Cc}]+/gu, '')
    .toLowerCase();
