/** 「主持:周委员 记录:吴委员」: who runs a meeting, as somebody typed it. */
import type { TypedMeeting } from '../domain/meeting/typed.ts';
import { phrase } from '../locales/translate.ts';
import { namesOf } from '../notices/recipients.ts';
import type { MeetingRow } from '../usecases/meeting/read.ts';
import { assignable } from '../usecases/task/rights.ts';
import { personNamed } from './flows/task-new.ts';
import { sayText, type Turn } from './turn.ts';

/** Who chairs it and who writes. */
export async function presidingWords(
  turn: Turn,
  { chairId, recorderId }: Pick<MeetingRow, 'chairId' | 'recorderId'>,
): Promise<{ readonly chair: string; readonly recorder: string }> {
  const nobody = phrase(turn.language, 'meeting.nobody-yet');
  const nameOf = async (id: string | null) => (id === null ? nobody : ((await namesOf(turn.uow, [id]))[0] ?? nobody));
  return { chair: await nameOf(chairId), recorder: await nameOf(recorderId) };
}

/** Whoever is named to chair or to write, among those with a seat here; undefined when a name is nobody's, and that was said. */
export async function presidingNamed(
  turn: Turn,
  communityId: string,
  { chair, recorder }: Pick<TypedMeeting, 'chair' | 'recorder'>,
): Promise<{ readonly chairId?: string; readonly recorderId?: string } | undefined> {
  if (chair === undefined && recorder === undefined) return {};
  const people = (await assignable(turn.uow, communityId)).map(({ personId, name, role, bodyId }) => ({
    id: personId,
    name,
    role,
    bodyId,
  }));
  const me = turn.actor.personId ?? '';
  const found: { chairId?: string; recorderId?: string } = {};
  for (const [key, name] of [
    ['chairId', chair],
    ['recorderId', recorder],
  ] as const) {
    if (name === undefined) continue;
    const one = personNamed(people, me, name);
    if (!one) {
      sayText(turn, 'meeting.nobody', 'meeting.refused.nobody', { name });
      return undefined;
    }
    found[key] = one.id;
  }
  return found;
}
