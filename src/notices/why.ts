/** The button under a message that applied a rule: which one, in plain words, as it stood when the message was written. */
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import { button } from './button.ts';
import type { BoundChoice } from './intent.ts';

/** The rules of the demand's community, as they stand now. */
export const appliedTo = (
  { now }: { readonly now: Temporal.Instant },
  { row }: { readonly row: { readonly communityId: string } },
) => ({
  communityId: row.communityId,
  at: now,
});

export function whyButton(
  language: Language,
  applied: { readonly communityId: string | undefined; readonly at: Temporal.Instant },
  ...rules: readonly RuleKey[]
): BoundChoice {
  const { communityId, at } = applied;
  const intent = { do: 'why', rules, at: at.toString(), ...(communityId !== undefined && { communityId }) } as const;
  return button(language, 'why.button', intent, 'quiet');
}
