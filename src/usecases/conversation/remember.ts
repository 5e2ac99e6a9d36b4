/**
 * Keeps where a conversation stands between two messages, sealed. Which flow it is stands in what is sealed as well: whoever
 * is in the middle of a report must not be told from somebody who asks for a broken lamp.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { conversation } from '../../../db/schema/index.ts';
import { withinTheHour } from '../../domain/calendar/within-the-hour.ts';
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
  /** When it was spoken of last, where the row does not tell the minute. */
  readonly at?: string;
}

export function standingOf(uow: Pick<UnitOfWork, 'keys'>, row: ConversationRow): Standing | undefined {
  if (!row.flow || !row.step || !row.stateSealed) return undefined;
  const kept = uow.keys.openJson(STATE, row.stateSealed);
  // Rows of an earlier release name their flow.
  return row.flow === OPEN ? (kept as Standing) : { flow: row.flow, step: row.step, version: row.version, state: kept };
}

export interface Remembered {
  readonly row: ConversationRow;
  readonly standing: Standing | undefined;
  readonly at: Temporal.Instant;
  /** What was said leaves no trace: the row has a time within the hour, what is sealed the true one. */
  readonly traceless?: true;
}

/** Of several conversations by one statement. */
export async function remember(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  conversations: readonly Remembered[],
): Promise<void> {
  if (conversations.length === 0) return;
  const json = JSON.stringify(
    conversations.map(({ row: { id }, standing, at, traceless }) => ({
      id,
      at: traceless ? withinTheHour(at, Math.random()) : at,
      flow: standing && OPEN,
      step: standing && OPEN,
      state: standing && Buffer.from(keys.sealJson(STATE, { ...standing, at: at.toString() })).toString('hex'),
    })),
  );
  await tx.execute(
    sql`update ${conversation} c set flow = r.flow, step = r.step,
        state_sealed = decode(r.state, 'hex'), updated_at = r.at
      from jsonb_to_recordset(${json}::text::jsonb)
        as r(id uuid, at timestamptz, flow text, step text, state text) where c.id = r.id`,
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
