/** Where it is: a building picked, or a place typed. */
import { understand } from '../../../domain/demand/understanding/understand.ts';
import type { FlowStep, Outcome } from '../flow.ts';
import { placePrompt } from '../place.ts';
import { pick } from './buttons.ts';
import { next, type ReportState } from './state.ts';

export const placeStep: FlowStep<ReportState> = {
  prompt: (_state, view) => placePrompt(pick, view),
  on: (input, state, view) => {
    if (input.kind === 'sent-file') return { kind: 'pass' };
    const { placeId: _id, placeText: _text, ...rest } = state;
    const known = { ...rest, placeKnown: true };
    const back = (found: ReportState): Outcome<ReportState> => ({ kind: 'ask', step: 'offer', state: found });
    const chosen = (found: ReportState) => (state.registering ? next(found, view) : back(found));
    if (input.kind === 'picked')
      return chosen(input.pick === 'none' ? known : { ...known, placeId: input.pick.slice('id:'.length) });
    const { place } = understand(input.text, {
      places: view.places,
      ...(view.homePlaceId && { homePlaceId: view.homePlaceId }),
    });
    const typed = input.text.trim();
    const found = place?.kind === 'known' ? view.places.find(({ id }) => id === place.id) : undefined;
    // 「6号楼502」: the known place, and what she wrote beyond its name.
    const says = found && [found.name, ...(found.aliases ?? [])].some((name) => name === typed) ? undefined : typed;
    return chosen({
      ...known,
      ...(found && { placeId: found.id }),
      ...(says !== undefined && { placeText: says }),
    });
  },
};
