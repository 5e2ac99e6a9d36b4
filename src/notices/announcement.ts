/** An announcement as people read it: who says it, then the words as they were written. */
import type { Language, Prompt } from '../channel.ts';
import { phrase } from '../locales/translate.ts';

export const announcementPrompt = (language: Language, community: string, text: string): Prompt => ({
  title: phrase(language, 'announcement.title', { community }),
  text: [text],
});
