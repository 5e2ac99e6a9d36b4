/**
 * Is a message meant for the bot, and what does it say without the bot's own name in it?
 *
 * In a direct chat everything is meant for the bot. In a group it is: a command without a name or with ours, a mention
 * of us, or a reply to one of our messages. Offsets are UTF-16 units, which is what JavaScript strings count in too:
 * https://core.telegram.org/bots/api#messageentity
 */
import type { Scope } from '../../src/channel.ts';
import { integer, type Json, readable, record } from './update.ts';

export interface BotIdentity {
  readonly id: string;
  /** Lazily: reading must work before `getMe` has answered. Without the `@`. */
  username(): string | undefined;
}

export interface Addressing {
  readonly text: string;
  readonly addressed: boolean;
  /** It opens with a command that names another bot of the group. */
  readonly forAnotherBot: boolean;
}

interface Span {
  readonly type: unknown;
  readonly start: number;
  readonly end: number;
  readonly user: Json | undefined;
}

function spansOf(text: string, entities: unknown): Span[] {
  if (!Array.isArray(entities)) return [];
  const spans: Span[] = [];
  for (const entity of entities) {
    const fields = record(entity);
    const start = integer(fields?.offset);
    const length = integer(fields?.length);
    if (start === undefined || length === undefined || start < 0 || length < 1 || start + length > text.length)
      continue;
    spans.push({ type: fields?.type, start, end: start + length, user: record(fields?.user) });
  }
  return spans;
}

function without(text: string, cuts: readonly { readonly start: number; readonly end: number }[]): string {
  if (cuts.length === 0) return text;
  let rest = text;
  for (const { start, end } of [...cuts].sort((a, b) => b.start - a.start)) {
    const before = rest.slice(0, start);
    const after = rest.slice(end);
    // "@bot, hello" begins with the greeting; "ask @bot please" must not keep two spaces where the name stood.
    if (before.trim() === '') rest = after.replace(/^[\s,，、:：]+/, '');
    else rest = before.endsWith(' ') && after.startsWith(' ') ? before + after.slice(1) : before + after;
  }
  return rest.trim();
}

function isReplyToUs(message: Json, bot: BotIdentity): boolean {
  const original = record(message.reply_to_message);
  // Every message of a forum topic is formally a reply to the topic's creation, which the bot may have done.
  if (original === undefined || original.forum_topic_created !== undefined) return false;
  return String(integer(record(original.from)?.id)) === bot.id;
}

export function addressing(message: Json, text: string, entities: unknown, scope: Scope, bot: BotIdentity): Addressing {
  const ours = bot.username()?.toLowerCase();
  const cuts: { start: number; end: number }[] = [];
  let named = isReplyToUs(message, bot);
  let forAnotherBot = false;
  for (const { type, start, end, user } of spansOf(text, entities)) {
    const written = text.slice(start, end);
    if (type === 'bot_command' && written.startsWith('/')) {
      const at = written.indexOf('@');
      const opens = text.slice(0, start).trim() === '';
      if (at === -1) {
        named ||= opens;
        continue;
      }
      // Until our own name is known, a command is taken as ours: a lost complaint is worse than one answer too many.
      if (ours === undefined || written.slice(at + 1).toLowerCase() === ours) {
        named = true;
        cuts.push({ start: start + at, end });
      } else {
        forAnotherBot ||= opens;
      }
    } else if (type === 'mention' && ours !== undefined && written.toLowerCase() === `@${ours}`) {
      named = true;
      cuts.push({ start, end });
    } else if (type === 'text_mention' && String(integer(user?.id)) === bot.id) {
      named = true;
      cuts.push({ start, end });
    }
  }
  const direct = scope === 'direct';
  return {
    text: readable(without(text, cuts)),
    addressed: direct || (named && !forAnotherBot),
    forAnotherBot: !direct && forAnotherBot,
  };
}
