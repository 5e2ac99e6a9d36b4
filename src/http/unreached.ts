/** The list of whom reminders could not reach, as a page to be printed. */
import type { Language } from '../channel.ts';
import type { UnreachedPaper } from '../documents/unreached.ts';
import { DEFAULT_TIME_ZONE } from '../domain/calendar/default-zone.ts';
import { phrase } from '../locales/translate.ts';
import { planText } from '../notices/task-words.ts';
import type { Context } from '../pipeline/context.ts';
import { maySeeUnreached, type UnreachedList, unreachedIn } from '../usecases/task/unreached.ts';
import type { Asked } from './paper-address.ts';
import type { Drawn } from './paper-routes.ts';

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

export async function drawUnreached(
  { db, keys, clock, policies }: Context,
  { id, language, who }: Asked,
): Promise<Drawn | undefined> {
  if (!(await maySeeUnreached(db.direct, id, who))) return undefined;
  const now = clock.now();
  const list = await unreachedIn({ tx: db.direct, keys, now, policies }, id);
  if (!list) return undefined;
  const { unreachedPdf } = await import('../documents/unreached.ts');
  const bytes = await unreachedPdf(paperOf(list, language, now));
  return { bytes, mime: 'application/pdf', file: 'unreached.pdf' };
}
