/** What a step of a demand's history is called: whose word it was, and who took it. */
import type { Language } from '../channel.ts';
import { wasOnWord } from '../domain/demand/states.ts';
import { lookUp } from '../locales/translate.ts';

export interface Step {
  readonly kind: string;
  readonly byRole: string;
  /** Of what staff found themselves, so that there is nobody whose word it could be. */
  readonly found: boolean;
}

/** @param mine to the submitter her own steps are hers, and what staff did on her word is theirs */
export function stepName(language: Language, step: Step, mine = false): string {
  const { kind, byRole } = step;
  const byStaff = wasOnWord(kind, byRole)
    ? staffStep(language, step, mine)
    : step.found
      ? foundStep(language, kind)
      : undefined;
  const own = mine ? lookUp(language, `history.own.${kind}`) : undefined;
  return byStaff ?? own ?? lookUp(language, `history.${kind}`) ?? kind;
}

const foundStep = (language: Language, kind: string) => lookUp(language, `history.found.${kind}`);

function staffStep(language: Language, { kind, byRole, found }: Step, mine: boolean): string | undefined {
  if (found) return foundStep(language, kind);
  if (!mine) return lookUp(language, `history.on-word.${kind}`);
  return lookUp(language, `history.your-word.${kind}`, { who: lookUp(language, `role.${byRole}`) ?? byRole });
}
