/** The card a handler works with: what, where, by when, and the buttons that are possible now. */
import type { Language, Picture } from '../channel.ts';
import { ENDED } from '../domain/demand/states.ts';
import { phrase, translate } from '../locales/translate.ts';
import { categoryName, type DemandFacts, dueLabel, fullPlaceLabel, isUrgent, stateName } from './demand-facts.ts';
import type { BoundChoice, BoundPrompt, WordsPurpose } from './intent.ts';

export type PictureUrl = (attachmentId: string) => string | undefined;

export function pictureOf(id: string, url: PictureUrl): Picture {
  const address = url(id);
  return { id, ...(address !== undefined && { url: address }) };
}

export interface CardReader {
  readonly language: Language;
  /** Someone who only looks (the supervision committee) is offered nothing to do. */
  readonly mayHandle: boolean;
  /** Declining is the committee's to do, so only its people are offered it. */
  readonly mayReject: boolean;
}

export function demandCard(
  facts: DemandFacts,
  { language, mayHandle, mayReject }: CardReader,
  heading?: string,
): BoundPrompt {
  const { row } = facts;
  const files = facts.pictures.length + facts.otherAttachments;
  const above = [...(isUrgent(facts) ? [phrase(language, 'card.urgent')] : []), ...(heading ? [heading] : [])];
  return {
    title: `${facts.number} · ${stateName(language, row.state)}`,
    text: [...above.flatMap((line) => [line, '\n']), facts.text, ...addedLines(facts, language)],
    fields: [
      { label: phrase(language, 'demand.field.category'), value: categoryName(language, row.category) },
      { label: phrase(language, 'demand.field.place'), value: fullPlaceLabel(language, facts) },
      ...(row.respondedAt
        ? []
        : [{ label: phrase(language, 'demand.field.answer-by'), value: dueLabel(language, facts, row.respondBy) }]),
      ...(row.verified
        ? []
        : [{ label: phrase(language, 'demand.field.submitter'), value: phrase(language, 'demand.unverified') }]),
      ...(files > 0 ? [{ label: phrase(language, 'demand.field.files'), value: String(files) }] : []),
      ...(row.reopenCount > 0
        ? [{ label: phrase(language, 'demand.field.reopened'), value: String(row.reopenCount) }]
        : []),
    ],
    choices: [
      ...(mayHandle ? handlerChoices(facts, language) : []).filter(
        (choice) => mayReject || !(choice.intent.do === 'write' && choice.intent.purpose === 'reject'),
      ),
      ...(facts.pictures.length > 0 ? [seePictures(facts, language)] : []),
    ],
  };
}

/** In place of a card whose reader has given up the seat since: not a word more of it. */
export const cardTakenAway = (facts: DemandFacts, language: Language): BoundPrompt => ({
  text: translate(language, 'card.not-yours', { number: facts.number }),
});

function seePictures({ row }: DemandFacts, language: Language): BoundChoice {
  const label = phrase(language, 'demand.button.pictures');
  return { label, says: label, weight: 'quiet', intent: { do: 'pictures', demandId: row.id } };
}

/** A question that was answered, or what is still wrong, is of no use to a handler who cannot read it. */
export function addedLines({ added }: DemandFacts, language: Language): string[] {
  const labels = {
    add_info: phrase(language, 'history.add_info'),
    reopen: phrase(language, 'demand.button.reopen'),
  };
  return added.map(({ kind, text }) => `\n${labels[kind]}${language === 'en' ? ': ' : '：'}${text}`);
}

function handlerChoices({ row }: DemandFacts, language: Language): BoundChoice[] {
  if (ENDED.has(row.state) || row.state === 'resolved') return [];
  const demandId = row.id;
  const write = (purpose: WordsPurpose): BoundChoice => {
    const label = phrase(language, `demand.button.${purpose}`);
    return { label, says: label, intent: { do: 'write', purpose, demandId } };
  };
  if (row.state === 'submitted' || row.state === 'reopened') {
    const label = phrase(language, 'demand.button.accept');
    return [
      { label, says: label, weight: 'primary', intent: { do: 'accept', demandId } },
      write('ask_info'),
      ...(row.state === 'submitted' ? [write('reject')] : []),
    ];
  }
  if (row.state === 'needs_info') return row.handlerPersonId ? [] : [write('reject')];
  return [write('progress'), { ...write('resolve'), weight: 'primary' }, write('ask_info')];
}
