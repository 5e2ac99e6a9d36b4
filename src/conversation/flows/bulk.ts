/** Several demands at once: which ones, and where it takes words, the one text for all of them, or the one that stays. */
import { z } from 'zod';
import { formatDemandNumber, parseDemandNumber } from '../../domain/demand/number.ts';
import { phrase, translate } from '../../locales/translate.ts';
import type { BoundChoice, BoundPrompt } from '../../notices/intent.ts';
import { leaveButton, picker } from './buttons.ts';
import type { Flow, FlowInput, FlowView, Outcome } from './flow.ts';
import { part, saidSchema, wordsOf } from './said.ts';

export const BULK = 'bulk';

export const BULK_ACTIONS = ['accept', 'progress', 'resolve', 'merge'] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

const schema = z.object({
  /** The page of the list it was begun from, in its order. */
  rows: z.array(z.object({ id: z.string(), number: z.string(), line: z.string() })),
  chosen: z.array(z.string()),
  action: z.enum(BULK_ACTIONS).optional(),
  said: saidSchema,
  /** Those that have a picture of what was done. */
  shown: z.array(z.string()).optional(),
  /** The one the others become part of. */
  keeps: z.string().optional(),
});
export type BulkState = z.infer<typeof schema>;

export interface Typed {
  readonly action: BulkAction;
  readonly which: 'all' | readonly number[];
  /** Written after the numbers. */
  readonly words: string;
}

const VERBS: Readonly<Record<BulkAction, readonly string[]>> = {
  accept: ['受理', 'accept'],
  progress: ['报进展', '報進展', '进展', '進展', 'progress'],
  resolve: ['办结', '辦結', 'resolve', 'close'],
  merge: ['合并', '合併', '并案', '併案', 'merge'],
};
const ALL = /^(?:全部|全选|全選|本页|本頁|all)/i;
/** 「1,3,5」「1、3」「1 3」: at most two digits, so that a year or a flat is not taken for a row. */
const NUMBERS = /^\d{1,2}(?!\d)(?:\s*[,、;\s]\s*\d{1,2}(?!\d))*/;

/** Row numbers counted from 1, when the text begins with them and nothing but a colon, a space or the end comes after. */
function leading(text: string): { readonly which: Typed['which']; readonly words: string } | undefined {
  const found = ALL.exec(text)?.[0] ?? NUMBERS.exec(text)?.[0];
  if (found === undefined) return undefined;
  const rest = text.slice(found.length);
  if (!/^(?:[\s:,]|$)/.test(rest)) return undefined;
  const which = ALL.test(found) ? 'all' : [...new Set(found.split(/[,、;\s]+/).map(Number))];
  return { which, words: rest.replace(/^[\s:,]+/, '') };
}

/** 「受理 1,3,5」「办结 2 灯已换好」 */
export function parseBulk(raw: string): Typed | undefined {
  const text = raw.trim().normalize('NFKC');
  for (const action of BULK_ACTIONS) {
    for (const verb of VERBS[action]) {
      if (!text.toLowerCase().startsWith(verb)) continue;
      const after = text.slice(verb.length);
      // 「受理3号楼…」 is a sentence, 「accepted」 another word.
      if (after !== '' && /^[a-z]/i.test(after)) continue;
      const found = leading(after.replace(/^[\s:]+/, ''));
      if (found) return { action, ...found };
    }
  }
  return undefined;
}

const pick = picker(BULK);

const leave = (view: FlowView): BoundChoice => leaveButton(view, 'words.button.leave');

const YES = /^(是|是的|对|對|好|好的|确定|確定|办结|辦結|yes|y|ok)[。.!！]?$/i;
const NO = /^(不是|不|否|取消|返回|算了|no|n|cancel|back)[。.!！]?$/i;

/** What is still missing, one thing at a time. */
export function next(state: BulkState): Outcome<BulkState> {
  if (state.chosen.length === 0) return { kind: 'again', because: 'bulk.none-chosen' };
  if (state.action === undefined) return { kind: 'ask', step: 'select', state };
  if (state.action === 'accept') return { kind: 'finish', state };
  if (state.action === 'merge') {
    if (state.chosen.length < 2) return { kind: 'again', because: 'bulk.merge.two' };
    return state.keeps === undefined ? { kind: 'ask', step: 'keeps', state } : { kind: 'finish', state };
  }
  if (state.said.length === 0) return { kind: 'ask', step: 'words', state };
  return { kind: 'ask', step: 'sure', state };
}

const ids = ({ rows }: BulkState, which: Typed['which']): string[] =>
  rows.filter((_row, index) => which === 'all' || which.includes(index + 1)).map(({ id }) => id);

const chosenRows = ({ rows, chosen }: BulkState) => rows.filter(({ id }) => chosen.includes(id));

const chosenNumbers = (state: BulkState): string =>
  chosenRows(state)
    .map(({ number }) => number)
    .join('、');

export const withTyped = (
  state: BulkState,
  { action, which, words }: Typed,
  message: string | undefined,
): BulkState => ({
  ...state,
  action,
  chosen: ids(state, which),
  said: takesWords(action) ? part(words, message) : [],
});

const takesWords = (action: BulkAction): boolean => action === 'progress' || action === 'resolve';

