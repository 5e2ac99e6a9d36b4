/**
 * From messages to outbox rows: tokens are issued, prompts rendered by the chat's own platform, and each platform call
 * becomes one row, already leased to this process, which sends it right after commit.
 */
import { and, eq, gt, inArray, isNull, lt, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { v4 } from 'uuid';
import type { Tx } from '../../db/client.ts';
import { chat, choicePrompt, outbox, view } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { ChannelAdapter, ChatAddress, Envelope, Platform, Prompt, ReplyCapability, Wire } from '../channel.ts';
import { issueTokens, type PromptRow } from './choices.ts';
import type { Outgoing } from './intent.ts';
import { renderPhrases } from './phrases.ts';

export const WIRE = 'outbox.wire';
export const ENVELOPE = 'outbox.envelope';

export type Renderers = ReadonlyMap<
  Platform,
  Pick<ChannelAdapter, 'platform' | 'limits' | 'render' | 'acknowledge' | 'carry'>
>;

export interface EnqueueTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly renderers: Renderers;
  /** Domain time: when buttons expire. */
  readonly now: Temporal.Instant;
  /** Real time: leases and reply tokens. */
  readonly realNow: Temporal.Instant;
  readonly choiceMinutes: number;
  readonly lease: { readonly by: string; readonly ms: number };
}

/** What the event being answered still allows for free, and which message it came from. */
export interface Answering {
  readonly chatId: string;
  readonly reply?: ReplyCapability;
  readonly message?: string;
  /** Shown on the button itself where the platform can (Telegram's callback answer). */
  readonly notice?: string;
}

/** An outbox row as the sender takes it over, without reading it back. */
export interface Dispatch {
  readonly id: string;
  readonly chatId: string;
  readonly address: ChatAddress;
  readonly scope: 'direct' | 'group';
  readonly lane: 'interactive' | 'bulk';
  readonly kind: 'message' | 'view' | 'answer';
  readonly wire: Wire;
  readonly envelope: Envelope;
  readonly retryKey: string;
  readonly viewId?: string;
  readonly policy: 'skip' | 'repeat';
  readonly purpose: 'answer' | 'notice';
  readonly attempts: number;
}

export interface Enqueued {
  readonly dispatches: readonly Dispatch[];
  /** The newest prompt with choices per chat: what a typed number refers to. */
  readonly lastPrompts: ReadonlyMap<string, string>;
}

type ChatRow = typeof chat.$inferSelect;
type OutboxInsert = typeof outbox.$inferInsert;
type RowFacts = Pick<OutboxInsert, 'lane' | 'kind' | 'topic' | 'policy' | 'purpose'>;
type AddRow = (to: ChatRow, wire: Wire, envelope: Envelope, what: RowFacts & { readonly viewId?: string }) => void;

export function addressOf(row: ChatRow, keys: FieldKeys): ChatAddress {
  const { chat: id, topic } = keys.openJson('chat.address', row.addressSealed) as { chat: string; topic?: string };
  return {
    platform: row.platform as Platform,
    account: row.botAccount,
    chat: id,
    ...(topic !== undefined && { topic }),
  };
}

const REOFFER_WITHIN = { hours: 24 * 7 };

