/**
 * Elements by construction. Everything a person or the bot wrote arrives as a text node or a property, never as markup,
 * so there is nothing to escape and nothing to forget.
 */

/**
 * @param {string} tag with classes behind dots: `p.time.quiet`
 * @param {Record<string, unknown>} properties `on…` are listeners, `aria-…`, `role` and `data-…` attributes, the rest properties
 * @param {...(Node | string | undefined | null | false)} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split('.');
  const element = document.createElement(name);
  element.classList.add(...classes);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (/^(aria-|data-|role$|for$|list$)/.test(key)) element.setAttribute(key, String(value));
    else element[key] = value;
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

const ICONS = {
  send: 'M3 11.5 21 3l-5 18-4.5-7.5z',
  file: 'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700l-8.500 8.500a1.700 1.700 0 0 1-2.400-2.400l7.700-7.700',
  place:
    'M12 21s-7-6.500-7-11.500a7 7 0 0 1 14 0C19 14.500 12 21 12 21zm0-9a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zm0 4.500V12l3.500 2',
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(space, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** An address that may be followed: schemes that run code are none. @returns {URL | undefined} */
export function safeUrl(address) {
  if (!URL.canParse(address, location.href)) return undefined;
  const url = new URL(address, location.href);
  return ['http:', 'https:', 'tel:', 'line:', 'tg:'].includes(url.protocol) ? url : undefined;
}
