/** 布置任务: what, by when and who, in one line or tap by tap, and a look at it before it is set. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { Language } from '../../channel.ts';
import { findTypedDate } from '../../domain/calendar/typed-date.ts';
import { TASK_EVIDENCE, TASK_OWNERS, type TaskEvidence } from '../../domain/task/states.ts';
import { formatDate } from '../../locales/dates.ts';
import { lookUp, type MessageKey, phrase, translate, type Values } from '../../locales/translate.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow, FlowView, Outcome } from './flow.ts';
import { part, saidSchema, wordsOf } from './said.ts';

export const NEW_TASK = 'new-task';

const personSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: z.enum(TASK_OWNERS),
  bodyId: z.string().nullable(),
});
export type Candidate = z.infer<typeof personSchema>;

const schema = z.object({
  /** The community; or several, and it goes to the head of each. */
  communityIds: z.array(z.string()).min(1),
  /** Who can be given it in the one community, as they were when it was begun. */
  people: z.array(personSchema),
  /** Whoever sets it. */
  me: z.string(),
  /** The title. */
  said: saidSchema,
  /** ISO date. */
  dueOn: z.string().optional(),
  /** The person's id. */
  who: z.string().optional(),
  page: z.number().int(),
  evidence: z.enum(TASK_EVIDENCE),
  /** Its title may stand on the public wall. */
  titlePublic: z.boolean(),
});
export type NewTaskState = z.infer<typeof schema>;

/** More than a person wants to scroll through; the others are on the next page, or their names are typed. */
export const PEOPLE_SHOWN = 8;

export interface TypedTask {
  readonly title: string;
  readonly dueOn?: string;
  readonly who?: string;
  /** What could not be taken as it was typed. */
  readonly remark?: { readonly because: MessageKey; readonly values: Values };
}

