/** Notices about who is who, in words: one function per notice. */
import { eq } from 'drizzle-orm';
import { body, person, roleSeat } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { Notice } from '../domain/notices/notice.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { lookUp, translate } from '../locales/translate.ts';
import { accountBound, accountUnbound, rebindingAsked, rebindingDecided } from './accounts.ts';
import { button } from './button.ts';
import type { Outgoing } from './intent.ts';
import { holders, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

const KINDS: { readonly [K in RegistryNotice['kind']]: true } = {
  'seat.vacant': true,
  'seat.substituted': true,
  'account.bound': true,
  'account.unbound': true,
  'rebinding.asked': true,
  'rebinding.decided': true,
};

export const isAboutRegistry = (notice: Notice): notice is RegistryNotice => Object.hasOwn(KINDS, notice.kind);

export async function composeRegistry(tools: ComposeTools, notice: RegistryNotice): Promise<Outgoing[]> {
  switch (notice.kind) {
    case 'seat.vacant':
      return vacant(tools, notice);
    case 'seat.substituted':
      return substituted(tools, notice);
    case 'account.bound':
      return accountBound(tools, notice);
    case 'account.unbound':
      return accountUnbound(tools, notice);
    case 'rebinding.asked':
      return rebindingAsked(tools, notice);
    case 'rebinding.decided':
      return rebindingDecided(tools, notice);
  }
}

export const roleName = (language: Language, role: string): string => lookUp(language, `role.${role}`) ?? role;

export interface NamedSeat {
  readonly seat: typeof roleSeat.$inferSelect;
  readonly name: string;
  readonly body: string;
}

export async function namedSeat(
  { tx, keys }: Pick<ComposeTools, 'tx' | 'keys'>,
  seatId: string,
): Promise<NamedSeat | undefined> {
  const [found] = await tx
    .select({ seat: roleSeat, nameSealed: person.nameSealed, body: body.name })
    .from(roleSeat)
    .innerJoin(person, eq(person.id, roleSeat.personId))
    .leftJoin(body, eq(body.id, roleSeat.bodyId))
    .where(eq(roleSeat.id, seatId));
  return found && { seat: found.seat, name: keys.openText('person.name', found.nameSealed), body: found.body ?? '' };
}

async function vacant(
  tools: ComposeTools,
  notice: Extract<RegistryNotice, { kind: 'seat.vacant' }>,
): Promise<Outgoing[]> {
  const left = await namedSeat(tools, notice.seatId);
  const next = await namedSeat(tools, notice.nextSeatId);
  if (!left || !next) return [];
  const heads = await holders(tools.tx, left.seat.communityId, ['committee_head']);
  return tell(
    tools,
    await reachPeople(tools.tx, heads),
    { topic: notice.kind, subject: `role_seat:${notice.seatId}`, policy: 'repeat' },
    (language) => ({
      text: translate(language, 'seat.vacant', {
        body: left.body,
        role: roleName(language, left.seat.role),
        left: left.name,
        next: next.name,
        rank: next.seat.rank ?? 0,
      }),
      choices: [
        button(
          language,
          'seat.button.substitute',
          { do: 'registry', act: { kind: 'substitute', seatId: notice.seatId } },
          'primary',
        ),
      ],
    }),
  );
}

/** Told to whoever moved up, and to the supervision committee. */
async function substituted(
  tools: ComposeTools,
  notice: Extract<RegistryNotice, { kind: 'seat.substituted' }>,
): Promise<Outgoing[]> {
  const now = await namedSeat(tools, notice.seatId);
  if (!now) return [];
  const { seat } = now;
  const watching = await holders(tools.tx, seat.communityId, ['supervisor']);
  const people = [...new Set([seat.personId, ...watching])];
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic: notice.kind, subject: `role_seat:${seat.id}`, policy: 'skip' },
    (language, { personId }) => ({
      text: translate(language, personId === seat.personId ? 'seat.substituted.you' : 'seat.substituted', {
        name: now.name,
        body: now.body,
        role: roleName(language, seat.role),
      }),
    }),
  );
}
