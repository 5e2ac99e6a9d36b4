/** Keeps where a conversation stands between two messages, sealed. */
import { eq } from 'drizzle-orm';
import { conversation } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { ConversationRow } from './open-turn.ts';

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

/** @param lastPrompt the prompt typed numbers refer to from now on; unchanged when undefined */
export async function remember(
  uow: UnitOfWork,
  row: ConversationRow,
  standing: Standing | undefined,
  lastPrompt: string | undefined,
): Promise<void> {
  await uow.tx
    .update(conversation)
    .set({
      flow: standing?.flow ?? null,
      step: standing?.step ?? null,
      version: standing?.version ?? 1,
      stateSealed: standing ? uow.keys.sealJson(STATE, standing.state) : null,
      ...(lastPrompt !== undefined && { lastPrompt }),
      updatedAt: uow.now,
    })
    .where(eq(conversation.id, row.id));
}
