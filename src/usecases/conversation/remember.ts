/** Keeps where a conversation stands between two messages, sealed. */
import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
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

export interface Remembered {
  readonly row: ConversationRow;
  readonly standing: Standing | undefined;
  readonly at: Temporal.Instant;
}

/** Of several conversations by one statement. */
export async function remember(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  conversations: readonly Remembered[],
): Promise<void> {
  if (conversations.length === 0) return;
  const json = JSON.stringify(
    conversations.map(({ row: { id }, standing, at }) => ({
      id,
      at,
      flow: standing?.flow,
      step: standing?.step,
      version: standing?.version ?? 1,
      state: standing && Buffer.from(keys.sealJson(STATE, standing.state)).toString('hex'),
    })),
  );
  await tx.execute(
    sql`update ${conversation} c set flow = r.flow, step = r.step, version = r.version,
        state_sealed = decode(r.state, 'hex'), updated_at = r.at
      from jsonb_to_recordset(${json}::text::jsonb)
        as r(id uuid, at timestamptz, flow text, step text, version int, state text) where c.id = r.id`,
  );
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
