/**
 * Is a text meant for the bot, and what does it say without the bot's name in it? In a direct chat everything is meant
 * for the bot; in a group a text that opens with a command, or that names the bot.
 */
import type { Scope } from '../../src/channel.ts';

/** The Latin name ends where its letters end, and is none inside an e-mail address; 里弄 may be followed by anything. */
const NAMED = /(?<![\w.-])[@＠](?:里弄|lilong(?!\w))/giu;
/** The name behind a command, `/help@lilong`, is how Telegram writes it. */
const COMMAND_SUFFIX = /^(\s*[/／][a-z_]{1,32})[@＠](?:里弄|lilong)(?!\w)/iu;

export function addressing(raw: string, scope: Scope): { readonly text: string; readonly addressed: boolean } {
  // PostgreSQL takes no NUL in a text, and a lone surrogate has no UTF-8 form.
  const written = raw.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
  const command = written.replace(COMMAND_SUFFIX, '$1');
  const rest = command.replace(NAMED, ' ');
  const named = rest !== written;
  const text = named
    ? rest
        .replace(/^[\s,，、:：]+/, '')
        .replace(/ {2,}/g, ' ')
        .trim()
    : written;
  return { text, addressed: scope === 'direct' || named || /^\s*[/／]/.test(written) };
}
