/**
 * LINE's limits on message objects, as LINE enforces them: written from the reference, not from our adapter, so that
 * a mistake in one is found by the other. https://developers.line.biz/en/reference/messaging-api/#message-objects
 */

/** One entry of `details` in LINE's error answer. */
export interface LineFault {
  readonly message: string;
  readonly property: string;
}

type Json = Readonly<Record<string, unknown>>;
type Faults = Generator<LineFault, void>;

export interface ValidationTarget {
  /** Mentions are taken in replies and pushes into groups and rooms only. */
  readonly mentions: boolean;
}

const segmenter = new Intl.Segmenter('ja', { granularity: 'grapheme' });

/** Every breach in `messages`; empty when LINE would take the request. */
export function validateLineMessages(
  messages: unknown,
  target: ValidationTarget = { mentions: true },
): readonly LineFault[] {
  return [...checkMessages(messages, target)];
}

function* checkMessages(messages: unknown, target: ValidationTarget): Faults {
  const list = listOf(messages);
  if (list.length < 1 || list.length > 5) yield fault('messages', 'Size must be between 1 and 5');
  for (const [index, message] of list.entries()) {
    if (isJson(message)) yield* checkMessage(message, `messages[${index}]`, target);
    else yield fault(`messages[${index}]`, 'Must be an object');
  }
}

function fault(property: string, message: string): LineFault {
  return { property, message };
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Every string and key inside. */
function strings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(strings);
  return isJson(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...strings(inner)]) : [];
}

function wellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text) && !text.includes('\0');
}

function* checkMessage(message: Json, at: string, target: ValidationTarget): Faults {
  if (!strings(message).every(wellFormed)) yield fault(at, 'Must be well-formed');
  if (message.quickReply !== undefined) yield* checkQuickReply(message.quickReply, `${at}.quickReply`);
  switch (message.type) {
    case 'text':
      yield* checkText(message.text, `${at}.text`, 'units', 5000);
      break;
    case 'textV2':
      yield* checkTextV2(message, at, target);
      break;
    case 'image':
      yield* checkUrl(message.originalContentUrl, `${at}.originalContentUrl`, ['https:'], 2000);
      yield* checkUrl(message.previewImageUrl, `${at}.previewImageUrl`, ['https:'], 2000);
      break;
    case 'template':
      yield* checkText(message.altText, `${at}.altText`, 'units', 1500);
      yield* checkTemplate(message.template, `${at}.template`);
      break;
    case 'flex':
      yield* checkText(message.altText, `${at}.altText`, 'units', 1500);
      yield* checkContainer(message.contents, `${at}.contents`);
      break;
    default:
      yield fault(`${at}.type`, 'Must be one of the following values: [text, textV2, image, template, flex]');
  }
}

/** A text has to be there, hold something and be within its limit. */
function* checkText(value: unknown, at: string, unit: 'units' | 'clusters', limit: number): Faults {
  if (typeof value !== 'string' || value.trim() === '') {
    yield fault(at, 'May not be empty');
    return;
  }
  const length = unit === 'clusters' ? [...segmenter.segment(value)].length : value.length;
  if (length > limit) yield fault(at, `Length must be between 0 and ${limit}`);
}

function* checkUrl(value: unknown, at: string, schemes: readonly string[], limit: number): Faults {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    yield fault(at, 'invalid uri');
    return;
  }
  if (!schemes.includes(new URL(value).protocol)) yield fault(at, 'invalid uri scheme');
  if (/[^\x21-\x7e]/.test(value)) yield fault(at, 'must be percent-encoded');
  if (value.length > limit) yield fault(at, `Length must be between 0 and ${limit}`);
}

