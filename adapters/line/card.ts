/**
 * The card: a Flex bubble with title, text, fields and rows of buttons.
 *
 * Every text wraps and scales with the font size set in the LINE app, because many readers have set a large one.
 * https://developers.line.biz/en/docs/messaging-api/flex-message-elements/
 */
import type { messagingApi } from '@line/bot-sdk';
import { altText, bubble, isUnfit, type Unfit } from './limits.ts';
import { oneLine, type Run, sendable } from './text.ts';

/** On white, a contrast of 7.5 to 1. */
const LABEL_COLOR = '#555555';

export interface CardParts {
  readonly title?: string;
  readonly runs: readonly Run[];
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  /** Plain paragraphs under the fields: a numbered list, a remark. */
  readonly notes: readonly string[];
  readonly rows: readonly messagingApi.FlexComponent[];
  /** The whole card in words, for the notification and for reading aloud. */
  readonly words: string;
}

export function card(parts: CardParts): messagingApi.FlexMessage | Unfit {
  const body: messagingApi.FlexComponent[] = [
    ...texts([{ text: sendable(parts.title ?? ''), bold: true }], { size: 'lg' }),
    ...texts(parts.runs, {}),
    ...(parts.fields.length === 0 ? [] : [fieldRows(parts.fields)]),
    ...parts.notes.flatMap((note) => texts([{ text: sendable(note), bold: false }], {})),
  ];
  const contents = bubble({
    type: 'bubble',
    ...(body.length === 0 ? {} : { body: column(body, 'md') }),
    ...(parts.rows.length === 0 ? {} : { footer: column(parts.rows, 'sm') }),
  });
  const words = altText(parts.words.trim());
  if (isUnfit(contents)) return contents;
  if (words === '' || (body.length === 0 && parts.rows.length === 0)) return { kind: 'unfit', why: 'empty' };
  return { type: 'flex', altText: words, contents };
}

function column(contents: readonly messagingApi.FlexComponent[], spacing: 'sm' | 'md'): messagingApi.FlexBox {
  return { type: 'box', layout: 'vertical', spacing, contents: [...contents] };
}

/** One text component, or none: LINE refuses empty ones. */
function texts(
  runs: readonly Run[],
  style: { readonly size?: 'lg'; readonly color?: string; readonly flex?: number },
): readonly messagingApi.FlexText[] {
  const kept = trimmed(runs);
  const [only] = kept;
  if (only === undefined) return [];
  const shape = { type: 'text', wrap: true, scaling: true, ...style } as const;
  if (kept.length === 1) return [{ ...shape, text: only.text, ...(only.bold ? { weight: 'bold' as const } : {}) }];
  const spans = kept.map(
    (run): messagingApi.FlexSpan => ({
      type: 'span',
      text: run.text,
      ...(run.bold ? { weight: 'bold' as const } : {}),
    }),
  );
  return [{ ...shape, contents: spans }];
}

/** Without white space at either end of the whole. */
function trimmed(runs: readonly Run[]): readonly Run[] {
  const kept = runs.map((run) => ({ ...run }));
  while (kept[0] !== undefined && kept[0].text.trim() === '') kept.shift();
  while (kept.at(-1)?.text.trim() === '') kept.pop();
  return kept.map((run, index) => {
    const start = index === 0 ? run.text.trimStart() : run.text;
    return { ...run, text: index === kept.length - 1 ? start.trimEnd() : start };
  });
}

function fieldRows(fields: CardParts['fields']): messagingApi.FlexBox {
  const rows = fields.map((field): messagingApi.FlexBox => {
    const label = texts([{ text: oneLine(field.label), bold: false }], { color: LABEL_COLOR, flex: 2 });
    const value = texts([{ text: sendable(field.value), bold: false }], { flex: 5 });
    return { type: 'box', layout: 'baseline', spacing: 'sm', contents: [...label, ...value] };
  });
  return column(rows, 'sm');
}
