/** What the reader of a card may do with the demand on it: the permission table asked for somebody who is not speaking now. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { type demand, roleSeat } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { permit, type Target } from '../domain/permissions/permit.ts';
import type { Actor } from '../domain/permissions/roles.ts';
import type { CardReader } from './demand-card.ts';

type Row = typeof demand.$inferSelect;

/** A demand as far as handling it goes; whoever submitted it is not served by a card. */
const targetOf = ({ communityId, placeId, unitBodyId }: Row): Target => ({
  communityId,
  ...(placeId && { placeId }),
  ...(unitBodyId && { bodyId: unitBodyId }),
});

/** @param placeChain the demand's place and everything above it */
export async function readerOf(
  tx: Tx,
  row: Row,
  placeChain: readonly string[],
  language: Language,
  personId: string | undefined,
): Promise<CardReader> {
  const seats = personId
    ? await tx
        .select()
        .from(roleSeat)
        .where(and(eq(roleSeat.personId, personId), isNull(roleSeat.until)))
    : [];
  const actor: Actor = {
    kind: 'account',
    ...(personId && { personId }),
    seats: seats.map(({ role, communityId, placeId, bodyId }) => ({
      role,
      communityId,
      ...(placeId && { placeIds: placeChain.includes(placeId) && row.placeId ? [row.placeId] : [] }),
      ...(bodyId && { bodyId }),
    })),
  };
  const target = targetOf(row);
  return { language, ...(personId && { personId }), may: (command) => permit(command, actor, target).ok };
}
