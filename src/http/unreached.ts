/** The list of whom reminders could not reach, behind an address that was given to whoever may see it, for a day. */
import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { IndexKey } from '../../db/sealed.ts';
import { LANGUAGES, type Language } from '../channel.ts';
import type { UnreachedPaper } from '../documents/unreached.ts';
import { DEFAULT_TIME_ZONE } from '../domain/calendar/default-zone.ts';
import { phrase } from '../locales/translate.ts';
import { planText } from '../notices/task-words.ts';
import type { Context } from '../pipeline/context.ts';
import { maySeeUnreached, type UnreachedList, unreachedIn } from '../usecases/task/unreached.ts';

const VALID_MS = 24 * 3_600_000;
const NAME = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(zh-Hans|zh-Hant|en)\.pdf$/;

/** @param who the person it was made for: it opens as long as she may see the list */
const signature = (index: IndexKey, name: string, who: string, expires: string): string =>
  index.of('paper', name, who, expires);

/** @returns undefined when nobody outside could open it */
export const paperUrlFor =
  (base: string | undefined, index: IndexKey) =>
  (id: string, language: Language, who: string): string | undefined => {
    if (!base) return undefined;
    const name = `${id}.${language}.pdf`;
    const expires = String(Date.now() + VALID_MS);
    return `${base}/paper/${name}?p=${who}&e=${expires}&s=${signature(index, name, who, expires)}`;
  };

function isSigned(index: IndexKey, name: string, who: string, expires: string, given: string): boolean {
  const right = Buffer.from(signature(index, name, who, expires));
  const told = Buffer.from(given);
  return right.length === told.length && timingSafeEqual(right, told) && Number(expires) > Date.now();
}

export function paperOf(
  list: UnreachedList,
  language: Language,
  printedAt: UnreachedPaper['printedAt'],
): UnreachedPaper {
  return {
    name: list.name,
    language,
    zone: list.communities[0]?.zone ?? DEFAULT_TIME_ZONE,
    printedAt,
    communities: list.communities.map(({ community, lines }) => ({
      community,
      lines: lines.map((line) => {
        const title = planText(language, line.title);
        return { ...line, title: line.toVerify ? phrase(language, 'unreached.to-verify', { title }) : title };
      }),
    })),
  };
}

export function paperRoutes({ db, keys, index, clock, policies }: Context): Hono {
  const app = new Hono();
  app.get('/:file{.+.pdf}', async (c) => {
    const name = c.req.param('file');
    const [, id, word] = NAME.exec(name) ?? [];
    const language = LANGUAGES.find((one) => one === word);
    const { p: who = '', e: expires = '', s: given = '' } = c.req.query();
    if (!id || !language || !isSigned(index, name, who, expires, given) || !(await maySeeUnreached(db.direct, id, who)))
      return c.json({ error: 'not found' }, 404);
    const now = clock.now();
    const list = await unreachedIn({ tx: db.direct, keys, now, policies }, id);
    if (!list) return c.json({ error: 'not found' }, 404);
    const { unreachedPdf } = await import('../documents/unreached.ts');
    return c.body(new Uint8Array(await unreachedPdf(paperOf(list, language, now))).buffer, 200, {
      'Content-Type': 'application/pdf',
      'Content-Disposition': 'inline; filename="unreached.pdf"',
      'Cache-Control': 'private, no-store',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    });
  });
  return app;
}
