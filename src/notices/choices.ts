/** Tokens of buttons: made when a prompt is enqueued, resolved when someone presses or types a number. */
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { among } from '../../db/among.ts';
import type { Tx } from '../../db/client.ts';
import { choicePrompt } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Choice, Prompt } from '../channel.ts';
import { withinTheHour } from '../domain/calendar/within-the-hour.ts';
import type { BoundPrompt, Intent } from './intent.ts';

const CHOICES = 'choice_prompt.choices';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 12 characters of base 62: about 71 bits, so a token cannot be guessed. */
const PROMPT_ID_LENGTH = 12;

export interface PromptRow {
  readonly id: string;
  readonly chatId: string | null;
  readonly accountId: string | null;
  readonly choicesSealed: Uint8Array;
  readonly createdAt: Temporal.Instant;
  readonly expiresAt: Temporal.Instant;
  readonly messageKey: string | null;
}

function promptId(): string {
  let id = '';
  while (id.length < PROMPT_ID_LENGTH) {
    for (const byte of randomBytes(PROMPT_ID_LENGTH)) {
      if (byte < 248 && id.length < PROMPT_ID_LENGTH) id += ALPHABET[byte % 62];
    }
  }
  return id;
}

/** At most 15 characters: LINE takes 300 for postback data, Telegram 64 bytes, the port 16. */
const tokenOf = (prompt: string, index: number): string => `${prompt}.${index.toString(36)}`;

export interface Issue {
  readonly prompt: Prompt<Choice>;
  /** Present when the prompt has choices. */
  readonly row?: PromptRow;
}

export function issueTokens(
  prompt: BoundPrompt,
  to: {
    readonly chatId: string | null;
    readonly accountId?: string;
    readonly messageKey?: string;
    readonly traceless?: boolean;
  },
  keys: FieldKeys,
  now: Temporal.Instant,
  validMinutes: number,
): Issue {
  const { choices, ...rest } = prompt;
  if (!choices || choices.length === 0) return { prompt: rest };
  const id = promptId();
  const made = to.traceless ? withinTheHour(now, Math.random()) : now;
  return {
    prompt: {
      ...rest,
      choices: choices.map(({ intent: _intent, ...choice }, index) => ({ ...choice, token: tokenOf(id, index) })),
    },
    row: {
      id,
      chatId: to.chatId,
      accountId: to.accountId ?? null,
      choicesSealed: keys.sealJson(
        CHOICES,
        choices.map((choice) => choice.intent),
      ),
      createdAt: made,
      expiresAt: made.add({ minutes: validMinutes }),
      messageKey: to.messageKey ?? null,
    },
  };
}

export type Resolved =
  | { readonly kind: 'intent'; readonly intent: Intent }
  /** Unknown, made up, of another chat or for another person: all the same to the one who asks. */
  | { readonly kind: 'not_yours' }
  | { readonly kind: 'expired' };

export interface Presser {
  readonly chatId: string;
  readonly scope: 'direct' | 'group';
  readonly accountId?: string;
}

export async function resolveToken(
  tx: Tx,
  token: string,
  presser: Presser,
  keys: FieldKeys,
  now: Temporal.Instant,
  ahead?: ReadonlyMap<string, StoredPrompt>,
): Promise<Resolved> {
  const { prompt, index } = partsOf(token) ?? {};
  if (prompt === undefined || index === undefined) return { kind: 'not_yours' };
  const row = ahead?.get(prompt);
  return row
    ? choiceIn(intentsIn(row, presser, keys, now), index)
    : resolveChoice(tx, prompt, index, presser, keys, now);
}

function partsOf(token: string): { readonly prompt: string; readonly index: number } | undefined {
  const [, prompt, index] = /^([0-9A-Za-z]{12})\.([0-9a-z]{1,2})$/.exec(token) ?? [];
  return prompt && index ? { prompt, index: Number.parseInt(index, 36) } : undefined;
}

export type StoredPrompt = typeof choicePrompt.$inferSelect;

/** The prompts these tokens belong to, and what each of the tokens means; whether it may be pressed is not asked here. */
export async function promptsOf(
  tx: Tx,
  tokens: readonly string[],
  keys: FieldKeys,
): Promise<{ readonly prompts: ReadonlyMap<string, StoredPrompt>; readonly intents: ReadonlyMap<string, Intent> }> {
  const parts = new Map(tokens.flatMap((token) => [[token, partsOf(token)] as const]));
  const ids = [...parts.values()].flatMap((part) => (part ? [part.prompt] : []));
  const rows = ids.length > 0 ? await tx.select().from(choicePrompt).where(among(choicePrompt.id, ids)) : [];
  const prompts = new Map(rows.map((row) => [row.id, row]));
  const intents = new Map<string, Intent>();
  for (const [token, part] of parts) {
    const row = part && prompts.get(part.prompt);
    const intent = row && openIntents(row, keys)[part.index];
    if (intent) intents.set(token, intent);
  }
  return { prompts, intents };
}

/** Everything the prompt offers, in its order; nothing when it is not this person's, or has expired. */
export async function shownIntents(
  tx: Tx,
  promptId: string,
  presser: Presser,
  keys: FieldKeys,
  now: Temporal.Instant,
): Promise<readonly Intent[]> {
  const found = await intentsOf(tx, promptId, presser, keys, now);
  return found.kind === 'intents' ? found.intents : [];
}

/** @param index counted from 0 */
export async function resolveChoice(
  tx: Tx,
  promptId: string,
  index: number,
  presser: Presser,
  keys: FieldKeys,
  now: Temporal.Instant,
): Promise<Resolved> {
  return choiceIn(await intentsOf(tx, promptId, presser, keys, now), index);
}

type Shown = { readonly kind: 'intents'; readonly intents: readonly Intent[] } | Exclude<Resolved, { kind: 'intent' }>;

function choiceIn(shown: Shown, index: number): Resolved {
  if (shown.kind !== 'intents') return shown;
  const intent = shown.intents[index];
  return intent ? { kind: 'intent', intent } : { kind: 'not_yours' };
}

/**
 * One call cannot carry a token for each of many people. Theirs is one they share, and that is safe: what a button does is
 * decided by who presses it — each use case asks whether this person is on the roll, or invited — and never by who was given
 * it. It works in direct chats only, where nobody else sees what was chosen.
 */
const isHere = (chatId: string | null, presser: Presser): boolean =>
  chatId === null ? presser.scope === 'direct' : chatId === presser.chatId;

async function intentsOf(
  tx: Tx,
  promptId: string,
  presser: Presser,
  keys: FieldKeys,
  now: Temporal.Instant,
): Promise<Shown> {
  const [row] = await tx.select().from(choicePrompt).where(eq(choicePrompt.id, promptId));
  return intentsIn(row, presser, keys, now);
}

const openIntents = ({ choicesSealed }: StoredPrompt, keys: FieldKeys): readonly Intent[] =>
  keys.openJson(CHOICES, choicesSealed) as readonly Intent[];

function intentsIn(row: StoredPrompt | undefined, presser: Presser, keys: FieldKeys, now: Temporal.Instant): Shown {
  if (!row || !isHere(row.chatId, presser)) return { kind: 'not_yours' };
  if (row.accountId !== null && row.accountId !== presser.accountId) return { kind: 'not_yours' };
  if (row.expiresAt.epochMilliseconds <= now.epochMilliseconds) return { kind: 'expired' };
  return { kind: 'intents', intents: openIntents(row, keys) };
}
