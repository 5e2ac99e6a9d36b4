/** The card a handler works with: what, where, by when, and the buttons that are possible now. */
import type { Language, Picture } from '../channel.ts';
import { isOwnWork } from '../domain/demand/own-work.ts';
import { type DemandAction, isFound, TRANSITIONS } from '../domain/demand/states.ts';
import type { Command } from '../domain/permissions/table.ts';
import { withColon } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import {
  type AddedKind,
  categoryName,
  type DemandFacts,
  dueLabel,
  fullPlaceLabel,
  isUrgent,
  stateName,
} from './demand-facts.ts';
import type { BoundChoice, BoundPrompt, WordsPurpose } from './intent.ts';

export type PictureUrl = (attachmentId: string) => string | undefined;

export function pictureOf(id: string, url: PictureUrl): Picture {
  const address = url(id);
  return { id, ...(address !== undefined && { url: address }) };
}

export interface CardReader {
  readonly language: Language;
  readonly personId?: string;
  /** Whether the permission table lets the reader do this with the demand; who may do nothing is offered nothing. */
  may(command: Command): boolean;
}

export function demandCard(facts: DemandFacts, reader: CardReader, heading?: string): BoundPrompt {
  const { row } = facts;
  const { language } = reader;
  const above = [
    ...(isUrgent(facts) ? [phrase(language, 'card.urgent')] : []),
    ...(heading ? [heading] : []),
    ...callLines(facts, reader),
  ];
  return {
    title: `${facts.number} · ${stateName(language, row.state)}`,
    text: [...above.flatMap((line) => [line, '\n']), facts.text, ...addedLines(facts, language)],
    fields: cardFields(facts, language),
    choices: [
      ...handlerChoices(facts, reader),
      ...forHer(facts, reader),
      ...(moreChoices(facts, reader).length > 0
        ? [button(language, 'demand.button.more', { do: 'more', demandId: row.id }, 'quiet')]
        : []),
      ...(facts.pictures.length > 0
        ? [button(language, 'demand.button.pictures', { do: 'pictures', demandId: row.id }, 'quiet')]
        : []),
    ],
  };
}

function cardFields(facts: DemandFacts, language: Language): NonNullable<BoundPrompt['fields']> {
  const { row, support, into, unitName } = facts;
  const files = facts.pictures.length + facts.otherAttachments;
  const field = (key: Parameters<typeof phrase>[1], value: string | false | undefined) =>
    value ? [{ label: phrase(language, key), value }] : [];
  return [
    ...field('demand.field.category', categoryName(language, row.category)),
    ...field('demand.field.place', fullPlaceLabel(language, facts)),
    ...field('demand.field.answer-by', !row.respondedAt && dueLabel(language, facts, row.respondBy)),
    ...field('demand.field.solve-by', facts.handleBy && dueLabel(language, facts, facts.handleBy)),
    ...field('demand.field.source', row.source !== 'chat' && phrase(language, `source.${row.source}`)),
    ...field('demand.field.supervised', row.supervised === true && phrase(language, 'demand.supervised')),
    ...field('demand.field.into', into),
    ...field('demand.field.unit', unitName),
    ...field('demand.field.submitter', !row.verified && phrase(language, 'demand.unverified')),
    ...field('demand.field.cosigns', support.signatures > 0 && String(support.signatures)),
    ...field('demand.field.files', files > 0 && String(files)),
    ...field('demand.field.reopened', row.reopenCount > 0 && String(row.reopenCount)),
  ];
}

/** Her name and number, for those who must tell her; nobody else needs them. */
function callLines({ calls }: DemandFacts, { language, may }: CardReader): string[] {
  if (!calls || !may('demand.tell')) return [];
  const who = [calls.name, calls.phone].filter(Boolean).join(' ');
  return [phrase(language, calls.owed ? 'card.call.owed' : 'card.call', { who })];
}

/** What staff do in the name of somebody no chat reaches; her word is taken by others than the handler and his unit. */
function forHer(facts: DemandFacts, reader: CardReader): BoundChoice[] {
  const { row, calls, onWord } = facts;
  const { language } = reader;
  const about = { demandId: row.id, resolution: row.resolution };
  const others = !isOwnWork(row, reader.personId, reader.may('demand.return'));
  return [
    ...(calls?.owed && reader.may('demand.tell')
      ? [button(language, 'demand.button.told', { do: 'told', demandId: row.id })]
      : []),
    ...(row.state === 'resolved' && onWord && others && reader.may('demand.confirm-for')
      ? [
          button(language, isFound(row) ? 'demand.button.confirm_found' : 'demand.button.confirm_for', {
            do: 'confirm-for',
            ...about,
          }),
          button(language, isFound(row) ? 'demand.button.reopen_found' : 'demand.button.reopen_for', {
            do: 'write',
            purpose: 'reopen_for',
            ...about,
          }),
        ]
      : []),
  ];
}

