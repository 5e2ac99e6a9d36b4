/** A seat with the names people know it by. */
import { eq } from 'drizzle-orm';
import { body, person, roleSeat } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { lookUp } from '../locales/translate.ts';
import type { ComposeTools } from './tell.ts';

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
