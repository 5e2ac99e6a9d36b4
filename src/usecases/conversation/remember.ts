/** Keeps where a conversation stands between two messages, sealed. */
import { and, eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { conversation } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { ConversationRow } from './identify.ts';

const STATE = 'conversation.state';

export interface Standing {
  readonly flow: string;
  readonly step: string;
  readonly version: number;
  readonly state: unknown;
}

export function standingOf(uow: Pick<UnitOfWork, 'keys'>, row: ConversationRow): Standing | undefined {
  if (!row.flow || !row.step || !row.stateSealed) return undefined;
  return { flow: row.flow, step: row.step, version: row.version, state: uow.keys.openJson(STATE, row.stateSealed) };
}

export async function remember(uow: UnitOfWork, row: ConversationRow, standing: Standing | undefined): Promise<void> {
  await uow.tx
    .update(conversation)
    .set({
      flow: standing?.flow ?? null,
      step: standing?.step ?? null,
      version: standing?.version ?? 1,
      stateSealed: standing ? uow.keys.sealJson(STATE, standing.state) : null,
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
