/** Papers behind signed addresses, drawn when they are asked for, for whoever may still see what is in them. */
import { Hono } from 'hono';
import type { Context } from '../pipeline/context.ts';
import { drawMeetingPaper } from './meeting-papers.ts';
import { type Asked, askedFor } from './paper-address.ts';
import { drawUnreached } from './unreached.ts';

export interface Drawn {
  readonly bytes: Uint8Array;
  readonly mime: string;
  /** As a phone keeps it: letters without accents, no spaces. */
  readonly file: string;
}

export function paperRoutes(context: Context): Hono {
  const app = new Hono();
  app.get('/:file', async (c) => {
    const asked = askedFor(context.index, c.req.param('file'), c.req.query());
    const drawn = asked && (await draw(context, asked));
    if (!drawn) return c.json({ error: 'not found' }, 404);
    return c.body(new Uint8Array(drawn.bytes).buffer, 200, {
      'Content-Type': drawn.mime,
      'Content-Disposition': `inline; filename="${drawn.file}"`,
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    });
  });
  return app;
}

function draw(context: Context, asked: Asked): Promise<Drawn | undefined> {
  const { paper } = asked;
  return paper === 'unreached' ? drawUnreached(context, asked) : drawMeetingPaper(context, paper, asked);
}
