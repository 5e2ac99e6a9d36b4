/** The few words adapters need for themselves, in the recipient's language. */
import type { Language, RenderContext } from '../channel.ts';
import { phrase } from '../locales/translate.ts';

export const renderPhrases = (language: Language): RenderContext['phrases'] => ({
  answerWithNumber: phrase(language, 'render.answer-with-number'),
  pictureNotShown: phrase(language, 'render.picture-not-shown'),
});
