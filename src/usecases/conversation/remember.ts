/**
 * Keeps where a conversation stands between two messages, sealed. Which flow it is stands in what is sealed as well: whoever
 * is in the middle of a report must not be told from somebody who asks for a broken lamp.
 */
import { and, eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { conversation } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { ConversationRow } from './identify.ts';

const STATE = 'conversation.state';
/** The name and step of every flow, as the row has them. */
const OPEN = 'open';

export interface Standing {
  readonly flow: string;
  readonly step: string;
  readonly version: number;
  readonly state: unknown;
}

export function standingOf(uow: Pick<UnitOfWork, 'keys'>, row: ConversationRow): Standing | undefined {
  if (!row.flow || !row.step || !row.stateSealed) return undefined;
  const kept = uow.keys.openJson(STATE, row.stateSealed);
  // Rows of an earlier release name their flow.
  return row.flow === OPEN ? (kept as Standing) : { flow: row.flow, step: row.step, version: row.version, state: kept };
}

export async function remember(uow: UnitOfWork, row: ConversationRow, standing: Standing | undefined): Promise<void> {
  await uow.tx
    .update(conversation)
    .set({
      flow: standing ? OPEN : null,
      step: standing ? OPEN : null,
      stateSealed: standing ? uow.keys.sealJson(STATE, standing) : null,
      updatedAt: uow.now,
    })
    .where(eq(conversation.id, row.id));
}

/** What a typed number refers to from now on: the prompt shown last, be it an answer or a notice. */
export async function rememberPrompt(
  tx: Tx,
  { chatId, accountId, promptId }: { readonly chatId: string; readonly accountId: string; readonly promptId: string },
): Promise<void> {
  await tx
    .update(conversation)
    .set({ lastPrompt: promptId })
    .where(and(eq(conversation.chatId, chatId), eq(conversation.accountId, accountId)));
}
