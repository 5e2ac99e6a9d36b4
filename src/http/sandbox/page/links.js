/** Links in messages: where they lead, and the one kind that stays on this page. */
import { h, safeUrl } from './element.js';

/** Stands for the public address of an installation in previews of LINE and Telegram. */
const PUBLIC_ADDRESS = 'https://sandbox.invalid';

/**
 * @param {string} tag
 * @param {(payload: string) => void} start opens the private chat with what the link carries
 * @returns {HTMLElement} text alone where the address cannot be followed
 */
export function link(tag, address, label, start) {
  const url = safeUrl(address.startsWith(`${PUBLIC_ADDRESS}/`) ? address.slice(PUBLIC_ADDRESS.length) : address);
  if (!url) return h('span', {}, label);
  const payload = url.origin === location.origin && url.pathname === '/sandbox' ? url.searchParams.get('start') : null;
  if (payload === null) return h(tag, { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, label);
  const onclick = (event) => {
    event.preventDefault();
    start(payload);
  };
  return h(tag, { href: url.href, onclick }, label);
}

/** Ends at a space or at Chinese punctuation, which no address holds unencoded. */
const ADDRESS = /(https?:\/\/[^\s<>"\u3000-\u303f\uff00-\uffef]+)/;

/** Text in which addresses can be followed, as both platforms show it. @returns {Node[]} */
export function linkified(text, start) {
  return text
    .split(ADDRESS)
    .map((part, index) => (index % 2 === 1 ? link('a', part, part, start) : document.createTextNode(part)));
}

export const pictureUrl = (id) => `/sandbox/picture/${encodeURIComponent(id)}`;
export const localPicture = (address) =>
  address.startsWith(`${PUBLIC_ADDRESS}/`) ? address.slice(PUBLIC_ADDRESS.length) : '';
