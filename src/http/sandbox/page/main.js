/** Puts the page together and keeps it up to date. */
import { barParts, MODES, tabParts } from './bar.js';
import { add, seen, spoken } from './chats.js';
import { createClock } from './clock.js';
import { createColumn, isUnread } from './column.js';
import { follow } from './feed.js';
import { load, save } from './memory.js';
import { getState, moveClock, newId, send, upload } from './server.js';
import { loadTexts, setLanguage, t } from './texts.js';
import { addVisitor, visitors } from './visitors.js';

const ROLES = ['resident', 'grid_officer', 'representative', 'committee_head', 'group'];
const TRY_AGAIN_MS = 2000;
const PROBLEM_MS = 8000;

const bar = document.getElementById('bar');
const notice = document.getElementById('notice');
const tabs = document.getElementById('tabs');
const main = document.getElementById('chats');
/** As in layout.css: one chat at a time, with tabs. */
const narrow = matchMedia('(max-width: 760px)');

let world = { personas: [], groups: [], visitors: [] };
let clockState;
let clock;
let columns = [];
let active;
let mode = MODES.includes(load('mode', 'plain')) ? load('mode', 'plain') : 'plain';
let connected = true;
let problem;

const app = {
  mode: () => mode,
  zone: () => clockState.zone,
  shown: (column) => !document.hidden && (!narrow.matches || column === active),
  act,
  attach: (file) => told(upload(file)),
  start: (user, payload) => openPrivate(user, payload),
  newPerson: () => welcome()?.element.querySelector('textarea')?.focus({ preventScroll: true }),
};

async function boot() {
  try {
    await loadTexts();
    const state = await getState();
    world = { personas: state.personas, groups: state.groups, visitors: visitors() };
    clockState = state.clock;
    state.messages.forEach(add);
  } catch {
    notice.textContent = t('problem.state') === 'problem.state' ? '…' : t('problem.state');
    setTimeout(boot, TRY_AGAIN_MS);
    return;
  }
  build();
  follow(() => seen, { message: onMessage, clock: onClock, connected: onConnected });
  narrow.addEventListener('change', refreshAll);
  document.addEventListener('visibilitychange', refreshAll);
  openLinked();
}

/** Everything again, after the page's language changed. */
function build() {
  const at = clock?.now();
  clock?.stop();
  clock = createClock((advance) => told(moveClock(advance)).catch(() => undefined));
  clock.show(at === undefined ? clockState : { ...clockState, nowMs: at });
  bar.replaceChildren(...barParts({ mode, clock: clock.element, onMode, onLanguage }));
  tabs.setAttribute('aria-label', t('chats'));
  main.setAttribute('aria-label', t('chats'));
  const here = ROLES.filter((role) =>
    role === 'group'
      ? world.groups.length > 0 && world.personas.length > 0
      : world.personas.some((persona) => persona.column === role),
  );
  const before = active?.role ?? load('active', '');
  columns = here.map((role) => createColumn(role, world, app));
  active = columns.find(({ role }) => role === before) ?? columns[0];
  main.replaceChildren(...columns.map(({ element }) => element));
  activate(active);
  say();
}

function activate(column) {
  active = column;
  if (!column) return;
  save('active', column.role);
  for (const { element } of columns) element.classList.toggle('active', element === column.element);
  column.update();
  drawTabs();
}

function drawTabs() {
  const focused = [...tabs.children].indexOf(document.activeElement);
  tabs.replaceChildren(...tabParts(columns, active, isUnread, activate));
  if (focused >= 0) tabs.children[focused]?.focus();
}

function onMode(name) {
  mode = name;
  save('mode', name);
  for (const column of columns) column.rebuildLog();
}

function onLanguage(code) {
  setLanguage(code);
  build();
  bar.querySelector('.language')?.focus();
}

function refreshAll() {
  for (const column of columns) column.update();
  drawTabs();
}

/** Many rows may come at once; a chat is drawn once for all of them. */
const changed = new Set();
function onMessage(row) {
  if (!add(row)) return;
  if (changed.size === 0) setTimeout(drawChanged, 16);
  changed.add(row.chat);
}

function drawChanged() {
  const chats = new Set(changed);
  changed.clear();
  for (const column of columns) if (chats.has(column.chat())) column.update(true);
  drawTabs();
  say();
}

function onClock(state) {
  if (state.failed && clockState.run) complain('clock.failed');
  clockState = state;
  clock.show(state);
}

function onConnected(is) {
  connected = is;
  say();
}

/** The line under the bar: what went wrong, or on the first visit what to try. */
function say() {
  notice.classList.toggle('problem', Boolean(problem) || !connected);
  const sentence = problem ? t(problem) : !connected ? t('problem.connection') : spoken ? '' : t('hint');
  if (notice.textContent !== sentence) notice.textContent = sentence;
}

let quiet;
function complain(code) {
  problem = code;
  clearTimeout(quiet);
  quiet = setTimeout(forgive, PROBLEM_MS);
  say();
}

function forgive() {
  problem = undefined;
  say();
}

async function told(work) {
  try {
    const value = await work;
    forgive();
    return value;
  } catch (error) {
    complain(error.code ?? 'problem.send');
    throw error;
  }
}

/** The same act sent again after a failure bears the same id, because the first one may have arrived. */
const unconfirmed = new Map();
async function act(event) {
  const same = JSON.stringify(event);
  const id = unconfirmed.get(same) ?? newId();
  unconfirmed.set(same, id);
  await told(send({ id, ...event }));
  unconfirmed.delete(same);
}

/** Somebody new, whose chat is then in view. */
function welcome() {
  const column = columns.find(({ role }) => role === 'resident');
  if (!column) return undefined;
  const visitor = addVisitor(world.visitors);
  world.visitors.push(visitor);
  column.join(visitor);
  activate(column);
  return column;
}

/** Follows a link from a group into that person's own chat. */
async function openPrivate(user, payload) {
  const column = columns.find(({ role, people }) => role !== 'group' && people.some((one) => one.user === user));
  if (!column) return;
  column.speakAs(user);
  activate(column);
  column.element.scrollIntoView({ inline: 'nearest', block: 'nearest' });
  await act({ user, chat: user, scope: 'direct', content: { kind: 'said', text: `/start ${payload}` } }).catch(
    () => undefined,
  );
  column.element.querySelector('textarea')?.focus({ preventScroll: true });
}

/** The page was opened by such a link: somebody new takes an invitation, other links the person who spoke last follows. */
function openLinked() {
  const address = new URL(location.href);
  const payload = address.searchParams.get('start');
  if (payload === null) return;
  // A reload must not do it again.
  address.searchParams.delete('start');
  history.replaceState(null, '', address);
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(payload)) return;
  if (payload.startsWith('i_')) welcome();
  const group = world.personas.find(({ user }) => user === load('person.group', ''));
  const user = payload.startsWith('i_') ? world.visitors.at(-1)?.user : (group?.user ?? world.personas[0]?.user);
  if (user) void openPrivate(user, payload);
}

void boot();
