/**
 * Membership changes: ours (`my_chat_member`) and other people's (`chat_member`, only where the bot is administrator).
 * https://core.telegram.org/bots/api#chatmemberupdated
 */
import type { InboundContent, Scope } from '../../src/channel.ts';
import type { BotIdentity } from './addressing.ts';
import { integer, type Json, readable, record } from './update.ts';

type Presence = 'present' | 'absent' | 'unknown';

function presence(member: Json | undefined): Presence {
  switch (member?.status) {
    case 'creator':
    case 'administrator':
    case 'member':
      return 'present';
    case 'restricted':
      // A restriction outlives membership: the person may have left with it.
      return member.is_member === false ? 'absent' : 'present';
    case 'left':
    case 'kicked':
      return 'absent';
    default:
      return 'unknown';
  }
}

function change(body: Json): { readonly before: Presence; readonly after: Presence; readonly status: string } {
  const now = record(body.new_chat_member);
  const status = typeof now?.status === 'string' ? readable(now.status).slice(0, 32) : 'unknown';
  return { before: presence(record(body.old_chat_member)), after: presence(now), status };
}

export function ownMembership(body: Json, scope: Scope): InboundContent {
  const { before, after, status } = change(body);
  // In a direct chat this is sent only when the person blocks (`kicked`) or unblocks (`member`) the bot.
  if (after === 'absent') return scope === 'direct' ? { kind: 'blocked' } : { kind: 'left', who: 'bot' };
  if (after === 'present' && before !== 'present') return { kind: 'joined', who: 'bot' };
  // Promoted, demoted or restricted: still a member, nothing to do.
  return { kind: 'ignored', type: `my_chat_member.${status}` };
}

export function membership(body: Json, bot: BotIdentity): InboundContent {
  const member = record(record(body.new_chat_member)?.user);
  if (String(integer(member?.id)) === bot.id) return { kind: 'ignored', type: 'duplicate of my_chat_member' };
  if (member?.is_bot === true) return { kind: 'ignored', type: 'chat_member of a bot' };
  const { before, after, status } = change(body);
  if (after === 'present' && before === 'absent') return { kind: 'joined', who: 'members' };
  if (after === 'absent' && before === 'present') return { kind: 'left', who: 'members' };
  return { kind: 'ignored', type: `chat_member.${status}` };
}
