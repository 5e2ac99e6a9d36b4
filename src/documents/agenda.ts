/** The notice of a meeting, to be printed: for the board at the gate and for those no chat reaches. */
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import type { MeetingKind } from '../domain/meeting/kinds.ts';
import { formatTime } from '../locales/dates.ts';
import { withColon } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { breathe, makePdf, mm, type Pdf, textHeight, type Weight, write } from './pdf.ts';

export interface AgendaPaper {
  readonly language: Language;
  readonly zone: string;
  readonly community: string;
  readonly kind: MeetingKind;
  readonly title: string;
  readonly startsAt: Temporal.Instant;
  readonly venue: string | null;
  readonly chair: string | undefined;
  /** What a grid's meeting goes through. */
  readonly digest: string | undefined;
  readonly items: readonly { readonly title: string; readonly text: string | null }[];
}

const PAGE = { width: mm(210), height: mm(297) };
const MARGIN = mm(22);
const WIDTH = PAGE.width - 2 * MARGIN;

export function agendaPdf(paper: AgendaPaper): Promise<Uint8Array> {
  const { language, zone, community, kind, startsAt, items } = paper;
  const heading = phrase(language, 'agenda.title', {
    community,
    kind: lookUp(language, `meeting.kind.${kind}`) ?? kind,
  });
  return makePdf({ title: heading, margin: 0 }, async (pdf) => {
    pdf.addPage();
    const top = { x: MARGIN, y: MARGIN, width: WIDTH, align: 'center', weight: 'bold', lines: 2 } as const;
    let y = write(pdf, heading, { ...top, size: 22 }) + mm(8);
    const say = async (text: string, size: number, weight: Weight = 'regular', indent = 0): Promise<void> => {
      const width = WIDTH - indent;
      for (const line of text.split('\n')) {
        y = await roomFor(pdf, textHeight(pdf, line, { width, size, weight }), y);
        y = write(pdf, line, { x: MARGIN + indent, y, width, size, weight }) + mm(2);
      }
    };
    const fact = (name: Parameters<typeof phrase>[1], value: string) =>
      say(withColon(language, phrase(language, name), value), 15);
    await fact('minutes.paper.name', paper.title);
    await fact('minutes.paper.time', formatTime(language, zone, startsAt));
    await fact('minutes.paper.venue', paper.venue ?? phrase(language, 'meeting.no-venue'));
    if (paper.chair !== undefined) await fact('minutes.paper.chair', paper.chair);
    y += mm(4);
    await say(phrase(language, 'agenda.items'), 16, 'bold');
    for (const [at, { title, text }] of items.entries()) {
      await say(`${at + 1}. ${title}`, 15);
      if (text !== null) await say(text, 13, 'regular', mm(8));
    }
    if (paper.digest === undefined) return;
    y += mm(4);
    await say(phrase(language, 'digest.paper'), 16, 'bold');
    await say(paper.digest, 13);
  });
}

/** @returns where the next line begins: here, or at the top of a new page */
async function roomFor(pdf: Pdf, height: number, y: number): Promise<number> {
  if (y + height <= PAGE.height - MARGIN) return y;
  await breathe();
  pdf.addPage();
  return MARGIN;
}
