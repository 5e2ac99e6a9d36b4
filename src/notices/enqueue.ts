/**
 * From messages to outbox rows: tokens are issued, prompts rendered by the chat's own platform, and each platform call
 * becomes one row.
 */

import { createHash } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { among } from '../../db/among.ts';
import type { Tx } from '../../db/client.ts';
import { chat, choicePrompt, reminderSent, view, viewStale } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { ChannelAdapter, ChatMenu, Language, Platform, Prompt, ReplyCapability, Wire } from '../channel.ts';
import { plain } from '../locales/translate.ts';
import { carryWaiting, chatsHeldBack, type LostRow, offerAgain, takeLost } from './catch-up.ts';
import { issueTokens, type PromptRow } from './choices.ts';
import { type Carried, carryUntold, chatsUntold, gather, toldBy } from './gather.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import {
  type ChatRow,
  createOutboxWriter,
  type Dispatch,
  type Lease,
  type OutboxWriter,
  writeOutbox,
} from './outbox-writer.ts';
import { renderPhrases } from './phrases.ts';

export type Renderer = Pick<ChannelAdapter, 'platform' | 'limits' | 'render' | 'acknowledge' | 'menu' | 'carry'>;
export type Renderers = ReadonlyMap<Platform, Renderer>;

export interface EnqueueTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly renderers: Renderers;
  /** Domain time: when buttons expire. */
  readonly now: Temporal.Instant;
  /** Real time: leases and reply tokens. */
  readonly realNow: Temporal.Instant;
  readonly choiceMinutes: number;
  readonly meetingChoiceMinutes: number;
  readonly lease: Lease;
}

/** What the event being answered still allows for free, and which message it came from. */
export interface Answering {
  readonly chatId: string;
  readonly reply?: ReplyCapability;
  readonly message?: string;
  /** The commands this chat is to offer, where its platform shows any. */
  readonly menu?: OfferedMenu;
  /** What is answered leaves no trace, so what acknowledges it leaves none. */
  readonly traceless?: true;
}

export interface OfferedMenu extends ChatMenu {
  /** It differs from what everybody is offered. */
  readonly own: boolean;
}

export interface LastPrompt {
  readonly chatId: string;
  readonly accountId: string;
  readonly promptId: string;
}

/** What one event says: messages, and what it still allows. */
export interface Saying {
  readonly outgoing: readonly Outgoing[];
  readonly answering?: Answering;
}

export interface Enqueued {
  readonly dispatches: readonly Dispatch[];
  /** The newest prompt with choices per chat: what a typed number refers to. */
  readonly lastPrompts: readonly LastPrompt[];
}

/** What is known of the chats of a set, read once for all of them. */
interface Chats {
  readonly rows: ReadonlyMap<string, ChatRow>;
  /** Where notices wait for a free reply. */
  readonly heldBack: ReadonlySet<string>;
  /** Whose person was not told something in a group. */
  readonly untold: ReadonlySet<string>;
  /** The menu each was given last, where it was given one of its own. */
  readonly menus: ReadonlyMap<string, string | null>;
  /** Offered again by the first who answers in their chat. */
  readonly lost: LostRow[];
}

/** What gathers while the chats of one unit are gone through. */
interface Gathering {
  readonly tools: EnqueueTools;
  readonly chats: Chats;
  readonly writer: OutboxWriter;
  readonly prompts: PromptRow[];
  readonly lastPrompts: LastPrompt[];
  /** Send-once keys by the outbox row that is their fate. */
  readonly sent: Map<string, readonly string[]>;
}

