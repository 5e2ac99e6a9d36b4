/** 月报: the month before, for a head of her committee, for the subdistrict of all its communities. */

import { monthOfCommunity, monthOfSubdistrict } from '../notices/month.ts';
import { communityById } from '../usecases/registry/communities.ts';
import { readMonth } from '../usecases/task/month.ts';
import { overseen } from '../usecases/task/week.ts';
import { todayOf } from './task-list.ts';
import { say, sayText, type Turn } from './turn.ts';

export async function sayMonth(turn: Turn): Promise<void> {
  const { language, actor, uow, host } = turn;
  const month = todayOf(turn).toPlainYearMonth().subtract({ months: 1 }).toString();
  if (overseen(actor).length === 0) return sayText(turn, 'month.not-yours', 'month.not-yours');
  const above = new Set<string>();
  const own = new Set<string>();
  for (const { role, communityId } of actor.seats) {
    const home = role === 'subdistrict' ? await communityById(uow.tx, communityId) : undefined;
    if (home?.subdistrictId) above.add(home.subdistrictId);
    else if (role === 'committee_head' || role === 'subdistrict') own.add(communityId);
  }
  for (const id of above) {
    const read = await readMonth(uow, { subdistrictId: id }, month);
    say(turn, 'month.subdistrict', monthOfSubdistrict(language, month, { ...read, id, pictureUrl: host.pictureUrl }));
  }
  for (const communityId of own) {
    const read = await readMonth(uow, { communityId }, month);
    say(turn, 'month.community', monthOfCommunity(language, month, read));
  }
}
