/**
 * Prompts as they are: the page draws them. The context goes along, so that the page can also ask what LINE or Telegram
 * would have been sent in the very same situation.
 */
import type { Prompt, RenderContext, Wire } from '../../src/channel.ts';

export interface WebWire extends Wire {
  readonly prompt: Prompt;
  readonly context: Pick<RenderContext, 'scope' | 'language' | 'phrases'>;
  /** The message this one takes the place of. */
  readonly replaces?: string;
}

export function renderWeb(prompts: readonly Prompt[], given: RenderContext): readonly WebWire[] {
  const { scope, language, phrases } = given;
  // One message can become only one prompt.
  let replaceable = given.replaceMessage;
  return prompts.map((prompt): WebWire => {
    const replaces = prompt.replaces === true ? replaceable : undefined;
    if (replaces !== undefined) replaceable = undefined;
    return { prompt, context: { scope, language, phrases }, ...(replaces !== undefined && { replaces }) };
  });
}

/** A stored payload that this renderer made; anything else cannot be shown. */
export function isWebWire(value: unknown): value is WebWire {
  if (typeof value !== 'object' || value === null) return false;
  const { prompt, context, replaces } = value as Partial<Record<keyof WebWire, unknown>>;
  const made = typeof prompt === 'object' && prompt !== null && typeof context === 'object' && context !== null;
  return (
    made && 'text' in prompt && Array.isArray(prompt.text) && (replaces === undefined || typeof replaces === 'string')
  );
}
