/** How a notice becomes messages: the same thing said to each of those it concerns, in each one's language. */
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Language } from '../channel.ts';
import { phrase } from '../locales/translate.ts';
import type { PictureUrl } from './demand-card.ts';
import type { BoundChoice, BoundPrompt, Outgoing } from './intent.ts';
import type { Reach, Recipient } from './recipients.ts';
import { listUnreached } from './unreached.ts';

export interface ComposeTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly now: Temporal.Instant;
  readonly pictureUrl: PictureUrl;
  /** A place and everything above it. */
  readonly placesAbove: (tx: Tx, placeId: string) => Promise<readonly string[]>;
}

export type Words = (language: Language, to: Recipient) => Promise<BoundPrompt> | BoundPrompt;

export async function tell(
  tools: ComposeTools,
  reach: Reach,
  what: Pick<Outgoing, 'topic' | 'policy' | 'viewSubject'> & { readonly subject: string },
  words: Words,
): Promise<Outgoing[]> {
  await listUnreached(tools.tx, reach.unreached, what.topic, what.subject, tools.now);
  const outgoing: Outgoing[] = [];
  for (const to of reach.recipients) {
    const { chatId, accountId, language } = to;
    outgoing.push({
      chatId,
      accountId,
      language,
      prompt: await words(language, to),
      topic: what.topic,
      lane: 'interactive',
      purpose: 'notice',
      policy: what.policy,
      ...(what.viewSubject && { viewSubject: what.viewSubject }),
    });
  }
  return outgoing;
}

export function button(
  language: Language,
  key: Parameters<typeof phrase>[1],
  intent: BoundChoice['intent'],
  weight?: 'primary' | 'quiet',
): BoundChoice {
  const label = phrase(language, key);
  return { label, says: label, intent, ...(weight && { weight }) };
}
