/** Control characters and lone surrogates have no form in XML 1.0. */
const UNWRITABLE = /[^\P{Cc}\t\n\r]|\p{Cs}|[\uFFFE\uFFFF]/gu;

/** What of a text can stand in the XML of an office file; whoever writes it still escapes it. */
export const writable = (text: string): string => text.replace(UNWRITABLE, '');
