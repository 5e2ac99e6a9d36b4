/** A person's tasks and meetings as a calendar, behind an address only she knows. */
import { Hono } from 'hono';
import { calendarOf } from '../documents/ics.ts';
import { phrase } from '../locales/translate.ts';
import { languageOf, reachPeople } from '../notices/recipients.ts';
import { planText } from '../notices/task-words.ts';
import type { Context } from '../pipeline/context.ts';
import { contentsOfFeed, FEED_SECRET } from '../usecases/task/calendar-feed.ts';
import { calendarTime } from './meeting-papers.ts';

export function calendarRoutes({ db, index, clock }: Context): Hono {
  const app = new Hono();
  app.get('/:file{.+.ics}', async (c) => {
    const secret = c.req.param('file').slice(0, -'.ics'.length);
    const found = FEED_SECRET.test(secret) ? await contentsOfFeed({ tx: db.direct, index }, secret) : undefined;
    if (!found) return c.json({ error: 'not found' }, 404);
    const { recipients } = await reachPeople(db.direct, [found.personId]);
    const language = languageOf(recipients[0]?.language, found.language);
    const days = found.tasks.map(({ task: row, communityName }) => ({
      id: `task-${row.id}@lilong`,
      on: row.dueOn,
      title: planText(language, row.title),
      details: [communityName, row.details ? planText(language, row.details) : '']
        .filter((line) => line !== '')
        .join('\n'),
    }));
    const times = found.meetings.map((held) => calendarTime(language, held));
    const now = new Date(clock.now().epochMilliseconds);
    return c.body(calendarOf(phrase(language, 'calendar.name'), [...days, ...times], now), 200, {
      'Content-Type': 'text/calendar; charset=utf-8',
      'Cache-Control': 'private, max-age=300',
      'X-Robots-Tag': 'noindex',
    });
  });
  return app;
}