/** Of several units in one transaction at once: what they say is written by one statement a table. */
export async function enqueue(tools: EnqueueTools, said: readonly Saying[]): Promise<readonly Enqueued[]> {
  const chats = await readChats(tools, said);
  const gatherings: Gathering[] = [];
  for (const saying of said) {
    const writer = createOutboxWriter(tools.keys, tools.lease);
    const gathering = { tools, chats, writer, prompts: [], lastPrompts: [], sent: new Map() };
    await say(gathering, saying);
    gatherings.push(gathering);
  }
  const prompts = gatherings.flatMap((gathering) => gathering.prompts);
  if (prompts.length > 0) await tools.tx.insert(choicePrompt).values(prompts);
  await writeOutbox(
    tools.tx,
    gatherings.map(({ writer }) => writer),
  );
  for (const { sent } of gatherings)
    for (const [outboxId, ids] of sent)
      await tools.tx
        .update(reminderSent)
        .set({ outboxId })
        .where(inArray(reminderSent.id, [...ids]));
  return gatherings.map(({ writer, lastPrompts }) => ({ dispatches: writer.dispatches, lastPrompts }));
}

async function readChats(tools: EnqueueTools, said: readonly Saying[]): Promise<Chats> {
  const answered = [...new Set(said.flatMap(({ answering }) => (answering ? [answering.chatId] : [])))];
  const ids = [...new Set([...said.flatMap(({ outgoing }) => outgoing.map(({ chatId }) => chatId)), ...answered])];
  if (ids.length === 0) return { rows: new Map(), heldBack: new Set(), untold: new Set(), menus: new Map(), lost: [] };
  const rows = await tools.tx.select().from(chat).where(among(chat.id, ids));
  const replied = said.flatMap(({ answering }) => (answering?.reply?.kind === 'message' ? [answering.chatId] : []));
  const menus = said.some(({ answering }) => answering?.menu)
    ? await tools.tx
        .select({ chatId: view.chatId, shownDigest: view.shownDigest })
        .from(view)
        .where(and(among(view.chatId, answered), eq(view.subject, 'menu')))
    : [];
  return {
    rows: new Map(rows.map((row) => [row.id, row])),
    heldBack: await chatsHeldBack(tools, replied),
    untold: await chatsUntold(tools, replied),
    menus: new Map(menus.map(({ chatId, shownDigest }) => [chatId, shownDigest])),
    lost: await takeLost(tools, answered),
  };
}

async function say(gathering: Gathering, { outgoing, answering }: Saying): Promise<void> {
  const { tools, chats, writer } = gathering;
  const chatIds = [...new Set([...outgoing.map((item) => item.chatId), ...(answering ? [answering.chatId] : [])])];
  const answered = answering && chats.rows.get(answering.chatId);
  if (answered) {
    acknowledge(gathering, answered, answering, privateWords(outgoing, answering));
    await offerMenu(gathering, answered, answering);
  }
  for (const chatId of chatIds) {
    const to = chats.rows.get(chatId);
    const renderer = to && tools.renderers.get(to.platform as Platform);
    if (!to || !renderer) continue;
    const apart = answering?.chatId === chatId ? answersApart(to, renderer, answering) : undefined;
    const items = outgoing.filter((item) => item.chatId === chatId && !(apart && item.privately));
    await toChat(gathering, to, renderer, items, answering?.chatId === chatId ? answering : undefined);
    if (apart !== 'together') continue;
    const theirs = outgoing.filter((item) => item.chatId === chatId && item.privately);
    // One call per reply: what is said at once has used it.
    await gather(tools, to, theirs, items.length === 0 ? answering?.reply : undefined);
  }
  if (answered) {
    const hers = chats.lost.filter((row) => row.chatId === answered.id);
    offerAgain(tools, answered, hers, writer);
    for (const row of hers) chats.lost.splice(chats.lost.indexOf(row), 1);
  }
}

/** How whoever pressed in a group is answered: to her alone, together with others, or as anybody is. */
function answersApart(to: ChatRow, { limits }: Renderer, { reply }: Answering): 'alone' | 'together' | undefined {
  if (reply?.kind === 'acknowledgement') return 'alone';
  return to.scope === 'group' && limits.gatherMs !== undefined ? 'together' : undefined;
}

