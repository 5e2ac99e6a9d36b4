/** 「单位:幸福物业(何师傅)、派出所」: the bodies somebody means, and whom each sends. */
import type { TypedBody } from '../domain/meeting/typed.ts';
import { listed } from '../locales/lists.ts';
import { namesOf } from '../notices/recipients.ts';
import { sameName } from '../usecases/account/bound-people.ts';
import { type AskedBody, peopleOfBody } from '../usecases/meeting/bodies.ts';
import { type ActingBody, bodiesActingIn } from '../usecases/registry/acting-bodies.ts';
import { sayText, type Turn } from './turn.ts';

/** Undefined when a name is nobody's, or several bear it, and that was said. */
export async function bodiesNamed(
  turn: Turn,
  communityId: string,
  typed: readonly TypedBody[],
): Promise<readonly AskedBody[] | undefined> {
  const { uow, language } = turn;
  const here = await bodiesActingIn(uow.tx, communityId);
  const asked: AskedBody[] = [];
  for (const { name, person } of typed) {
    const body = bodyCalled(here, name);
    if (!body) {
      const known = listed(
        language,
        here.map((one) => one.name),
      );
      sayText(turn, 'meeting.body.unknown', 'meeting.body.unknown', { name, known });
      return undefined;
    }
    if (person === undefined) {
      asked.push({ bodyId: body.id });
      continue;
    }
    const personId = await personCalled(turn, communityId, body, person);
    if (personId === undefined) {
      sayText(turn, 'meeting.refused.not_of_body', 'meeting.refused.not-of-body', { name: body.name });
      return undefined;
    }
    asked.push({ bodyId: body.id, personId });
  }
  return asked;
}

/** By its name or alias, else by a part of the name that only one has: 「物业」. */
function bodyCalled(here: readonly ActingBody[], typed: string): ActingBody | undefined {
  const only = (found: readonly ActingBody[]) => (found.length === 1 ? found[0] : undefined);
  const exact = here.filter((row) => [row.name, ...row.aliases].some((each) => sameName(each, typed)));
  return exact.length > 0 ? only(exact) : only(here.filter((row) => row.name.includes(typed)));
}

async function personCalled(
  { uow }: Turn,
  communityId: string,
  body: ActingBody,
  typed: string,
): Promise<string | undefined> {
  const found: string[] = [];
  for (const id of await peopleOfBody(uow, body.id, communityId)) {
    const [name] = await namesOf(uow, [id]);
    if (name !== undefined && sameName(name, typed)) found.push(id);
  }
  return found.length === 1 ? found[0] : undefined;
}
