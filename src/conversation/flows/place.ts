/** The question where something is, as every flow asks it. */
import { phrase, translate } from '../../locales/translate.ts';
import type { BoundPrompt } from '../../notices/intent.ts';
import type { picker } from './buttons.ts';
import type { FlowView } from './flow.ts';

/** More than a person wants to scroll through; a place that is not listed can be typed. */
const PLACES_SHOWN = 9;

/** A building is picked as `id:<its id>`, no particular place as `none`. */
export const placePrompt = (pick: ReturnType<typeof picker>, { language, places }: FlowView): BoundPrompt => ({
  text: translate(language, 'report.ask-place'),
  choices: [
    ...places
      .filter(({ kind }) => kind === 'building')
      .slice(0, PLACES_SHOWN)
      .map(({ id, name }) => pick('place', `id:${id}`, name)),
    pick('place', 'none', phrase(language, 'report.button.no-place'), 'quiet'),
  ],
});
