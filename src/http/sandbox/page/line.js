/**
 * LINE's message objects, drawn much as the app draws them.
 * https://developers.line.biz/en/docs/messaging-api/flex-message-elements/
 */
import { h } from './element.js';
import { link, linkified, localPicture } from './links.js';
import { t } from './texts.js';

/**
 * @param {object[]} wires one or more calls' payloads
 * @param {boolean} last quick replies show only under the newest message, and go with the next
 */
export function drawLine(row, wires, hand, last) {
  const messages = wires.flatMap((wire) => wire.messages);
  const quick = messages.at(-1)?.quickReply?.items ?? [];
  return h(
    'div.line-call',
    { lang: row.language },
    ...messages.map((message) => drawMessage(message, hand)),
    last &&
      quick.length > 0 &&
      h('div.quick', {}, ...quick.map(({ action }) => actionElement(action, 'quick-reply', hand))),
  );
}

function drawMessage(message, hand) {
  switch (message.type) {
    case 'text':
      return h('p.bubble.line-text', {}, ...linkified(message.text, hand.start));
    case 'textV2':
      return h('p.bubble.line-text', {}, ...substituted(message, hand));
    case 'image':
      return h('img.picture.line-image', {
        src: localPicture(message.previewImageUrl),
        alt: t('picture'),
        loading: 'lazy',
      });
    case 'flex':
      return h(
        'div.line-flex',
        {},
        drawBubble(message.contents, hand),
        h('div.alert', {}, h('p', {}, h('b', {}, t('line.alert')), ` ${message.altText}`)),
      );
    default:
      return h('p.bubble.line-text', {}, JSON.stringify(message));
  }
}

/** `{key}` stands for a mention; doubled braces are braces. */
function substituted({ text, substitution = {} }, hand) {
  return text.split(/(\{\{|\}\}|\{\w+\})/).flatMap((part) => {
    if (part === '{{' || part === '}}') return [part[0]];
    const mention = /^\{(\w+)\}$/.exec(part);
    if (!mention) return linkified(part, hand.start);
    return [h('span.mention', {}, `@${substitution[mention[1]]?.mentionee?.userId ?? ''}`)];
  });
}

function drawBubble({ body, footer }, hand) {
  return h(
    'div.flex-bubble',
    {},
    body && h('div.flex-body', {}, component(body, hand)),
    footer && h('div.flex-footer', {}, component(footer, hand)),
  );
}

function component(part, hand) {
  switch (part.type) {
    case 'box':
      return box(part, hand);
    case 'text':
      return words(part);
    case 'button':
      return styled(actionElement(part.action, `flex-button.${part.style ?? 'link'}`, hand), part);
    default:
      return h('span');
  }
}

function box(part, hand) {
  const classes = `div.flex-box.${part.layout}.gap-${part.spacing ?? 'none'}`;
  return styled(h(classes, {}, ...part.contents.map((inner) => component(inner, hand))), part);
}

function words(part) {
  const runs = part.contents ?? [{ text: part.text, weight: part.weight }];
  const spans = runs.map(({ text, weight }) => h(weight === 'bold' ? 'b' : 'span', {}, text));
  const made = styled(h(`p.flex-text${part.size ? `.size-${part.size}` : ''}`, {}, ...spans), part);
  if (part.color) made.style.color = part.color;
  return made;
}

/** Set through the object model, which the page's policy allows; style attributes in markup it does not. */
function styled(element, { flex, color, type }) {
  if (flex !== undefined) element.style.flex = `${flex} ${flex} 0`;
  if (type === 'button' && color) element.style.backgroundColor = color;
  return element;
}

function actionElement(action, classes, hand) {
  if (action.type === 'uri') return link(`a.${classes}`, action.uri, action.label, hand.start);
  const made = h(
    `button.${classes}`,
    { type: 'button', onclick: () => hand.press(action.data, action.displayText, made) },
    action.label,
  );
  return made;
}
