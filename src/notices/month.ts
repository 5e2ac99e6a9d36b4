/** The month summed up: a head reads her committee's, the subdistrict one table of all communities with the picture. */
import type { Language } from '../channel.ts';
import type { CommunityMonth } from '../domain/task/month.ts';
import type { TaskNotice } from '../domain/task/notices.ts';
import { formatDate, formatMonth, monthAfter } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { type PictureUrl, pictureOf } from './demand-card.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { reachPeople } from './recipients.ts';
import { planText } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

type Notice = Extract<TaskNotice, { kind: 'month.summary' }>;

export async function monthSummary(tools: ComposeTools, notice: Notice): Promise<Outgoing[]> {
  const { month, personId, sentId } = notice;
  const { name, asOf, rows } = await tools.monthOf(tools, notice, month);
  const said = await tell(
    tools,
    await reachPeople(tools.tx, [personId]),
    { topic: notice.kind, subject: `month:${month}`, policy: 'repeat' },
    (language) =>
      'communityId' in notice
        ? monthOfCommunity(language, month, { asOf, rows })
        : monthOfSubdistrict(language, month, {
            name,
            asOf,
            rows,
            id: notice.subdistrictId,
            pictureUrl: tools.pictureUrl,
          }),
  );
  return said.map((each) => ({ ...each, sentIds: [sentId] }));
}

interface Summed {
  /** The local day on which it stood like this. */
  readonly asOf: string;
  readonly rows: readonly CommunityMonth[];
}

export function monthOfCommunity(language: Language, month: string, { asOf, rows }: Summed): BoundPrompt {
  const next = formatMonth(language, monthAfter(month));
  const text = rows.flatMap((row, at) => [
    ...(at === 0 ? [] : ['\n\n']),
    ...translate(language, 'month.community', {
      ...counts(row),
      month: formatMonth(language, month),
      day: formatDate(language, asOf),
    }),
    ...(row.next === 0
      ? ['\n', phrase(language, 'month.next.none', { next })]
      : [
          '\n',
          phrase(language, 'month.next', { count: row.next, next }),
          ...row.soonest.map(({ title, dueOn }) => `\n• ${planText(language, title)}　${formatDate(language, dueOn)}`),
          ...(row.next > row.soonest.length
            ? ['\n', phrase(language, 'month.next.more', { count: row.next - row.soonest.length })]
            : []),
        ]),
  ]);
  return { text, choices: [button(language, 'task.button.list', { do: 'tasks', page: 0 }, 'primary')] };
}

export interface SubdistrictMonth extends Summed {
  readonly id: string;
  readonly name: string;
  readonly pictureUrl: PictureUrl;
}

export function monthOfSubdistrict(
  language: Language,
  month: string,
  { id, name, asOf, rows, pictureUrl }: SubdistrictMonth,
): BoundPrompt {
  return {
    text: [
      ...translate(language, 'month.subdistrict', {
        name,
        month: formatMonth(language, month),
        day: formatDate(language, asOf),
        next: formatMonth(language, monthAfter(month)),
      }),
      ...rows.flatMap((row) => ['\n', phrase(language, 'month.subdistrict.line', counts(row))]),
    ],
    pictures: [pictureOf(`month.${id}.${month}.${language}.png`, pictureUrl)],
  };
}

const counts = ({ community, onTime, late, open, extensions, waived, next }: CommunityMonth) => ({
  community,
  onTime,
  late,
  open,
  extensions,
  waived,
  next,
});
