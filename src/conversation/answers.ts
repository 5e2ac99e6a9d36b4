/** Answers that only read: help, one's own demands, one demand, the language list. */

import { LANGUAGES } from '../channel.ts';
import { parseDemandNumber } from '../domain/demand/number.ts';
import { isOpen } from '../domain/demand/states.ts';
import { permit } from '../domain/permissions/permit.ts';
import { PERMISSIONS } from '../domain/permissions/table.ts';
import { formatDay, formatTime } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { addedLines, type CardReader, demandCard, pictureOf } from '../notices/demand-card.ts';
import {
  categoryName,
  type DemandFacts,
  demandFacts,
  dueLabel,
  fullPlaceLabel,
  placeLabel,
  stateName,
} from '../notices/demand-facts.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { stepName } from '../notices/step-name.ts';
import { type DemandRow, demandTarget, filedBy } from '../usecases/demand/change.ts';
import {
  type FoundDemand,
  findById,
  findByNumber,
  hasCosigned,
  historyOf,
  livesOnIn,
} from '../usecases/demand/lists.ts';
import { seatChoices } from './menu.ts';
import { mayHaveTasks, settableIn } from './task-rights.ts';
import { say, sayText, type Turn } from './turn.ts';

export const choice = (
  turn: Turn,
  key: Parameters<typeof phrase>[1],
  intent: BoundChoice['intent'],
  weight?: 'primary' | 'quiet',
): BoundChoice => {
  const label = phrase(turn.language, key);
  return { label, says: label, intent, ...(weight && { weight }) };
};

export const cardReader = (turn: Turn, { row }: DemandFacts): CardReader => ({
  language: turn.language,
  ...(turn.actor.personId && { personId: turn.actor.personId }),
  may: (command) => permit(command, turn.actor, demandTarget({ demand: row })).ok,
});

/** Whether any seat of the person has demands to work on; a unit's people work on what was taken on by others. */
export const isHandler = (turn: Turn): boolean =>
  turn.actor.seats.some(({ role }) => Object.hasOwn(PERMISSIONS['demand.resolve'], role));

export function sayWelcome(turn: Turn): void {
  say(turn, 'welcome', {
    text: translate(turn.language, turn.community ? 'welcome.community' : 'welcome', {
      community: turn.community?.name ?? '',
    }),
    choices: homeChoices(turn),
  });
}

export function sayHelp(turn: Turn): void {
  const onTasks = settableIn(turn.actor).length > 0 ? 'help.tasks.head' : 'help.tasks';
  const more = mayHaveTasks(turn.actor) ? ['\n', phrase(turn.language, onTasks)] : [];
  say(turn, 'help', { text: [...translate(turn.language, 'help'), ...more], choices: homeChoices(turn) });
}

function homeChoices(turn: Turn): BoundChoice[] {
  return [
    choice(turn, 'home.button.report', { do: 'report' }, 'primary'),
    isHandler(turn)
      ? choice(turn, 'home.button.todo', { do: 'today', filter: {}, page: 0 })
      : choice(turn, 'home.button.my', { do: 'my', page: 0 }),
    ...seatChoices(turn),
    choice(turn, 'home.button.help', { do: 'help' }, 'quiet'),
  ];
}

export function sayLanguages(turn: Turn): void {
  say(turn, 'language', {
    text: translate(turn.language, 'language.ask'),
    choices: LANGUAGES.map((language) => {
      const label = phrase(language, 'language.name');
      return { label, says: label, intent: { do: 'language', language } };
    }),
  });
}

export async function sayFound(turn: Turn, words: string): Promise<void> {
  const number = parseDemandNumber(words);
  if (!number) return sayText(turn, 'find.ask', 'find.ask');
  await sayDemand(turn, await findByNumber(turn.uow.tx, turn.actor, turn.community?.id, number));
}

export async function sayDemandById(turn: Turn, demandId: string): Promise<void> {
  await sayDemand(turn, await findById(turn.uow.tx, turn.actor, demandId));
}

