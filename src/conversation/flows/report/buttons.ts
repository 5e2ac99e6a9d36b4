/** The buttons of the report flow. */
import type { BoundChoice } from '../../../notices/intent.ts';
import { leaveButton, picker } from '../buttons.ts';
import type { FlowView } from '../flow.ts';
import { REPORT } from './state.ts';

export const pick = picker(REPORT);

export const leave = (view: FlowView): BoundChoice => leaveButton(view, 'report.button.leave');

/** Typed instead of leaving by the button. */
export const NO = /^(不用了?|不用|取消|算了|不要|不|否|no|n|cancel)[。.!！]?$/i;
