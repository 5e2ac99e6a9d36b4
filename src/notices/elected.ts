/** Elections and who sits where: whoever was elected has taken the seats, and a candidate has left the election committee. */
import type { BallotNotice } from '../domain/ballot/notices.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { BallotFacts } from './ballot-facts.ts';
import type { Outgoing } from './intent.ts';
import { type NamedSeat, namedSeat, roleName } from './named-seat.ts';
import { holders, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

async function named(tools: ComposeTools, seatIds: readonly string[]): Promise<readonly NamedSeat[]> {
  const found: NamedSeat[] = [];
  for (const id of seatIds) {
    const one = await namedSeat(tools, id);
    if (one) found.push(one);
  }
  return found;
}

/** To the elected and the reserve, each with her place, and to whoever runs elections or watches over them. */
export async function seated(
  tools: ComposeTools,
  { row, home, fills = '' }: BallotFacts,
  notice: Extract<BallotNotice, { kind: 'ballot.seated' }>,
): Promise<Outgoing[]> {
  const elected = await named(tools, notice.electedSeatIds);
  const reserve = await named(tools, notice.reserveSeatIds);
  const role = row.fillsRole ?? '';
  const running = await holders(tools.tx, home.id, ['election_member', 'committee_head', 'supervisor']);
  const own = (list: readonly NamedSeat[], personId: string) => list.find(({ seat }) => seat.personId === personId);
  const people = [...new Set([...elected, ...reserve].map(({ seat }) => seat.personId).concat(running))];
  return tell(
    tools,
    await reachPeople(tools.tx, people),
    { topic: notice.kind, subject: `ballot:${row.id}`, policy: 'skip' },
    (language, { personId = '' }) => {
      const waits = own(reserve, personId);
      const lines = [
        phrase(language, 'ballot.seated', {
          number: row.number,
          title: row.title,
          body: fills,
          role: roleName(language, role),
          names: listed(
            language,
            elected.map(({ name }) => name),
          ),
        }),
        ...(reserve.length > 0
          ? [
              phrase(language, 'ballot.seated.reserve', {
                names: listed(
                  language,
                  reserve.map(({ name, seat }) => `${name}（${seat.rank}）`),
                ),
              }),
            ]
          : []),
        ...(notice.unknown.length > 0 && running.includes(personId)
          ? [phrase(language, 'ballot.seated.unknown', { names: listed(language, notice.unknown) })]
          : []),
      ];
      const yours = own(elected, personId)
        ? phrase(language, 'ballot.seated.you', { body: fills, role: roleName(language, role) })
        : waits
          ? phrase(language, 'ballot.seated.waiting', { body: fills, rank: waits.seat.rank ?? 0 })
          : undefined;
      return { text: [[...(yours ? [yours] : []), ...lines].join('\n')] };
    },
  );
}

/** To whoever left, whoever moved up, the others of the committee, and those who watch over it. */
export async function stoodAside(
  tools: ComposeTools,
  notice: Extract<RegistryNotice, { kind: 'seat.stood-aside' }>,
): Promise<Outgoing[]> {
  const left = await namedSeat(tools, notice.seatId);
  if (!left) return [];
  const next = notice.movedUpSeatId === undefined ? undefined : await namedSeat(tools, notice.movedUpSeatId);
  const { communityId, personId: leaver, position } = left.seat;
  const others = await holders(tools.tx, communityId, ['election_member', 'committee_head', 'supervisor']);
  return tell(
    tools,
    await reachPeople(tools.tx, [...new Set([leaver, ...(next ? [next.seat.personId] : []), ...others])]),
    { topic: notice.kind, subject: `role_seat:${notice.seatId}`, policy: 'skip' },
    (language, { personId }) => {
      const values = {
        left: left.name,
        body: left.body,
        next: next?.name ?? '',
        role: roleName(language, left.seat.role),
      };
      if (personId === leaver) return { text: translate(language, 'seat.stood-aside.you', values) };
      if (personId === next?.seat.personId) return { text: translate(language, 'seat.substituted.you', values) };
      const key = next ? 'seat.stood-aside.next' : 'seat.stood-aside.open';
      const chair = position === 'chair' ? [`\n${phrase(language, 'seat.stood-aside.chair', values)}`] : [];
      return { text: [...translate(language, key, values), ...chair] };
    },
  );
}