async function sayDemand(turn: Turn, found: FoundDemand): Promise<void> {
  if (found.kind === 'none') return sayText(turn, 'find.none', 'find.none');
  const facts = await demandFacts(turn.uow, found.row.id);
  if (!facts) return sayText(turn, 'find.none', 'find.none');
  const { language } = turn;
  const mine = filedBy(found.row, turn.actor);
  if (found.kind === 'full' && !mine) return say(turn, 'demand.card', demandCard(facts, cardReader(turn, facts)));
  const steps = await historyOf(turn.uow.tx, found.row.id);
  const history = steps.map((step) =>
    phrase(language, 'history.line', {
      at: formatTime(language, facts.zone, step.at),
      what: stepName(language, step, mine),
    }),
  );
  say(turn, 'demand.shown', {
    title: `${facts.number} · ${stateName(language, facts.row.state)}`,
    text: [
      ...(mine ? [facts.text, ...addedLines({ row: facts.row, added: ownAdded(facts) }, language), '\n\n'] : []),
      history.join('\n'),
    ],
    fields: [
      { label: phrase(language, 'demand.field.category'), value: categoryName(language, facts.row.category) },
      // What a person wrote about the place is private; a known place is not.
      ...(mine || facts.placeIsPublic
        ? [
            {
              label: phrase(language, 'demand.field.place'),
              value: mine ? fullPlaceLabel(language, facts) : placeLabel(language, facts),
            },
          ]
        : []),
      { label: phrase(language, 'demand.field.filed'), value: formatDay(language, facts.zone, facts.row.submittedAt) },
      ...(facts.row.respondedAt
        ? []
        : [
            {
              label: phrase(language, 'demand.field.answer-by'),
              value: dueLabel(language, facts, facts.row.respondBy),
            },
          ]),
      ...(facts.handleBy === undefined
        ? []
        : [{ label: phrase(language, 'demand.field.solve-by'), value: dueLabel(language, facts, facts.handleBy) }]),
      ...(facts.into === undefined ? [] : [{ label: phrase(language, 'demand.field.into'), value: facts.into }]),
      ...(facts.support.signatures === 0
        ? []
        : [{ label: phrase(language, 'demand.field.cosigns'), value: String(facts.support.signatures) }]),
    ],
    choices: [
      ...whereItWent(facts.row, facts.into),
      ...(mine ? await ownChoices(turn, facts.row) : await neighbourChoices(turn, facts.row)),
    ],
  });
}

/** What neighbours added is for those who handle it. */
const ownAdded = ({ added }: DemandFacts) => added.filter(({ kind }) => kind !== 'neighbour_add');

/** A merged demand still has its number, which leads to the one it lives on in. */
const whereItWent = ({ mergedIntoId }: DemandRow, into: string | undefined): BoundChoice[] =>
  mergedIntoId && into !== undefined
    ? [{ label: into, says: into, intent: { do: 'show', demandId: mergedIntoId } }]
    : [];

async function neighbourChoices(turn: Turn, row: DemandRow): Promise<BoundChoice[]> {
  const { personId } = turn.actor;
  if (!isOpen(row.state)) return [];
  return personId && (await hasCosigned(turn.uow.tx, row.id, personId))
    ? [choice(turn, 'cosign.button.take-back', { do: 'take-back', demandId: row.id }, 'quiet')]
    : [choice(turn, 'cosign.button', { do: 'cosign', demandId: row.id })];
}

async function ownChoices(turn: Turn, row: DemandRow): Promise<BoundChoice[]> {
  const demandId = row.id;
  if (row.state === 'merged') return joinedChoices(turn, await livesOnIn(turn.uow.tx, row));
  if (row.state === 'resolved') {
    return [
      choice(turn, 'demand.button.confirm', { do: 'confirm', demandId, resolution: row.resolution }, 'primary'),
      choice(turn, 'demand.button.reopen', { do: 'write', purpose: 'reopen', demandId, resolution: row.resolution }),
    ];
  }
  if (!isOpen(row.state)) return [];
  return [
    choice(turn, 'demand.button.add_info', { do: 'write', purpose: 'add_info', demandId }),
    choice(turn, 'demand.button.withdraw', { do: 'withdraw', demandId }, 'quiet'),
  ];
}

/** Hers lives on in another: to that one she adds what she knows, and of it she says when it is not solved. */
function joinedChoices(turn: Turn, { id: demandId, state, resolution }: DemandRow): BoundChoice[] {
  if (state === 'resolved')
    return [choice(turn, 'demand.button.reopen', { do: 'write', purpose: 'reopen', demandId, resolution })];
  return isOpen(state) ? [choice(turn, 'demand.button.add_info', { do: 'write', purpose: 'add_info', demandId })] : [];
}

/** What a neighbour photographed is for those who handle it, and not for whoever filed it first. */
const mayLookAt = (
  { account, actor }: Turn,
  { row }: DemandFacts,
  { role, accountId }: DemandFacts['pictures'][number],
) => !filedBy(row, actor) || role !== 'report' || accountId === account.id || accountId === row.submitterAccountId;

/** What people photographed, for those who may read the whole demand. */
export async function sayPictures(turn: Turn, demandId: string): Promise<void> {
  const found = await findById(turn.uow.tx, turn.actor, demandId);
  const facts = found.kind === 'full' ? await demandFacts(turn.uow, demandId) : undefined;
  const pictures = facts ? facts.pictures.filter((one) => mayLookAt(turn, facts, one)) : [];
  if (!facts || pictures.length === 0) return sayText(turn, 'pictures.none', 'pictures.none');
  say(turn, 'pictures', {
    text: translate(turn.language, 'pictures', { number: facts.number, count: pictures.length }),
    pictures: pictures.map(({ id }) => pictureOf(id, turn.host.pictureUrl)),
  });
}
