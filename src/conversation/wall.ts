/** 墙: how the communities of a subdistrict stand this year, in words and as one picture. */
import { phrase, translate } from '../locales/translate.ts';
import { pictureOf } from '../notices/demand-card.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { planText, shortTitle } from '../notices/task-words.ts';
import { communityById } from '../usecases/registry/communities.ts';
import { subdistrictById } from '../usecases/registry/subdistricts.ts';
import { type SentTo, sentIn } from '../usecases/task/everywhere.ts';
import { onTimePercent, wallOf } from '../usecases/task/wall.ts';
import { handedInOf } from './task-everywhere.ts';
import { todayOf } from './task-list.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

export async function sayWall(turn: Turn): Promise<void> {
  const { uow, actor } = turn;
  const ids = new Set<string>();
  for (const { role, communityId } of actor.seats) {
    const home = role === 'subdistrict' ? await communityById(uow.tx, communityId) : undefined;
    if (home?.subdistrictId) ids.add(home.subdistrictId);
  }
  if (ids.size === 0) return sayText(turn, 'wall.not-yours', 'wall.not-yours');
  for (const id of ids) await sayWallOf(turn, id);
}

async function sayWallOf(turn: Turn, id: string): Promise<void> {
  const { uow, language, host } = turn;
  const today = todayOf(turn);
  const above = await subdistrictById(uow.tx, id);
  const onBoard = above && host.boardUrl(`/s/${encodeURIComponent(above.code)}`, language);
  const sent = await sentIn(uow, id, rulesOf(turn).value('task.list.page'));
  const { rows } = await wallOf(uow, id, today.year);
  say(turn, 'wall', {
    text: [
      ...translate(language, 'wall.title', {
        subdistrict: above?.name ?? '',
        year: String(today.year),
        day: today.toString(),
      }),
      ...rows.flatMap((row) => [
        '\n',
        phrase(language, 'wall.line', {
          community: row.home.name,
          percent: onTimePercent(row) === undefined ? '—' : `${onTimePercent(row)}%`,
          open: row.open,
          late: row.late,
        }),
      ]),
      ...(sent.length === 0 ? [] : ['\n', phrase(language, 'wall.sent')]),
      ...sent.flatMap((together, at) => [
        '\n',
        `${at + 1}. ${phrase(language, 'wall.sent.line', { title: titleOf(turn, together), ...handedInOf(together) })}`,
      ]),
      ...(onBoard === undefined
        ? []
        : ['\n', { kind: 'link', text: [phrase(language, 'wall.board')], url: onBoard } as const]),
    ],
    choices: sent.flatMap((together, at): BoundChoice[] => {
      const label = `${at + 1}. ${shortTitle(titleOf(turn, together))}`;
      const first = together.find(({ readable }) => readable);
      return first ? [{ label, says: label, intent: { do: 'task', taskId: first.task.id, act: 'everywhere' } }] : [];
    }),
    pictures: [pictureOf(`wall.${id}.${today.year}.${language}.png`, host.pictureUrl)],
  });
}

const titleOf = ({ language }: Turn, [first]: readonly SentTo[]): string =>
  first ? planText(language, first.task.title) : '';
