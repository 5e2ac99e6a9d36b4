/**
 * Finds out how a text file was written: UTF-8 with or without its mark, UTF-16, GB18030 (which holds GBK and GB2312)
 * or Big5. Nothing is guessed in silence: a file whose characters were already spoilt by another program is refused.
 */

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: 'wrongly_decoded' | 'encoding_unknown' };

/** @param knows whether a text holds words that are expected in it, to tell apart encodings that both fit */
export function decodeText(bytes: Uint8Array, knows: (text: string) => boolean): Decoded {
  const { label, skip } = marked(bytes);
  if (label) {
    const text = strictly(bytes.subarray(skip), label);
    return text === undefined ? { ok: false, problem: 'encoding_unknown' } : judged(text, knows);
  }
  const utf16 = utf16Without(bytes);
  if (utf16) {
    const text = strictly(bytes, utf16);
    return text === undefined ? { ok: false, problem: 'encoding_unknown' } : judged(text, knows);
  }
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8 !== undefined) return judged(utf8, knows);
  const fitting = ['gb18030', 'big5'].flatMap((name) => strictly(bytes, name) ?? []);
  const text = fitting.find(knows);
  if (text !== undefined) return { ok: true, text };
  return { ok: false, problem: 'encoding_unknown' };
}

function marked(bytes: Uint8Array): { readonly label?: string; readonly skip: number } {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { label: 'utf-8', skip: 3 };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { label: 'utf-16le', skip: 2 };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { label: 'utf-16be', skip: 2 };
  return { skip: 0 };
}

/** Without its mark, UTF-16 shows by the zero byte beside every comma and line end. */
function utf16Without(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, 4_000);
  const zeros = [0, 0];
  sample.forEach((byte, at) => {
    if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  });
  const [even = 0, odd = 0] = zeros;
  if (odd > 2 && odd > even * 4) return 'utf-16le';
  if (even > 2 && even > odd * 4) return 'utf-16be';
  return undefined;
}

function strictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** What GBK becomes when it is read as UTF-8 and saved: the characters are gone for good. */
const SPOILT = /\uFFFD|锟斤拷/;

function judged(text: string, knows: (text: string) => boolean): Decoded {
  if (SPOILT.test(text)) return { ok: false, problem: 'wrongly_decoded' };
  if (!knows(text) && MISREADINGS.some((misread) => knows(misread(text))))
    return { ok: false, problem: 'wrongly_decoded' };
  return { ok: true, text };
}

/** Puts back what a program did that read the bytes of one encoding as another. */
const MISREADINGS: readonly ((text: string) => string)[] = [
  (text) => loosely(Buffer.from(text.slice(0, 4_000), 'latin1'), 'utf-8'),
  (text) => loosely(Buffer.from(text.slice(0, 4_000), 'latin1'), 'gb18030'),
  (text) => loosely(gbkBytes(text.slice(0, 4_000)), 'utf-8'),
];

const loosely = (bytes: Uint8Array, label: string): string => new TextDecoder(label).decode(bytes);

let gbk: ReadonlyMap<string, readonly number[]> | undefined;

/** The platform decodes GBK but does not encode it, so the table is made from the decoder. */
function gbkTable(): ReadonlyMap<string, readonly number[]> {
  if (gbk) return gbk;
  const decoder = new TextDecoder('gbk');
  const table = new Map<string, readonly number[]>();
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if (trail !== 0x7f && char.length === 1 && char !== '\uFFFD') table.set(char, [lead, trail]);
    }
  }
  gbk = table;
  return table;
}

function gbkBytes(text: string): Uint8Array {
  const table = gbkTable();
  return Uint8Array.from(
    Array.from(text).flatMap((char) => {
      const code = char.codePointAt(0) ?? 0;
      return code < 0x80 ? [code] : (table.get(char) ?? [0x3f]);
    }),
  );
}