/** What only whoever pressed is to read, where the press itself can be answered. */
function privateWords(outgoing: readonly Outgoing[], { chatId }: Answering): string | undefined {
  const words = outgoing.filter((item) => item.privately && item.chatId === chatId);
  return words.length === 0 ? undefined : words.map(({ prompt }) => plain(prompt.text)).join('\n');
}

/** Stops the spinner of the pressed button, where the platform has one. */
function acknowledge({ tools, writer }: Gathering, to: ChatRow, { reply, traceless }: Answering, words?: string): void {
  if (reply?.kind !== 'acknowledgement') return;
  const wire = tools.renderers.get(to.platform as Platform)?.acknowledge?.(reply, words);
  if (!wire) return;
  const what = {
    lane: 'interactive',
    kind: 'answer',
    topic: 'press.answered',
    purpose: 'answer',
    policy: 'repeat',
    ...(traceless && { traceless }),
  } as const;
  writer.add(to, wire, { kind: 'push' }, what);
}

/** Sent only when it differs from what the chat was given last. */
async function offerMenu(
  { tools, chats, writer }: Gathering,
  to: ChatRow,
  { menu, traceless }: Answering,
): Promise<void> {
  const wire = menu && tools.renderers.get(to.platform as Platform)?.menu?.(menu);
  if (!menu || !wire) return;
  const shownDigest = createHash('sha256')
    .update(JSON.stringify([menu.entries, menu.panel]))
    .digest('base64url');
  // The table is asked again below: whoever else gives her a menu at this moment may be first.
  if (menu.own ? chats.menus.get(to.id) === shownDigest : !chats.menus.has(to.id)) return;
  const differs = sql`${view.shownDigest} is distinct from ${shownDigest}`;
  // Whoever is offered what everybody is has it already, unless her seats gave her more before.
  const [changed] = menu.own
    ? await tools.tx
        .insert(view)
        .values({ id: newId(), chatId: to.id, subject: 'menu', shownDigest })
        .onConflictDoUpdate({ target: [view.chatId, view.subject], set: { shownDigest }, setWhere: differs })
        .returning({ id: view.id })
    : await tools.tx
        .update(view)
        .set({ shownDigest })
        .where(and(eq(view.chatId, to.id), eq(view.subject, 'menu'), differs))
        .returning({ id: view.id });
  if (!changed) return;
  writer.add(
    to,
    wire,
    { kind: 'push' },
    {
      lane: 'interactive',
      kind: 'answer',
      topic: 'menu',
      purpose: 'answer',
      policy: 'repeat',
      ...(traceless && { traceless }),
    },
  );
}

async function toChat(
  gathering: Gathering,
  to: ChatRow,
  renderer: Renderer,
  items: readonly Outgoing[],
  answering: Answering | undefined,
): Promise<void> {
  const { tools, writer } = gathering;
  let freeReply = freeReplyOf(answering, tools.realNow);
  for (const batch of batches(items, renderer.limits.promptsPerCall)) {
    const [first] = batch;
    const viewSubject = renderer.limits.canReplace ? first.viewSubject : undefined;
    const viewId = viewSubject && (await openView(tools.tx, to.id, viewSubject));
    const replaced = first.prompt.replaces === true && renderer.limits.canReplace && answering?.message !== undefined;
    let outboxId: string | undefined;
    for (const wire of renderBatch(gathering, to, renderer, batch, answering?.message)) {
      const { call, told } = freeReply
        ? await carried(gathering, to, wire, renderer, first.language)
        : { call: wire, told: [] };
      outboxId = writer.add(to, call, freeReply ? { kind: 'reply', token: freeReply } : { kind: 'push' }, {
        lane: first.lane,
        // An edit of a live message: what is told of it concerns the message, not the chat.
        kind: replaced ? 'view' : 'message',
        topic: first.topic,
        purpose: first.purpose,
        policy: first.policy,
        ...(viewId && { viewId }),
        ...(first.traceless && { traceless: true }),
      });
      freeReply = undefined;
      if (told.length > 0) await toldBy(tools.tx, told, outboxId);
    }
    const sentIds = batch.flatMap((item) => item.sentIds ?? []);
    // The last call of several: when it is accepted, all of the message has arrived.
    if (outboxId !== undefined && sentIds.length > 0) gathering.sent.set(outboxId, sentIds);
  }
}

