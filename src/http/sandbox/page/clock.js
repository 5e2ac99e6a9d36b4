/** The community's time, and the buttons that move it forward. */
import { h, icon } from './element.js';
import { formatTime, t } from './texts.js';

const MOVES = [
  { label: 'clock.hour', advance: 'PT1H' },
  { label: 'clock.day', advance: 'P1D' },
  { label: 'clock.days', advance: 'P3D' },
  { label: 'clock.week', advance: 'P7D' },
  { label: 'clock.working-day', advance: 'next-working-day' },
];

/**
 * @param {(advance: string) => void} move
 * @returns {{ element: HTMLElement, show(state: object): void, stop(): void }}
 */
export function createClock(move) {
  let state;
  let told = 0;
  const time = h('time.now');
  const goal = h('p.goal');
  const buttons = MOVES.map(({ label, advance }) =>
    h('button.move', { type: 'button', onclick: () => state?.run || move(advance) }, t(label)),
  );
  const panel = h('div.moves', { id: 'clock-moves', role: 'group', 'aria-label': t('clock.move') }, ...buttons);
  const toggle = h(
    'button.toggle',
    { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'clock-moves', onclick: onToggle },
    t('clock.move'),
  );
  const bar = h('progress', { max: 100, hidden: true, 'aria-label': t('clock.move') });
  const words = h('p.hidden-text', { role: 'status' });
  const reading = h('p.reading', {}, icon('clock'), h('span.hidden-text', {}, `${t('clock')} `), time);
  const element = h('div.clock', { role: 'group', 'aria-label': t('clock') }, reading, toggle, panel, goal, bar, words);
  const ticking = setInterval(draw, 1000);

  return { element, show, now, stop: () => clearInterval(ticking) };

  function onToggle() {
    const open = toggle.ariaExpanded !== 'true';
    toggle.ariaExpanded = String(open);
    element.classList.toggle('open', open);
  }

  /** @param {{ nowMs: number, zone: string, run?: { fromMs: number, toMs: number } }} next */
  function show(next) {
    state = next;
    told = performance.now();
    const { run } = next;
    for (const button of buttons) button.ariaDisabled = run ? 'true' : null;
    bar.hidden = !run;
    if (run) bar.value = Math.min(100, (100 * (next.nowMs - run.fromMs)) / Math.max(1, run.toMs - run.fromMs));
    const end = run ? formatTime(run.toMs, next.zone, 'full') : '';
    goal.textContent = run ? `→ ${end}` : '';
    // Said once, not with every step.
    const sentence = run ? t('clock.running', { time: end }) : '';
    if (words.textContent !== sentence) words.textContent = sentence;
    draw();
  }

  /** While nothing moves it, time goes on at its own pace. */
  function now() {
    return state && state.nowMs + (state.run ? 0 : performance.now() - told);
  }

  function draw() {
    const ms = now();
    if (!state || ms === undefined) return;
    const shown = formatTime(ms, state.zone, 'full');
    if (time.textContent === shown) return;
    time.textContent = shown;
    time.dateTime = new Date(ms).toISOString();
  }
}
