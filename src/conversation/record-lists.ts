/** What the supervision committee may read at any time: who is registered, and which accounts stand for voters; page by page. */
import { formatDay } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { platformName } from '../notices/accounts.ts';
import type { RegistryAct } from '../notices/intent.ts';
import { roleName } from '../notices/named-seat.ts';
import { listBindings } from '../usecases/account/voters.ts';
import { listPeople } from '../usecases/registry/list-people.ts';
import { choice } from './answers.ts';
import { sayRefusal } from './refusals.ts';
import { rulesOf, say, sayText, type Turn } from './turn.ts';

/** The community of whichever seat lets her look; her own, so that the refusal is a clear one, without any. */
const watched = ({ actor, community }: Turn): string | undefined =>
  actor.seats.find(({ role }) => role === 'supervisor' || role === 'committee_head')?.communityId ?? community?.id;

type Shown = Extract<RegistryAct, { kind: 'people' | 'bindings' }>;

function sayLines(turn: Turn, what: Shown['kind'], lines: readonly string[], next: string | undefined): void {
  if (lines.length === 0) {
    sayText(turn, 'record.empty', 'record.empty');
    return;
  }
  say(turn, `record.${what}`, {
    text: [
      ...translate(turn.language, what === 'people' ? 'record.people' : 'record.bindings'),
      '\n',
      lines.join('\n'),
    ],
    choices: next
      ? [choice(turn, 'list.button.more', { do: 'registry', act: { kind: what, after: next } }, 'quiet')]
      : [],
  });
}

export async function sayPeople(turn: Turn, after: string | undefined): Promise<void> {
  const communityId = watched(turn);
  if (!communityId) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const limit = rulesOf(turn).value('demand.list.page');
  const done = await listPeople(turn.uow, { communityId, limit, ...(after && { after }) });
  if (!done.ok) return sayRefusal(turn, done.error);
  const { people, more } = done.value;
  const lines = people.map(({ name, homePlace, seats, platforms, row }) =>
    [
      name ?? phrase(turn.language, 'record.erased'),
      ...(homePlace ? [homePlace] : []),
      ...seats.map(({ role }) => roleName(turn.language, role)),
      ...(row.voteBasis ? [phrase(turn.language, 'record.votes')] : []),
      ...platforms.map((platform) => platformName(turn.language, platform)),
    ].join(' · '),
  );
  sayLines(turn, 'people', lines, more ? people.at(-1)?.row.id : undefined);
}

export async function sayBindings(turn: Turn, after: string | undefined): Promise<void> {
  const communityId = watched(turn);
  if (!communityId) return sayText(turn, 'refused.community_not_found', 'refused.community-not-found');
  const limit = rulesOf(turn).value('demand.list.page');
  const done = await listBindings(turn.uow, { communityId, limit, ...(after && { after }) });
  if (!done.ok) return sayRefusal(turn, done.error);
  const { bindings, more } = done.value;
  const lines = bindings.map(({ name, platform, boundAt, how }) =>
    [
      formatDay(turn.language, turn.policy.zone, boundAt),
      name,
      platformName(turn.language, platform),
      phrase(turn.language, how === 'code' ? 'record.by-code' : 'record.by-rebinding'),
    ].join(' · '),
  );
  sayLines(turn, 'bindings', lines, more ? bindings.at(-1)?.accountId : undefined);
}