/** What else a free reply has room for. */
async function carried(
  { tools, chats }: Gathering,
  to: ChatRow,
  wire: Wire,
  renderer: Renderer,
  language: Language,
): Promise<Carried> {
  if (!renderer.carry) return { call: wire, told: [] };
  const held = chats.heldBack.has(to.id) ? await carryWaiting(tools, to.id, wire, renderer.carry) : wire;
  return chats.untold.has(to.id) ? carryUntold(tools, to, held, renderer, language) : { call: held, told: [] };
}

function freeReplyOf(answering: Answering | undefined, realNow: Temporal.Instant): string | undefined {
  const { reply } = answering ?? {};
  return reply?.kind === 'message' && reply.expiresAtMs > realNow.epochMilliseconds ? reply.token : undefined;
}

/** A meeting is announced weeks ahead, a poll open for days, and its buttons look at how it stands when they are pressed. */
export const minutesOf = (
  prompt: BoundPrompt,
  { choiceMinutes, meetingChoiceMinutes }: Pick<EnqueueTools, 'choiceMinutes' | 'meetingChoiceMinutes'>,
): number =>
  prompt.choices?.some(({ intent }) =>
    ['meeting', 'ballot', 'ballot-words', 'vote', 'vote-for', 'recusal', 'petition', 'poll', 'poll-pick'].includes(
      intent.do,
    ),
  )
    ? meetingChoiceMinutes
    : choiceMinutes;

type Batch = readonly [Outgoing, ...Outgoing[]];

function renderBatch(
  { tools, prompts, lastPrompts }: Gathering,
  to: ChatRow,
  renderer: Renderer,
  batch: Batch,
  replaceMessage: string | undefined,
): readonly Wire[] {
  const issued: Prompt[] = batch.map((item) => {
    const issue = issueTokens(item.prompt, item, tools.keys, tools.now, minutesOf(item.prompt, tools));
    if (issue.row) {
      prompts.push(issue.row);
      if (item.accountId) lastPrompts.push({ chatId: to.id, accountId: item.accountId, promptId: issue.row.id });
    }
    return issue.prompt;
  });
  const [{ language }] = batch;
  return renderer.render(issued, {
    scope: to.scope,
    language,
    ...(replaceMessage !== undefined && { replaceMessage }),
    phrases: renderPhrases(language),
  });
}

/** Prompts that may share one call; a card that is kept up to date goes alone, so that its message can be found again. */
function batches(items: readonly Outgoing[], size: number): Batch[] {
  const made: [Outgoing, ...Outgoing[]][] = [];
  for (const item of items) {
    const open = made.at(-1);
    if (open && open.length < size && mayShare(open[0], item)) open.push(item);
    else made.push([item]);
  }
  return made;
}

const mayShare = (a: Outgoing, b: Outgoing): boolean =>
  !a.viewSubject &&
  !b.viewSubject &&
  a.language === b.language &&
  a.lane === b.lane &&
  a.traceless === b.traceless &&
  a.purpose === b.purpose &&
  a.policy === b.policy;

async function openView(tx: Tx, chatId: string, subject: string): Promise<string> {
  const [made] = await tx
    .insert(view)
    .values({ id: newId(), chatId, subject })
    .onConflictDoUpdate({ target: [view.chatId, view.subject], set: { subject } })
    .returning({ id: view.id });
  if (!made) throw new Error('the view was not returned');
  // What is sent now shows how things stand: a mark of before would take away why it is sent. The view is locked first, as
  // whoever brings it up to date does it.
  await tx.delete(viewStale).where(eq(viewStale.viewId, made.id));
  return made.id;
}
