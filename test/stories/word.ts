/** A Word file as others see it: what stands in it, paragraph by paragraph. */
import { strFromU8, unzipSync } from 'fflate';
import { SaxesParser } from 'saxes';

/** @throws when the archive or its XML is damaged, or a part that Word cannot do without is missing */
export function paragraphsOf(docx: Uint8Array): readonly string[] {
  const parts = unzipSync(docx);
  for (const needed of ['[Content_Types].xml', '_rels/.rels', 'word/document.xml', 'word/styles.xml'])
    if (!parts[needed]) throw new Error(`${needed} is missing`);
  const paragraphs: string[] = [];
  let text = '';
  let inText = false;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ name }) => {
    if (name === 'w:p') text = '';
    inText = name === 'w:t';
  });
  parser.on('text', (piece) => {
    if (inText) text += piece;
  });
  parser.on('closetag', ({ name }) => {
    inText = false;
    if (name === 'w:p') paragraphs.push(text);
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(strFromU8(parts['word/document.xml'] ?? new Uint8Array())).close();
  return paragraphs;
}