/** What a picture sent while the words are asked for or read once more shows; undefined where none is expected. */
export function filesShow(step: string, { action }: BulkState): 'evidence' | 'progress' | undefined {
  if (step !== 'words' && step !== 'sure') return undefined;
  return action === 'resolve' ? 'evidence' : action === 'progress' ? 'progress' : undefined;
}

const withFile = (state: BulkState, { caption = '', message, to = [] }: Extract<FlowInput, { kind: 'sent-file' }>) => ({
  ...state,
  shown: [...new Set([...(state.shown ?? []), ...to])],
  said: [...state.said, ...part(caption.trim(), message)],
});

const shownLine = ({ shown = [] }: BulkState, view: FlowView) =>
  shown.length === 0 ? [] : ['\n', ...translate(view.language, 'bulk.files', { count: shown.length })];

function selectPrompt(state: BulkState, view: FlowView): BoundPrompt {
  const { language } = view;
  const lines = state.rows.map(
    ({ id, line }, index) => `${state.chosen.includes(id) ? '☑' : '☐'} ${index + 1}. ${line}`,
  );
  return {
    text: [...translate(language, 'bulk.select', { count: state.chosen.length }), '\n', lines.join('\n')],
    choices: [
      ...state.rows.map(({ id, number }) =>
        pick('select', `row:${id}`, `${state.chosen.includes(id) ? '☑' : '☐'} ${number}`),
      ),
      ...BULK_ACTIONS.map((action) => pick('select', action, phrase(language, `demand.button.${action}`))),
      pick('select', 'all', phrase(language, 'bulk.button.all'), 'quiet'),
      leave(view),
    ],
    replaces: true,
  };
}

const toggled = (state: BulkState, id: string): BulkState => ({
  ...state,
  chosen: state.chosen.includes(id) ? state.chosen.filter((one) => one !== id) : [...state.chosen, id],
});

export const bulkFlow: Flow<BulkState> = {
  name: BULK,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    select: {
      prompt: selectPrompt,
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const select = (changed: BulkState): Outcome<BulkState> => ({ kind: 'ask', step: 'select', state: changed });
        if (input.kind === 'picked') {
          const { pick: picked } = input;
          if (picked.startsWith('row:')) return select(toggled(state, picked.slice('row:'.length)));
          if (picked === 'all') return select({ ...state, chosen: ids(state, 'all') });
          const action = BULK_ACTIONS.find((one) => one === picked);
          return action ? next({ ...state, action }) : { kind: 'again', because: 'flow.pick-one' };
        }
        const words = input.text.trim();
        if (NO.test(words)) return { kind: 'leave' };
        const typed = parseBulk(words);
        if (typed) return next(withTyped(state, typed, input.message));
        const rows = leading(words.normalize('NFKC'));
        return rows && rows.words === '' ? select({ ...state, chosen: ids(state, rows.which) }) : { kind: 'pass' };
      },
    },
    words: {
      wantsWords: true,
      prompt: (state, view) => ({
        text: [
          ...translate(view.language, state.action === 'resolve' ? 'bulk.words.resolve' : 'bulk.words.progress', {
            count: state.chosen.length,
            numbers: chosenNumbers(state),
          }),
          ...shownLine(state, view),
        ],
        choices: [leave(view)],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return next(withFile(state, input));
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        return NO.test(words) ? { kind: 'leave' } : next({ ...state, said: part(words, input.message) });
      },
    },
    /** The others keep their numbers, which lead to this one. */
    keeps: {
      prompt: (state, view) => ({
        text: [
          ...translate(view.language, 'bulk.keeps', { count: state.chosen.length }),
          '\n',
          chosenRows(state)
            .map(({ line }, index) => `${index + 1}. ${line}`)
            .join('\n'),
        ],
        choices: [...chosenRows(state).map(({ id, number }) => pick('keeps', `keep:${id}`, number)), leave(view)],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'said' && NO.test(input.text.trim())) return { kind: 'leave' };
        const said = input.kind === 'said' ? parseDemandNumber(input.text) : undefined;
        const kept = chosenRows(state).find(({ id, number }) =>
          input.kind === 'picked' ? input.pick === `keep:${id}` : said && number === formatDemandNumber(said),
        );
        return kept ? next({ ...state, keeps: kept.id }) : { kind: 'again', because: 'flow.pick-one' };
      },
    },
    /** One text to many people: it is read once more before it goes. */
    sure: {
      wordless: 'words',
      wantsWords: true,
      prompt: (state, view) => ({
        text: [
          ...translate(view.language, state.action === 'resolve' ? 'bulk.sure.resolve' : 'bulk.sure.progress', {
            count: state.chosen.length,
            numbers: chosenNumbers(state),
            words: wordsOf(state.said),
          }),
          ...shownLine(state, view),
        ],
        choices: [pick('sure', 'yes', phrase(view.language, 'bulk.button.sure'), 'primary'), leave(view)],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return next(withFile(state, input));
        const words = input.kind === 'said' ? input.text.trim() : '';
        if (NO.test(words)) return { kind: 'leave' };
        return (input.kind === 'picked' && input.pick === 'yes') || YES.test(words)
          ? { kind: 'finish', state }
          : { kind: 'again', because: 'flow.pick-one' };
      },
    },
  },
};