function* checkTextV2(message: Json, at: string, target: ValidationTarget): Faults {
  yield* checkText(message.text, `${at}.text`, 'units', 5000);
  const text = typeof message.text === 'string' ? message.text : '';
  const substitution = isJson(message.substitution) ? message.substitution : {};
  const bare = text.replaceAll('{{', '').replaceAll('}}', '');
  const used = [...bare.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  if (/[{}]/.test(bare.replace(/\{[^{}]*\}/g, ''))) yield fault(`${at}.text`, 'Braces must be used in pairs');
  const keys = Object.keys(substitution);
  if (keys.length > 100) yield fault(`${at}.substitution`, 'Size must be between 0 and 100');
  for (const key of used) if (!keys.includes(key)) yield fault(`${at}.substitution.${key}`, 'is missing');
  let mentions = 0;
  for (const key of keys) {
    if (!/^\w{1,20}$/.test(key)) yield fault(`${at}.substitution`, 'Invalid key');
    const value = substitution[key];
    if (!isJson(value) || (value.type !== 'mention' && value.type !== 'emoji')) {
      yield fault(`${at}.substitution.${key}`, 'Invalid substitution');
    } else if (value.type === 'mention') {
      mentions += used.filter((name) => name === key).length;
      const mentionee = isJson(value.mentionee) ? value.mentionee : {};
      const named = mentionee.type === 'user' && typeof mentionee.userId === 'string' && mentionee.userId !== '';
      if (!named && mentionee.type !== 'all') yield fault(`${at}.substitution.${key}.mentionee`, 'Invalid mentionee');
    }
  }
  if (mentions > 20) yield fault(`${at}.substitution`, 'Up to 20 mentions');
  if (mentions > 0 && !target.mentions) yield fault(`${at}.substitution`, 'Mentions are for groups only');
}

function* checkQuickReply(value: unknown, at: string): Faults {
  const items = listOf(isJson(value) ? value.items : undefined);
  if (items.length < 1 || items.length > 13) yield fault(`${at}.items`, 'Size must be between 1 and 13');
  for (const [index, item] of items.entries()) {
    if (isJson(item) && item.type === 'action') yield* checkAction(item.action, `${at}.items[${index}].action`, 20);
    else yield fault(`${at}.items[${index}].type`, 'Must be action');
  }
}

function* checkAction(value: unknown, at: string, labelLimit: number): Faults {
  const action = isJson(value) ? value : {};
  yield* checkText(action.label, `${at}.label`, 'clusters', labelLimit);
  switch (action.type) {
    case 'postback':
      yield* checkText(action.data, `${at}.data`, 'units', 300);
      if (action.displayText !== undefined) yield* checkText(action.displayText, `${at}.displayText`, 'clusters', 300);
      if (action.displayText !== undefined && action.text !== undefined) {
        yield fault(at, 'displayText and text exclude each other');
      }
      break;
    case 'message':
      yield* checkText(action.text, `${at}.text`, 'clusters', 300);
      break;
    case 'uri':
      yield* checkUrl(action.uri, `${at}.uri`, ['http:', 'https:', 'line:', 'tel:'], 1000);
      break;
    case 'datetimepicker':
      yield* checkText(action.data, `${at}.data`, 'units', 300);
      break;
    default:
      yield fault(`${at}.type`, 'invalid action type');
  }
}

function* checkTemplate(value: unknown, at: string): Faults {
  const template = isJson(value) ? value : {};
  const actions = listOf(template.actions);
  for (const [index, action] of actions.entries()) yield* checkAction(action, `${at}.actions[${index}]`, 20);
  switch (template.type) {
    case 'buttons': {
      const bare = template.title === undefined && template.thumbnailImageUrl === undefined;
      yield* checkText(template.text, `${at}.text`, 'clusters', bare ? 160 : 60);
      if (template.title !== undefined) yield* checkText(template.title, `${at}.title`, 'clusters', 40);
      if (actions.length < 1 || actions.length > 4) yield fault(`${at}.actions`, 'Size must be between 1 and 4');
      break;
    }
    case 'confirm':
      yield* checkText(template.text, `${at}.text`, 'clusters', 240);
      if (actions.length !== 2) yield fault(`${at}.actions`, 'Size must be 2');
      break;
    default:
      yield fault(`${at}.type`, 'template type not taken by this fake');
  }
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

const BLOCKS = ['header', 'hero', 'body', 'footer'] as const;

function* checkContainer(value: unknown, at: string): Faults {
  const container = isJson(value) ? value : {};
  if (container.type === 'carousel') {
    const bubbles = listOf(container.contents);
    if (bubbles.length < 1 || bubbles.length > 12) yield fault(`${at}.contents`, 'Size must be between 1 and 12');
    if (bytesOf(container) > 50 * 1024) yield fault(at, 'carousel is larger than 50 KB');
    for (const [index, bubble] of bubbles.entries()) yield* checkContainer(bubble, `${at}.contents[${index}]`);
    return;
  }
  if (container.type !== 'bubble') yield fault(`${at}.type`, 'unknown container');
  if (bytesOf(container) > 30 * 1024) yield fault(at, 'bubble is larger than 30 KB');
  if (BLOCKS.every((block) => container[block] === undefined)) yield fault(at, 'at least one block must be specified');
  for (const block of BLOCKS) {
    const content = container[block];
    if (content === undefined) continue;
    if (block !== 'hero' && (!isJson(content) || content.type !== 'box'))
      yield fault(`${at}.${block}`, 'must be a box');
    yield* checkComponent(content, `${at}.${block}`, undefined);
  }
}

const TAKEN_BY_LAYOUT: Readonly<Record<string, readonly string[]>> = {
  horizontal: ['box', 'button', 'image', 'text', 'separator', 'filler'],
  vertical: ['box', 'button', 'image', 'text', 'separator', 'filler'],
  baseline: ['icon', 'text', 'filler'],
};

function* checkComponent(value: unknown, at: string, parentLayout: string | undefined): Faults {
  const component = isJson(value) ? value : {};
  const type = String(component.type);
  if (parentLayout !== undefined && !TAKEN_BY_LAYOUT[parentLayout]?.includes(type)) {
    yield fault(`${at}.type`, `${type} is not taken in a ${parentLayout} box`);
  }
  switch (type) {
    case 'box': {
      const layout = String(component.layout);
      if (TAKEN_BY_LAYOUT[layout] === undefined) yield fault(`${at}.layout`, 'invalid layout');
      if (!Array.isArray(component.contents)) yield fault(`${at}.contents`, 'must be specified');
      for (const [index, child] of listOf(component.contents).entries()) {
        yield* checkComponent(child, `${at}.contents[${index}]`, layout);
      }
      break;
    }
    case 'button':
      if (component.style !== undefined && !['primary', 'secondary', 'link'].includes(String(component.style))) {
        yield fault(`${at}.style`, 'invalid style');
      }
      yield* checkAction(component.action, `${at}.action`, 40);
      break;
    case 'text':
      if (component.contents === undefined) yield* checkText(component.text, `${at}.text`, 'units', Infinity);
      else yield* checkSpans(listOf(component.contents), `${at}.contents`);
      break;
    case 'image':
    case 'icon':
      yield* checkUrl(component.url, `${at}.url`, ['https:'], 2000);
      break;
    case 'separator':
    case 'filler':
      break;
    default:
      yield fault(`${at}.type`, 'unknown component');
  }
}

function* checkSpans(spans: readonly unknown[], at: string): Faults {
  if (spans.length === 0) yield fault(at, 'May not be empty');
  for (const [index, span] of spans.entries()) {
    const text = isJson(span) && span.type === 'span' ? span.text : undefined;
    // Between two bold words a span may be a single space, but never nothing.
    if (typeof text !== 'string' || text === '') yield fault(`${at}[${index}].text`, 'May not be empty');
  }
}