const MYSELF = /^(?:我|我自己|自己|本人|me|myself)$/i;
const TO_CHINESE =
  /(?:^|[\s,，、;；])(?:交给|交給|转给|轉給|派给|派給|给|給)\s*([A-Za-z][\w .'’-]{0,40}|[^\s,，。]{1,20}?)(?:办理|辦理|来办|來辦|办|辦|负责|負責)?[。.]?$/;
const TO_ENGLISH = /\s(?:for|to)\s+([\p{L}][\p{L} .'’-]{0,40})$/iu;
const ALL = '(?:各个?|各個|所有的?|全部的?|每个|每個)(?:居委[会會]?|社[区區]|居民[区區])|全街道(?:的?居委[会會])?';
const GIVEN = '(?:交给|交給|派给|派給|发给|發給|给|給)';
const ALL_FIRST = new RegExp(`^${GIVEN}(?:${ALL})(?:主任)?[\\s,，、;；:：]+`);
const ALL_LAST = new RegExp(
  `(?:^|[\\s,，、;；])${GIVEN}(?:${ALL})(?:主任)?(?:来办|來辦|办理|辦理|办|辦|负责|負責)?[。.]?$`,
);
const ALL_ENGLISH =
  /\s(?:for|to)\s+(?:all|every|each)(?:\s+of)?(?:\s+(?:the|our|my))?\s+(?:committees?|communit(?:y|ies)|heads?)[.]?$/i;
const LANGUAGES: readonly Language[] = ['zh-Hans', 'zh-Hant', 'en'];

/** 李网格员 is the grid officer whose name begins with 李; else a name, or what only one name contains. */
export function personNamed(people: readonly Candidate[], me: string, typed: string): Candidate | undefined {
  const name = typed.trim();
  if (name === '') return undefined;
  if (MYSELF.test(name)) return people.find(({ id }) => id === me);
  const only = (found: readonly Candidate[]): Candidate | undefined => (found.length === 1 ? found[0] : undefined);
  const exact = people.filter((one) => one.name.toLowerCase() === name.toLowerCase());
  if (exact.length > 0) return only(exact);
  const byRole = people.filter((one) =>
    LANGUAGES.some((language) => {
      const role = lookUp(language, `role.${one.role}`) ?? '';
      const short = role.replace(/^居[委務务][会會]?/, '');
      return [role, short].some(
        (word) => word !== '' && name.endsWith(word) && one.name.startsWith(name.slice(0, -word.length)),
      );
    }),
  );
  return only(byRole) ?? only(people.filter((one) => one.name.toLowerCase().includes(name.toLowerCase())));
}

/** The words without 「给各居委会」; undefined where they do not say so. */
function withoutAll(words: string): string | undefined {
  const said = [ALL_FIRST, ALL_LAST, ALL_ENGLISH].find((pattern) => pattern.test(words));
  return said && words.replace(said, '').trim();
}

/** Whether it is typed for the committees of all communities. */
export function meansAll(text: string, { today }: Pick<FlowView, 'today'>): boolean {
  const dated = findTypedDate(text, { today });
  return withoutAll(dated.ok ? dated.value.rest : text.trim()) !== undefined;
}

const isForAll = ({ communityIds }: Pick<NewTaskState, 'communityIds'>): boolean => communityIds.length > 1;

/** 「5月20日前 整理居民代表名册 给李网格员」, in whatever order it comes. */
export function parseTask(
  text: string,
  { communityIds, people, me }: Pick<NewTaskState, 'communityIds' | 'people' | 'me'>,
  { today, language }: Pick<FlowView, 'today' | 'language'>,
): TypedTask {
  const dated = findTypedDate(text, { today });
  const typed = dated.ok ? dated.value.rest : text.trim();
  const words = (isForAll({ communityIds }) ? withoutAll(typed) : undefined) ?? typed;
  const chinese = TO_CHINESE.exec(words);
  const english = chinese ? null : TO_ENGLISH.exec(words);
  const named = chinese ?? english;
  const found = named?.[1] === undefined ? undefined : personNamed(people, me, named[1]);
  // 「for the meeting」 is no name; 「给王」 with nobody of that name is said to be none.
  const taken = found || chinese ? named : null;
  const title = taken ? words.slice(0, taken.index).trim() : words;
  const remark = remarkOf(dated, today, language) ?? unknownName(chinese?.[1], found);
  return {
    title: title.replace(/[,，、;；]+$/, ''),
    ...(dated.ok && !hasPassed(dated.value.date, today) && { dueOn: dated.value.date.toString() }),
    ...(found && { who: found.id }),
    ...(remark && { remark }),
  };
}

const hasPassed = (date: Temporal.PlainDate, today: Temporal.PlainDate): boolean =>
  Temporal.PlainDate.compare(date, today) < 0;

function remarkOf(
  dated: ReturnType<typeof findTypedDate>,
  today: Temporal.PlainDate,
  language: Language,
): TypedTask['remark'] {
  if (!dated.ok)
    return dated.error.kind === 'no_such_day'
      ? { because: 'task.date.no-such-day', values: { typed: dated.error.typed } }
      : undefined;
  const { date } = dated.value;
  return hasPassed(date, today)
    ? { because: 'task.date.past', values: { day: formatDate(language, date.toString()) } }
    : undefined;
}

const unknownName = (typed: string | undefined, found: Candidate | undefined): TypedTask['remark'] =>
  typed !== undefined && !found ? { because: 'task.new.who.none', values: { name: typed } } : undefined;

/** The first thing that is still to be asked. */
export function missingOf(state: NewTaskState): 'title' | 'date' | 'who' | 'sure' {
  if (state.said.length === 0) return 'title';
  if (state.dueOn === undefined) return 'date';
  return state.who === undefined && !isForAll(state) ? 'who' : 'sure';
}

export const withTyped = (state: NewTaskState, typed: TypedTask, message: string | undefined): NewTaskState => ({
  ...state,
  ...(typed.title !== '' && { said: part(typed.title, message) }),
  ...(typed.dueOn !== undefined && { dueOn: typed.dueOn }),
  ...(typed.who !== undefined && { who: typed.who }),
});

const next = (state: NewTaskState, remark?: TypedTask['remark']): Outcome<NewTaskState> => ({
  kind: 'ask',
  step: missingOf(state),
  state,
  ...remark,
});

const pick = picker(NEW_TASK);
const titleOf = ({ said }: NewTaskState): string => wordsOf(said).replaceAll('\n', ' ');
function nameOf(state: NewTaskState, { language }: FlowView): string {
  const { people, me, who, communityIds } = state;
  if (isForAll(state)) return phrase(language, 'task.new.all.heads', { count: communityIds.length });
  return who === me ? phrase(language, 'task.new.button.myself') : (people.find(({ id }) => id === who)?.name ?? '');
}
const leave = (view: FlowView) => leaveButton(view, 'task.new.button.leave');

const label = (one: Candidate, language: Language): string =>
  `${one.name} · ${lookUp(language, `role.${one.role}`) ?? one.role}`;

const YES = /^(是|是的|对|對|好|好的|可以|布置|佈置|确定|確定|yes|y|ok)[。.!！]?$/i;

const nextEvidence = (evidence: TaskEvidence): TaskEvidence =>
  TASK_EVIDENCE[(TASK_EVIDENCE.indexOf(evidence) + 1) % TASK_EVIDENCE.length] ?? 'none';

export const newTaskFlow: Flow<NewTaskState> = {
  name: NEW_TASK,
  version: 3,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    title: {
      wordless: 'title',
      wantsWords: true,
      prompt: (_state, view) => ({ text: translate(view.language, 'task.new.title'), choices: [leave(view)] }),
      on: (input, state, view) => {
        if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
        if (CANCEL.test(input.text.trim())) return { kind: 'leave' };
        const typed = parseTask(input.text, state, view);
        return next(withTyped(state, typed, input.message), typed.remark);
      },
    },
    date: {
      wordless: 'title',
      wantsWords: true,
      prompt: (state, view) => ({
        text: translate(view.language, 'task.new.date', { title: titleOf(state) }),
        choices: [leave(view)],
      }),
      on: (input, state, { today, language }) => {
        if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
        if (CANCEL.test(input.text.trim())) return { kind: 'leave' };
        const found = findTypedDate(input.text, { today });
        const remark = remarkOf(found, today, language);
        if (remark) return { kind: 'again', ...remark };
        if (!found.ok) return { kind: 'again', because: 'task.date.none' };
        return next({ ...state, dueOn: found.value.date.toString() });
      },
    },
    who: {
      wordless: 'title',
      wantsWords: true,
      prompt: (state, view) => {
        const { language } = view;
        const from = state.page * PEOPLE_SHOWN;
        const shown = state.people.slice(from, from + PEOPLE_SHOWN);
        return {
          text: translate(language, 'task.new.who', { title: titleOf(state) }),
          choices: [
            ...shown.map((one) =>
              pick(
                'who',
                `id:${one.id}`,
                one.id === state.me ? phrase(language, 'task.new.button.myself') : label(one, language),
              ),
            ),
            ...(state.page > 0 ? [pick('who', 'before', phrase(language, 'list.button.before'), 'quiet')] : []),
            ...(state.people.length > from + PEOPLE_SHOWN
              ? [pick('who', 'more', phrase(language, 'list.button.more'), 'quiet')]
              : []),
            leave(view),
          ],
        };
      },
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') {
          const turned = { more: 1, before: -1 }[input.pick];
          if (turned !== undefined)
            return { kind: 'ask', step: 'who', state: { ...state, page: Math.max(state.page + turned, 0) } };
          const found = state.people.find(({ id }) => input.pick === `id:${id}`);
          return found ? next({ ...state, who: found.id }) : { kind: 'again', because: 'flow.pick-one' };
        }
        const typed = input.text.trim();
        if (CANCEL.test(typed)) return { kind: 'leave' };
        const found = personNamed(state.people, state.me, typed.replace(/^(?:给|給|for\s+|to\s+)/i, ''));
        return found
          ? next({ ...state, who: found.id })
          : { kind: 'again', because: 'task.new.who.none', values: { name: typed } };
      },
    },
    /** Others will be reminded of it: it is looked at once more before it is set. */
    sure: {
      wordless: 'title',
      prompt: (state, view) => {
        const { language } = view;
        const button = (value: string, key: MessageKey, weight?: 'primary') =>
          pick('sure', value, phrase(language, key), weight);
        return {
          text: translate(language, 'task.new.sure'),
          fields: [
            { label: phrase(language, 'task.new.field.title'), value: titleOf(state) },
            { label: phrase(language, 'task.field.due'), value: formatDate(language, state.dueOn ?? '') },
            { label: phrase(language, 'task.field.does'), value: nameOf(state, view) },
            {
              label: phrase(language, 'task.field.evidence'),
              value: phrase(language, `task.evidence.${state.evidence}`),
            },
            {
              label: phrase(language, 'task.new.field.wall'),
              value: phrase(language, state.titlePublic ? 'task.new.wall.yes' : 'task.new.wall.no'),
            },
          ],
          choices: [
            button('yes', 'task.new.button.sure', 'primary'),
            button('title', 'task.new.button.title'),
            button('date', 'task.new.button.date'),
            ...(isForAll(state) ? [] : [button('who', 'task.new.button.who')]),
            button('evidence', 'task.new.button.evidence'),
            button('wall', state.titlePublic ? 'task.new.button.wall.no' : 'task.new.button.wall.yes'),
            leave(view),
          ],
          replaces: true,
        };
      },
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'said') {
          const words = input.text.trim();
          if (CANCEL.test(words)) return { kind: 'leave' };
          return YES.test(words) ? { kind: 'finish', state } : { kind: 'again', because: 'flow.pick-one' };
        }
        switch (input.pick) {
          case 'yes':
            return { kind: 'finish', state };
          case 'title':
          case 'date':
            return { kind: 'ask', step: input.pick, state };
          case 'who':
            return { kind: 'ask', step: isForAll(state) ? 'sure' : 'who', state };
          case 'evidence':
            return { kind: 'ask', step: 'sure', state: { ...state, evidence: nextEvidence(state.evidence) } };
          case 'wall':
            return { kind: 'ask', step: 'sure', state: { ...state, titlePublic: !state.titlePublic } };
          default:
            return { kind: 'again', because: 'flow.pick-one' };
        }
      },
    },
  },
};
