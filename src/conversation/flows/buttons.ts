/** What the steps of every flow share: the buttons that pick and leave, and what is typed to leave. */
import { type MessageKey, phrase } from '../../locales/translate.ts';
import type { BoundChoice } from '../../notices/intent.ts';
import type { FlowView } from './flow.ts';

/** Makes the buttons of one flow; each picks a value for one of its steps. */
export const picker =
  (flow: string) =>
  (step: string, value: string, label: string, weight?: BoundChoice['weight']): BoundChoice => ({
    label,
    says: label,
    intent: { do: 'pick', flow, step, pick: value },
    ...(weight && { weight }),
  });

export function leaveButton(view: FlowView, key: MessageKey): BoundChoice {
  const label = phrase(view.language, key);
  return { label, says: label, weight: 'quiet', intent: { do: 'leave' } };
}

/** Typed where free words are asked for, so 「不」 alone is not among them. */
export const CANCEL = /^(取消|返回|算了|cancel|back)$/i;