/** In place of a card whose reader has given up the seat since: not a word more of it. */
export const cardTakenAway = (facts: DemandFacts, language: Language): BoundPrompt => ({
  text: translate(language, 'card.not-yours', { number: facts.number }),
});

/** A question that was answered, or what is still wrong, is of no use to a handler who cannot read it. */
export function addedLines({ row, added }: Pick<DemandFacts, 'row' | 'added'>, language: Language): string[] {
  const neighbourDoubts = phrase(language, isFound(row) ? 'card.found.neighbour-doubts' : 'card.neighbour-doubts');
  const labels: { readonly [K in AddedKind]: string } = {
    add_info: phrase(language, 'history.add_info'),
    reopen: phrase(language, 'demand.button.reopen'),
    climb: phrase(language, 'demand.button.reopen'),
    neighbour_add: phrase(language, 'history.neighbour_add'),
    neighbour_reopen: neighbourDoubts,
    neighbour_climb: neighbourDoubts,
  };
  return added.map(({ kind, text }) => `\n${withColon(language, labels[kind], text)}`);
}

type Offer = readonly [action: DemandAction, command: Command, choice: BoundChoice];

/** Only what the state allows and the reader may do. */
const possible = ({ row }: DemandFacts, reader: CardReader, offers: readonly Offer[]): BoundChoice[] =>
  offers.flatMap(([action, command, choice]) =>
    TRANSITIONS[action].from.includes(row.state) && reader.may(command) ? [choice] : [],
  );

function writer({ row }: DemandFacts, { language }: CardReader) {
  return (purpose: WordsPurpose, weight?: 'primary'): BoundChoice =>
    button(language, `demand.button.${purpose}`, { do: 'write', purpose, demandId: row.id }, weight);
}

/** What is done every day; the rest is behind [more]. */
function handlerChoices(facts: DemandFacts, reader: CardReader): BoundChoice[] {
  const { row } = facts;
  const { language } = reader;
  const write = writer(facts, reader);
  const asks: Offer = ['ask_info', 'demand.ask-info', write('ask_info')];
  const progress: Offer = ['report_progress', 'demand.report-progress', write('progress')];
  const declines: Offer = ['reject', 'demand.reject', write('reject')];
  const resolves: Offer = ['resolve', 'demand.resolve', write('resolve', 'primary')];
  switch (row.state) {
    case 'submitted':
    case 'reopened': {
      const accepts = button(language, 'demand.button.accept', { do: 'accept', demandId: row.id }, 'primary');
      return possible(facts, reader, [['accept', 'demand.accept', accepts], asks, declines]);
    }
    case 'needs_info':
      return row.handlerPersonId ? [] : possible(facts, reader, [declines]);
    case 'referred':
      // Whoever referred it keeps it in sight; the work is the unit's.
      return reader.may('demand.return')
        ? possible(facts, reader, [progress, resolves, asks, ['return', 'demand.return', write('return')]])
        : possible(facts, reader, [progress]);
    case 'accepted':
    case 'handling':
      return possible(facts, reader, [progress, resolves, asks]);
    case 'listed':
      return possible(facts, reader, [progress]);
    case 'merged':
      return possible(facts, reader, [
        ['split', 'demand.split', button(language, 'demand.button.split', { do: 'split', demandId: row.id })],
      ]);
    default:
      return [];
  }
}

export function moreChoices(facts: DemandFacts, reader: CardReader): BoundChoice[] {
  const { pressedAbove } = facts;
  const { id: demandId, supervised } = facts.row;
  const write = writer(facts, reader);
  const { language } = reader;
  return possible(facts, reader, [
    ['merge', 'demand.merge', write('merge')],
    ['refer', 'demand.refer', button(language, 'demand.button.refer', { do: 'units', demandId, page: 0 })],
    ['list', 'demand.list', button(language, 'demand.button.list', { do: 'list', demandId })],
    ['promote', 'demand.promote', write('promote')],
    supervised
      ? ['unsupervise', pressedAbove ? 'demand.unsupervise-above' : 'demand.unsupervise', write('unsupervise')]
      : ['supervise', 'demand.supervise', write('supervise')],
    ['escalate', 'demand.escalate', write('escalate')],
  ]);
}
