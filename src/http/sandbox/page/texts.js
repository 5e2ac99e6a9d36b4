/** The page's own words, in three languages. What the bot says comes in the language of the person it speaks to. */
import { load, save } from './memory.js';

export const LANGUAGES = [
  { code: 'zh-Hans', name: '简体中文' },
  { code: 'zh-Hant', name: '繁體中文' },
  { code: 'en', name: 'English' },
];

let all = {};
export let language = 'zh-Hans';

export async function loadTexts() {
  const response = await fetch('/sandbox/texts');
  if (!response.ok) throw new Error(`texts: ${response.status}`);
  all = await response.json();
  const kept = load('language', 'zh-Hans');
  use(LANGUAGES.some(({ code }) => code === kept) ? kept : 'zh-Hans');
}

export function setLanguage(code) {
  save('language', code);
  use(code);
}

function use(code) {
  language = code;
  document.documentElement.lang = code;
  document.title = t('title');
}

/** @param {Record<string, string>} values @param {string} into another language than the page's */
export function t(key, values = {}, into = language) {
  const text = all[into]?.[`sandbox.${key}`] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const formats = new Map();

/** @param {'time' | 'day' | 'full'} how */
export function formatTime(ms, zone, how) {
  const name = `${language} ${zone} ${how}`;
  const day = { month: 'long', day: 'numeric', weekday: 'short' };
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  const parts = how === 'time' ? time : how === 'day' ? day : { ...day, ...time };
  const locale = language === 'en' ? 'en-GB' : language;
  if (!formats.has(name)) formats.set(name, new Intl.DateTimeFormat(locale, { timeZone: zone, ...parts }));
  return formats.get(name).format(ms);
}
