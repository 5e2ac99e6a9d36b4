/** Danger comes before everything else: whatever step is open, however long the message is, in a group as well. */
import { understand } from '../domain/demand/understanding/understand.ts';
import { sayText, type Turn } from './turn.ts';

export function sayEmergency(turn: Turn, words: string): void {
  const { emergency } = understand(words, { places: [] });
  if (emergency) sayText(turn, 'emergency', `emergency.${emergency}`);
}
