/** Who rang up, as staff type it: a name, a number, or both. */
export interface Caller {
  readonly name: string;
  readonly phone: string;
}

/** 「张大爷 13800138000」「王阿姨,尾号5678」「5678」 */
export function callerIn(words: string): Caller {
  const plain = words.normalize('NFKC');
  const phone = (/\d[\d\s-]{2,}\d/.exec(plain)?.[0] ?? '').replace(/\D/g, '');
  const name = plain
    .replace(/\d[\d\s-]{2,}\d/, ' ')
    .replace(/(?:手机|手機|电话|電話|尾号|尾號|后四位|後四位|phone)[::]?/gi, ' ')
    .replace(/[,,、;;::]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return { name, phone };
}