export async function enqueue(
  tools: EnqueueTools,
  outgoing: readonly Outgoing[],
  answering?: Answering,
): Promise<Enqueued> {
  const chatIds = [...new Set([...outgoing.map((item) => item.chatId), ...(answering ? [answering.chatId] : [])])];
  if (chatIds.length === 0) return { dispatches: [], lastPrompts: new Map() };
  const chats = new Map(
    (await tools.tx.select().from(chat).where(inArray(chat.id, chatIds))).map((row) => [row.id, row]),
  );
  const prompts: PromptRow[] = [];
  const lastPrompts = new Map<string, string>();
  const rows: OutboxInsert[] = [];
  const dispatches: Dispatch[] = [];

  const add: AddRow = (to, wire, envelope, what) => {
    const id = newId();
    const retryKey = v4();
    rows.push({
      id,
      chatId: to.id,
      ...what,
      wireSealed: tools.keys.sealJson(WIRE, wire),
      envelopeSealed: tools.keys.sealJson(ENVELOPE, envelope),
      retryKey,
      state: 'leased',
      leaseBy: tools.lease.by,
      leaseUntil: tools.realNow.add({ milliseconds: tools.lease.ms }),
    });
    dispatches.push({
      id,
      chatId: to.id,
      address: addressOf(to, tools.keys),
      scope: to.scope,
      lane: what.lane,
      kind: what.kind,
      wire,
      envelope,
      retryKey,
      policy: what.policy ?? 'skip',
      purpose: what.purpose,
      attempts: 0,
      ...(what.viewId && { viewId: what.viewId }),
    });
  };

  const answered = answering && chats.get(answering.chatId);
  if (answering?.reply?.kind === 'acknowledgement' && answered) {
    const wire = tools.renderers.get(answered.platform as Platform)?.acknowledge?.(answering.reply, answering.notice);
    if (wire)
      add(
        answered,
        wire,
        { kind: 'push' },
        { lane: 'interactive', kind: 'answer', topic: 'press.answered', purpose: 'answer', policy: 'repeat' },
      );
  }

  for (const chatId of chatIds) {
    const to = chats.get(chatId);
    const renderer = to && tools.renderers.get(to.platform as Platform);
    if (!to || !renderer) continue;
    const items = outgoing.filter((item) => item.chatId === chatId);
    let freeReply =
      answering?.chatId === chatId &&
      answering.reply?.kind === 'message' &&
      answering.reply.expiresAtMs > tools.realNow.epochMilliseconds
        ? answering.reply.token
        : undefined;
    for (const batch of batches(items, renderer.limits.promptsPerCall)) {
      const first = batch[0];
      if (!first) continue;
      const rendered: Prompt[] = batch.map((item) => {
        const issue = issueTokens(item.prompt, item, tools.keys, tools.now, tools.choiceMinutes);
        if (issue.row) {
          prompts.push(issue.row);
          lastPrompts.set(chatId, issue.row.id);
        }
        return issue.prompt;
      });
      const wires = renderer.render(rendered, {
        scope: to.scope,
        language: first.language,
        ...(answering?.chatId === chatId && answering.message && { replaceMessage: answering.message }),
        phrases: renderPhrases(first.language),
      });
      const viewSubject = renderer.limits.canReplace ? first.viewSubject : undefined;
      const viewId = viewSubject && (await openView(tools.tx, chatId, viewSubject));
      const replaced =
        first.prompt.replaces === true &&
        renderer.limits.canReplace &&
        answering?.chatId === chatId &&
        answering.message !== undefined;
      for (const wire of wires) {
        let call = wire;
        if (freeReply !== undefined && renderer.carry)
          call = await carryWaiting(tools, chatId, call, renderer.carry.bind(renderer));
        add(to, call, freeReply === undefined ? { kind: 'push' } : { kind: 'reply', token: freeReply }, {
          lane: first.lane,
          // An edit of a live message: what is told of it concerns the message, not the chat.
          kind: replaced ? 'view' : 'message',
          topic: first.topic,
          purpose: first.purpose,
          policy: first.policy,
          ...(viewId && { viewId }),
        });
        freeReply = undefined;
      }
    }
  }
  if (answered) await offerAgain(tools, answered, add);
  if (prompts.length > 0) await tools.tx.insert(choicePrompt).values(prompts);
  if (rows.length > 0) await tools.tx.insert(outbox).values(rows);
  return { dispatches, lastPrompts };
}

/** Prompts that may share one call; a card that is kept up to date goes alone, so that its message can be found again. */
function batches(items: readonly Outgoing[], size: number): Outgoing[][] {
  const made: Outgoing[][] = [];
  for (const item of items) {
    const open = made.at(-1);
    const last = open?.at(-1);
    if (
      open &&
      last &&
      open.length < size &&
      !item.viewSubject &&
      !last.viewSubject &&
      last.language === item.language &&
      last.lane === item.lane &&
      last.purpose === item.purpose &&
      last.policy === item.policy
    ) {
      open.push(item);
    } else made.push([item]);
  }
  return made;
}

async function openView(tx: Tx, chatId: string, subject: string): Promise<string> {
  const [made] = await tx
    .insert(view)
    .values({ id: newId(), chatId, subject })
    .onConflictDoUpdate({ target: [view.chatId, view.subject], set: { subject } })
    .returning({ id: view.id });
  if (!made) throw new Error('the view was not returned');
  return made.id;
}

/** Notices held back (the month's quota is used up) ride along in the spare room of a free reply. */
async function carryWaiting(
  tools: EnqueueTools,
  chatId: string,
  wire: Wire,
  carry: (base: Wire, extra: Wire) => Wire | undefined,
): Promise<Wire> {
  const held = await tools.tx
    .select()
    .from(outbox)
    .where(
      and(
        eq(outbox.chatId, chatId),
        eq(outbox.state, 'waiting'),
        eq(outbox.kind, 'message'),
        eq(outbox.reason, 'quota'),
      ),
    )
    .orderBy(outbox.seq)
    .limit(4)
    .for('update', { skipLocked: true });
  let call = wire;
  for (const row of held) {
    const extra = row.wireSealed && (tools.keys.openJson(WIRE, row.wireSealed) as Wire);
    const together = extra && carry(call, extra);
    if (!together) break;
    call = together;
    await tools.tx
      .update(outbox)
      .set({ state: 'withdrawn', reason: 'carried', settledAt: tools.realNow })
      .where(eq(outbox.id, row.id));
  }
  return call;
}

/** Something sent earlier may never have arrived: now that the person is here, it is sent once more. */
async function offerAgain(tools: EnqueueTools, to: ChatRow, add: AddRow): Promise<void> {
  const lost = await tools.tx
    .update(outbox)
    .set({ offeredAt: tools.realNow })
    .where(
      and(
        eq(outbox.chatId, to.id),
        eq(outbox.state, 'unknown'),
        eq(outbox.kind, 'message'),
        isNull(outbox.offeredAt),
        gt(outbox.createdAt, tools.realNow.subtract(REOFFER_WITHIN)),
        lt(outbox.createdAt, sql`now()`),
      ),
    )
    .returning();
  for (const row of lost.sort((a, b) => a.seq - b.seq)) {
    if (!row.wireSealed) continue;
    add(
      to,
      tools.keys.openJson(WIRE, row.wireSealed) as Wire,
      { kind: 'push' },
      {
        lane: 'interactive',
        kind: 'message',
        topic: row.topic,
        purpose: row.purpose,
        policy: 'skip',
      },
    );
  }
}
