/** Carries what someone began in a group into the direct chat: by a link, once, for a short time, and for that person where known. */
import { randomBytes } from 'node:crypto';
import { and, eq, gt } from 'drizzle-orm';
import { handoff } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

const PAYLOAD = 'handoff.payload';
const VALID = { hours: 24 };

export interface Handoff {
  /** The words said in the group; never repeated there. */
  readonly text: string;
  readonly communityId?: string;
}

/** Whom the link is for, and the message the words came in. */
export interface HandoffOrigin {
  readonly userKey?: string;
  readonly messageKey?: string;
}

export async function createHandoff(
  uow: UnitOfWork,
  what: Handoff,
  { userKey, messageKey }: HandoffOrigin,
): Promise<string> {
  const token = randomBytes(12).toString('base64url');
  await uow.tx.insert(handoff).values({
    tokenKey: uow.index.of('handoff', token),
    userKey: userKey ?? null,
    messageKey: messageKey ?? null,
    communityId: what.communityId ?? null,
    payloadSealed: uow.keys.sealJson(PAYLOAD, { text: what.text }),
    createdAt: uow.now,
    expiresAt: uow.now.add(VALID),
  });
  return token;
}

/** Undefined when the link is unknown, used, expired, or was made for someone else. */
export async function takeHandoff(uow: UnitOfWork, token: string, userKey: string): Promise<Handoff | undefined> {
  const [row] = await uow.tx
    .select()
    .from(handoff)
    .where(and(eq(handoff.tokenKey, uow.index.of('handoff', token)), gt(handoff.expiresAt, uow.now)))
    .for('update');
  if (!row || (row.userKey !== null && row.userKey !== userKey)) return undefined;
  // Once is once, and a row that stayed would say when somebody came here from the group.
  await uow.tx.delete(handoff).where(eq(handoff.tokenKey, row.tokenKey));
  const { text } = uow.keys.openJson(PAYLOAD, row.payloadSealed) as { text: string };
  return { text, ...(row.communityId && { communityId: row.communityId }) };
}
