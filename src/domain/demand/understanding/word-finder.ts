/** Finds every word of a large list in one pass over a text, however hostile the text: linear, no regular expressions. */

export interface Found<T> {
  readonly tag: T;
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

interface Node<T> {
  readonly next: Map<string, Node<T>>;
  readonly tags: T[];
}

export interface WordFinder<T> {
  find(text: string): readonly Found<T>[];
}

const isLatin = (char: string | undefined): boolean => char !== undefined && /^[a-z0-9]$/.test(char);

/**
 * Words are given folded. Latin words match whole words only, with an optional plural s; Chinese has no word
 * boundaries and matches anywhere.
 */
export function wordFinder<T>(entries: Iterable<readonly [word: string, tag: T]>): WordFinder<T> {
  const root: Node<T> = { next: new Map(), tags: [] };
  for (const [word, tag] of entries) {
    let node = root;
    for (let unit = 0; unit < word.length; unit += 1) {
      const char = word.charAt(unit);
      const next = node.next.get(char) ?? { next: new Map(), tags: [] };
      node.next.set(char, next);
      node = next;
    }
    if (word.length > 0 && !node.tags.includes(tag)) node.tags.push(tag);
  }
  return {
    find(text) {
      const found: Found<T>[] = [];
      for (let start = 0; start < text.length; start += 1) {
        if (isLatin(text.charAt(start)) && isLatin(text[start - 1])) continue;
        let node: Node<T> | undefined = root;
        for (let end = start; node && end <= text.length; end += 1) {
          if (node.tags.length > 0 && endsWord(text, end)) {
            for (const tag of node.tags) found.push({ tag, word: text.slice(start, end), start, end });
          }
          node = node.next.get(text.charAt(end));
        }
      }
      return found;
    },
  };
}

function endsWord(text: string, end: number): boolean {
  if (!isLatin(text[end - 1]) || !isLatin(text[end])) return true;
  return text[end] === 's' && !isLatin(text[end + 1]) && /^[a-z]$/.test(text[end - 1] ?? '');
}
