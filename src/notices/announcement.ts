/** An announcement as people read it: who says it, then the words as they were written. */
import type { Language } from '../channel.ts';
import { phrase } from '../locales/translate.ts';
import type { BoundPrompt } from './intent.ts';

export const announcementPrompt = (language: Language, community: string, text: string): BoundPrompt => ({
  title: phrase(language, 'announcement.title', { community }),
  text: [text],
});
