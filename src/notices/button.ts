/** A button with an intent behind it; pressed on LINE it stands in the chat as the person's own words. */
import type { Language } from '../channel.ts';
import { phrase } from '../locales/translate.ts';
import type { BoundChoice, Intent } from './intent.ts';

export function button(
  language: Language,
  key: Parameters<typeof phrase>[1],
  intent: Intent,
  weight?: 'primary' | 'quiet',
): BoundChoice {
  const label = phrase(language, key);
  return { label, says: label, intent, ...(weight && { weight }) };
}
