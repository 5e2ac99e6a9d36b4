/** Notices about who is who, in words: one function per notice. */
import type { Notice } from '../domain/notices/notice.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { listed } from '../locales/lists.ts';
import { shortened } from '../locales/shortened.ts';
import { phrase, translate } from '../locales/translate.ts';
import { accountBound, accountUnbound, rebindingAsked, rebindingDecided } from './accounts.ts';
import { button } from './button.ts';
import { dutyAnswered, dutyAsked, dutySettled, dutyUnanswered } from './duty.ts';
import { stoodAside } from './elected.ts';
import { handedOver, handoverDone } from './handover.ts';
import type { BoundChoice, Outgoing } from './intent.ts';
import { type NamedSeat, namedSeat, roleName } from './named-seat.ts';
import { holders, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

const KINDS: { readonly [K in RegistryNotice['kind']]: true } = {
  'seat.vacant': true,
  'seat.stood-aside': true,
  'seat.substituted': true,
  'account.bound': true,
  'account.unbound': true,
  'rebinding.asked': true,
  'rebinding.decided': true,
  'duty.asked': true,
  'duty.answered': true,
  'duty.settled': true,
  'duty.unanswered': true,
  'seat.handed-over': true,
  'handover.done': true,
};

export const isAboutRegistry = (notice: Notice): notice is RegistryNotice => Object.hasOwn(KINDS, notice.kind);

export async function composeRegistry(tools: ComposeTools, notice: RegistryNotice): Promise<Outgoing[]> {
  switch (notice.kind) {
    case 'seat.vacant':
      return vacant(tools, notice);
    case 'seat.stood-aside':
      return stoodAside(tools, notice);
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
    case 'duty.asked':
      return dutyAsked(tools, notice);
    case 'duty.unanswered':
      return dutyUnanswered(tools, notice);
    case 'duty.settled':
      return dutySettled(tools, notice);
    case 'duty.answered':
      return dutyAnswered(tools, notice);
    case 'seat.handed-over':
      return handedOver(tools, notice);
    case 'handover.done':
      return handoverDone(tools, notice);
  }
}

async function vacant(
  tools: ComposeTools,
  notice: Extract<RegistryNotice, { kind: 'seat.vacant' }>,
): Promise<Outgoing[]> {
  const left = await namedSeat(tools, notice.seatId);
  const next: NamedSeat[] = [];
  for (const id of notice.nextSeatIds) {
    const one = await namedSeat(tools, id);
    if (one) next.push(one);
  }
  const [first, another] = next;
  if (!left || !first) return [];
  const deciders = await holders(tools.tx, left.seat.communityId, ['committee_head', 'election_member']);
  return tell(
    tools,
    await reachPeople(tools.tx, deciders),
    { topic: notice.kind, subject: `role_seat:${notice.seatId}`, policy: 'repeat' },
    (language) => ({
      text: translate(language, another ? 'seat.vacant.lot' : 'seat.vacant', {
        body: left.body,
        role: roleName(language, left.seat.role),
        left: left.name,
        next: listed(
          language,
          next.map(({ name }) => name),
        ),
        rank: first.seat.rank ?? 0,
      }),
      choices: another
        ? next.map(({ name, seat: { id: nextSeatId } }): BoundChoice => {
            const label = phrase(language, 'seat.button.drawn', { name: shortened(name, 12) });
            return {
              label,
              says: label,
              intent: { do: 'registry', act: { kind: 'substitute', seatId: notice.seatId, nextSeatId } },
            };
          })
        : [
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
