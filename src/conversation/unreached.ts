/** 未送达: whom reminders could not reach, counted by why, with a link to the list that is printed. */
import { NOT_REACHED } from '../domain/reminder/fate.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { communityById } from '../usecases/registry/communities.ts';
import { askUnreached, type UnreachedList } from '../usecases/task/unreached.ts';
import { overseen } from '../usecases/task/week.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function sayUnreached(turn: Turn): Promise<void> {
  const { actor, uow } = turn;
  if (overseen(actor).length === 0) return sayText(turn, 'unreached.not-yours', 'unreached.not-yours');
  const ids = new Set<string>();
  for (const { role, communityId } of actor.seats) {
    const home = role === 'subdistrict' ? await communityById(uow.tx, communityId) : undefined;
    if (role === 'subdistrict' || role === 'committee_head') ids.add(home?.subdistrictId ?? communityId);
  }
  for (const id of ids) {
    const done = await askUnreached(uow, { id });
    if (!done.ok) return sayRefusal(turn, done.error);
    sayList(turn, id, done.value);
  }
}

function sayList(turn: Turn, id: string, { name, communities }: UnreachedList): void {
  const { language, host } = turn;
  const lines = communities.flatMap((one) => one.lines);
  const people = new Set(lines.map(({ personId }) => personId)).size;
  if (people === 0) {
    sayText(turn, 'unreached.none', 'unreached.none', { name });
    return;
  }
  const { personId } = turn.actor;
  const url = personId && host.paperUrl('unreached', id, language, personId);
  const counts = NOT_REACHED.flatMap((fate) => {
    const count = lines.filter((line) => line.fate === fate).length;
    return count === 0 ? [] : [`\n• ${lookUp(language, `unreached.fate.${fate}`) ?? fate}：${count}`];
  });
  say(turn, 'unreached.list', {
    text: [
      ...translate(language, 'unreached.list', { name, count: people }),
      ...counts,
      '\n',
      ...(url === undefined
        ? [phrase(language, 'unreached.no-address')]
        : [phrase(language, 'unreached.link'), { kind: 'link' as const, text: [url], url }]),
    ],
  });
}
