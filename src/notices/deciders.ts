/** Who decides about a new phone, as people are told: by the seats that are asked, and that have decided. */
import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { rebinding, rebindingApproval, roleSeat } from '../../db/schema/index.ts';
import { visible } from '../../db/visible.ts';
import type { Language } from '../channel.ts';
import type { PersonRole } from '../domain/permissions/roles.ts';
import { approverRoles, askedInTurn, type Decider, deciderOf, standingOf } from '../domain/registry/rebinding.ts';
import { phrase } from '../locales/translate.ts';
import { holders } from './recipients.ts';

type RebindingRow = typeof rebinding.$inferSelect;
type About = Pick<RebindingRow, 'communityId' | 'personId'>;

/** The seats that decide who approves it: what somebody would get who talks others into it. */
export async function rolesOf(tx: Tx, personId: string, communityId?: string): Promise<PersonRole[]> {
  const rows = await tx
    .selectDistinct({ role: roleSeat.role })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.personId, personId),
        communityId === undefined ? undefined : eq(roleSeat.communityId, communityId),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    );
  return rows.map(({ role }) => role);
}

export interface Asked {
  readonly people: readonly string[];
  readonly deciders: readonly Decider[];
}

export async function askedAbout(tx: Tx, { communityId, personId }: About): Promise<Asked> {
  for (const roles of askedInTurn(standingOf(await rolesOf(tx, personId)))) {
    const people = new Set<string>();
    const deciders = new Set<Decider>();
    for (const role of roles) {
      const these = (await holders(tx, communityId, [role])).filter((id) => id !== personId);
      for (const id of these) people.add(id);
      if (these.length > 0) deciders.add(deciderOf(role));
    }
    if (people.size > 0) return { people: [...people], deciders: [...deciders] };
  }
  return { people: [], deciders: [] };
}

/** Those who approved it, or the one who refused; nobody where it was the operator. */
export async function decidedBy(tx: Tx, row: RebindingRow): Promise<readonly Decider[]> {
  const approvals = await tx
    .select({ personId: rebindingApproval.personId })
    .from(rebindingApproval)
    .where(eq(rebindingApproval.rebindingId, row.id));
  const people = row.state === 'approved' ? approvals.map(({ personId }) => personId) : [row.decidedBy ?? []].flat();
  const may = approverRoles(standingOf(await rolesOf(tx, row.personId)));
  const deciders = new Set<Decider>();
  for (const id of people)
    for (const role of await rolesOf(tx, id, row.communityId)) if (may.includes(role)) deciders.add(deciderOf(role));
  return [...deciders];
}

export async function approvedFor(tx: Tx, accountId: string, personId: string): Promise<readonly Decider[]> {
  const [row] = await tx
    .select()
    .from(rebinding)
    .where(and(eq(rebinding.accountId, accountId), eq(rebinding.personId, personId), eq(rebinding.state, 'approved')))
    .orderBy(desc(rebinding.decidedAt))
    .limit(1);
  return row ? decidedBy(tx, row) : [];
}

const NAMES = {
  committee: 'decider.committee',
  supervision: 'decider.supervision',
  subdistrict: 'decider.subdistrict',
  operator: 'decider.operator',
} as const;

export const deciderName = (language: Language, decider: Decider | 'operator'): string =>
  phrase(language, NAMES[decider]);

/** At most two are ever asked; where nobody is left, the committee answers the door. */
export function deciderNames(language: Language, deciders: readonly Decider[], joined: 'and' | 'or'): string {
  const [first = 'committee', second] = deciders;
  if (second === undefined) return deciderName(language, first);
  const both = { first: deciderName(language, first), second: deciderName(language, second) };
  return phrase(language, joined === 'and' ? 'deciders.and' : 'deciders.or', both);
}
