/** What a reader of a case can do with it as it stands, as buttons. */
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import { isAboutStaff } from '../domain/hotline/categories.ts';
import { AT_WORK, CASE_TRANSITIONS } from '../domain/hotline/states.ts';
import { button } from './button.ts';
import type { CaseFacts } from './case-facts.ts';
import type { CaseAct, CasePurpose } from './case-intent.ts';
import type { CaseReader } from './case-reader.ts';
import type { BoundChoice } from './intent.ts';

export const caseButton = (
  language: Language,
  caseId: string,
  act: CaseAct,
  weight?: BoundChoice['weight'],
): BoundChoice => button(language, `case.act.${act}`, { do: 'case', caseId, act }, weight);

export const caseWords = (
  language: Language,
  caseId: string,
  purpose: CasePurpose,
  weight?: BoundChoice['weight'],
): BoundChoice => button(language, `case.word.${purpose}`, { do: 'case-words', caseId, purpose }, weight);

/** All that this reader can do with it as it stands, the likeliest first. */
export function caseChoices(facts: CaseFacts, reader: CaseReader): readonly BoundChoice[] {
  const { language } = reader;
  const { row } = facts;
  const act = (what: CaseAct, when: boolean, weight?: BoundChoice['weight']) =>
    when ? [caseButton(language, row.id, what, weight)] : [];
  const words = (what: CasePurpose, when: boolean, weight?: BoundChoice['weight']) =>
    when ? [caseWords(language, row.id, what, weight)] : [];
  const is = (action: keyof typeof CASE_TRANSITIONS) => CASE_TRANSITIONS[action].from.includes(row.state);
  const { desk, lead, cooperating, above } = reader;
  const working = (AT_WORK as readonly string[]).includes(row.state);
  const lookedAt = facts.clocks.some(
    ({ clock, dueAt }) => clock === 'look_back' && Temporal.Instant.compare(dueAt, reader.now) <= 0,
  );
  const nobodyAccused = (row.family === 'burden' || isAboutStaff(row.category)) && facts.accused.length === 0;
  return [
    ...act('accept', desk && is('accept'), 'primary'),
    ...act('dispatch', desk && is('dispatch'), 'primary'),
    ...act('confirm', desk && is('confirm_claim'), 'primary'),
    ...words('return', desk && is('return_claim')),
    ...act('decide', desk && is('decide_dispute'), 'primary'),
    ...words('keep', desk && is('decide_dispute')),
    ...act('grant', desk && working && row.complexAsked, 'primary'),
    ...words('deny-time', desk && working && row.complexAsked),
    ...act('contact', lead && is('contact') && row.mode !== 'anonymous', 'primary'),
    ...words('progress', lead && is('progress')),
    ...words('done', lead && is('claim')),
    ...words('ask', lead && is('ask')),
    ...words('dispute', lead && is('dispute') && row.returns === 0),
    ...words('explained', lead && is('claim')),
    ...words('corrected', lead && is('claim') && row.family === 'burden'),
    ...words('ask-time', lead && is('ask_complex') && !row.complex && !row.complexAsked),
    ...words('cooperate', cooperating && is('cooperate'), 'primary'),
    ...act('call-back', (desk || above) && is('call_back') && !facts.reporter.answersHerself, 'primary'),
    ...words('holds', desk && lookedAt, 'primary'),
    ...words('fails', desk && lookedAt),
    ...act('name-accused', desk && nobodyAccused),
    ...words('answer', desk && is('answer')),
    ...words('decline', desk && is('decline')),
    ...words('duplicate', desk && is('duplicate')),
    ...act('reroute', desk && is('reroute')),
    ...words('supervise', desk && is('supervise') && !row.supervised),
    ...words('escalate', desk && is('escalate')),
    ...act('onward', onwardChoices(facts, reader).length > 0),
    ...words('strike', desk, 'quiet'),
    ...act('unstrike', desk && row.struckSealed !== null, 'quiet'),
    ...words('reveal', above && facts.reporter.known && row.mode === 'confidential', 'quiet'),
    ...words('step-aside', desk || lead || cooperating, 'quiet'),
    ...act('pictures', facts.pictures.length > 0, 'quiet'),
  ];
}

/** 转办、合办: what else it can become, or with what it can go together. */
export function onwardChoices(facts: CaseFacts, { language, desk, convenes }: CaseReader): readonly BoundChoice[] {
  const { row } = facts;
  if (!desk) return [];
  const { state, id, family } = row;
  const is = (action: keyof typeof CASE_TRANSITIONS) => CASE_TRANSITIONS[action].from.includes(state);
  // What a department loads on a committee is no matter among residents.
  const converts = family === 'livelihood' && is('convert');
  return [
    ...(converts && convenes ? [caseButton(language, id, 'mediate')] : []),
    ...(converts ? [caseButton(language, id, 'to-demand')] : []),
    ...(converts && convenes ? [caseWords(language, id, 'topic')] : []),
    ...(is('link') ? [caseWords(language, id, 'link')] : []),
    ...(is('dispatch') || is('reroute') ? [caseButton(language, id, 'joint')] : []),
  ];
}
