/** A title on a button: what does not fit is cut, and a sign says so. */

/** @param most characters, the sign among them */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}
