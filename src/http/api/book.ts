/** The book of demands and the catalogue of common concerns, to be printed or kept. */
import { createRoute, z } from '@hono/zod-openapi';
import { LANGUAGES } from '../../channel.ts';
import { type Book, demandBookPdf, demandBookXlsx } from '../../documents/demand-book.ts';
import { bookLines } from '../../usecases/demand/book.ts';
import { type Api, communityOf } from './api.ts';
import { answerFile, file, PDF, XLSX } from './files.ts';
import { communityRef, oneOf, query } from './shapes.ts';

const show = createRoute({
  method: 'get',
  path: '/demand-book',
  tags: ['demands'],
  summary: 'Every demand of one year in order, without words or names',
  request: {
    query: query({
      community: communityRef,
      year: z.coerce.number().int().min(2000).max(9999).optional().openapi({ description: 'This year unless given.' }),
      kind: oneOf(['book', 'catalogue']).optional().openapi({
        description: 'The catalogue holds common concerns and topics only.',
      }),
      format: oneOf(['pdf', 'xlsx']).optional(),
      lang: oneOf(LANGUAGES as readonly ['zh-Hans', 'zh-Hant', 'en']).optional(),
    }),
  },
  responses: file('The book.', PDF, XLSX),
});

export function bookRoutes({ app, runtime: { context } }: Api): void {
  app.openapi(show, async (c) => {
    const { community, year, kind = 'book', format = 'pdf', lang = 'zh-Hans' } = c.req.valid('query');
    const tx = context.db.direct;
    const home = await communityOf(tx, community);
    const printedAt = context.clock.now();
    const of = year ?? printedAt.toZonedDateTimeISO(home.timeZone).year;
    const book: Book = {
      kind,
      community: home.name,
      zone: home.timeZone,
      year: of,
      language: lang,
      printedAt,
      entries: bookLines(tx, { communityId: home.id, year: of, kind }),
    };
    return format === 'xlsx'
      ? answerFile(await demandBookXlsx(book), XLSX, `${kind}-${of}.xlsx`)
      : answerFile(await demandBookPdf(book), PDF, `${kind}-${of}.pdf`);
  });
}
