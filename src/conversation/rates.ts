/** 三率 as they stand, for those who may read cases, and 通报: those that wait for somebody's tap and those that are public. */
import { type BulletinState, percentOf } from '../domain/hotline/bulletin.ts';
import { MEASURES, RATES_CUTS, type RatesCut, type RatesLine } from '../domain/hotline/rates.ts';
import { permit } from '../domain/permissions/permit.ts';
import { formatMonth } from '../locales/dates.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { caseCategoryName } from '../notices/case-facts.ts';
import { pictureOf } from '../notices/demand-card.ts';
import type { BulletinAct } from '../notices/hotline-list-intent.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { type BulletinRow, listBulletins } from '../usecases/hotline/bulletin.ts';
import { type ReadRates, readRates } from '../usecases/hotline/rates.ts';
import { choice } from './answers.ts';
import { todayOf } from './task-list.ts';
import { say, sayText, type Turn } from './turn.ts';

/** As many rows as are read at a glance. */
const MOST_ROWS = 12;
/** By month it is told of so many, up to this one; anything else of this month. */
const MONTHS_BACK = 6;

export async function sayRates(turn: Turn, by: RatesCut): Promise<void> {
  const { uow, community, language } = turn;
  const month = todayOf(turn).toPlainYearMonth().toString();
  const months = by === 'month' ? MONTHS_BACK : 1;
  const found = community && (await readRates(uow, { of: { communityId: community.id }, month, months, by }));
  if (!found?.ok) return sayText(turn, 'rates', 'rates.not-yours');
  const { rows, total, smallest, weight, name, from } = found.value;
  const span =
    months === 1
      ? formatMonth(language, month)
      : phrase(language, 'bulletin.span', { first: formatMonth(language, from), last: formatMonth(language, month) });
  const shown = rows.filter(isShown).slice(0, MOST_ROWS);
  say(turn, 'rates', {
    text: [
      ...translate(language, 'rates.title', { name, month: span, line: lineOf(turn, total) }),
      ...shown.flatMap((row) => ['\n', `${rowName(turn, by, row.key, found.value)}：${lineOf(turn, row)}`]),
      '\n',
      ...translate(language, 'rates.how', { weight, smallest }),
    ],
    choices: RATES_CUTS.filter((each) => each !== by).map((each) =>
      choice(turn, `rates.by.${each}`, { do: 'rates', by: each }, 'quiet'),
    ),
  });
}

const isShown = ({ cases, rates }: RatesLine): boolean =>
  cases !== 'hidden' || MEASURES.some((measure) => percentOf(rates[measure]) !== undefined);

const HIDDEN = '—';

function lineOf({ language }: Turn, { cases, rates }: RatesLine): string {
  const [response, solved, satisfied] = MEASURES.map((measure) => percentOf(rates[measure]) ?? HIDDEN);
  return phrase(language, 'rates.line', {
    cases: cases === 'hidden' ? HIDDEN : String(cases),
    response: response ?? HIDDEN,
    solved: solved ?? HIDDEN,
    satisfied: satisfied ?? HIDDEN,
  });
}

function rowName({ language }: Turn, by: RatesCut, key: string | null, { names }: ReadRates): string {
  if (key === null) return phrase(language, 'rates.none');
  if (by === 'category') return caseCategoryName(language, key);
  return by === 'month' ? formatMonth(language, key) : (names.get(key) ?? phrase(language, 'rates.none'));
}

/** As many as are looked back at in a chat; the board has them all. */
const MOST_BULLETINS = 6;

export async function sayBulletins(turn: Turn): Promise<void> {
  const { uow, community, language, host, actor } = turn;
  if (!community) return sayText(turn, 'bulletins', 'bulletins.none');
  const may = (command: 'bulletin.approve' | 'bulletin.publish') =>
    permit(command, actor, { communityId: community.id }).ok;
  const waits: readonly BulletinState[] = [
    ...(may('bulletin.approve') ? (['draft'] as const) : []),
    ...(may('bulletin.publish') ? (['approved'] as const) : []),
  ];
  const own = { communityId: community.id };
  const above = community.subdistrictId === null ? [] : [{ subdistrictId: community.subdistrictId }];
  const states = [...waits, 'published' as const];
  const rows = await listBulletins(uow, [own, ...above], { states, limit: MOST_BULLETINS });
  if (rows.length === 0) return sayText(turn, 'bulletins', 'bulletins.none');
  const latest = rows.find(({ state }) => state === 'published');
  const url = host.boardUrl(`/c/${encodeURIComponent(community.code)}/bulletins`, language);
  say(turn, 'bulletins', {
    text: [
      phrase(language, 'bulletins.title'),
      ...rows.flatMap((row) => ['\n', phrase(language, 'bulletins.line', wordsOf(turn, row))]),
    ],
    choices: rows.flatMap((row) => buttonOf(turn, row)),
    ...(url !== undefined && { links: [{ label: phrase(language, 'bulletins.board'), url }] }),
    ...(latest && { pictures: [pictureOf(`bulletin.${latest.id}.${language}.png`, host.pictureUrl)] }),
  });
}

const wordsOf = ({ language, community }: Turn, { month, state, communityId }: BulletinRow) => ({
  of: communityId === null ? phrase(language, 'bulletins.of-subdistrict') : (community?.name ?? ''),
  month: formatMonth(language, month.slice(0, 7)),
  state: lookUp(language, `bulletin.state.${state}`) ?? state,
});

function buttonOf({ language }: Turn, { id, state, month }: BulletinRow): readonly BoundChoice[] {
  const values = { month: formatMonth(language, month.slice(0, 7)) };
  const pressed = (act: BulletinAct, label: string): readonly BoundChoice[] => [
    { label, says: label, intent: { do: 'bulletin', bulletinId: id, act }, weight: 'primary' },
  ];
  if (state === 'draft') return pressed('approve', phrase(language, 'bulletins.approve', values));
  return state === 'approved' ? pressed('publish', phrase(language, 'bulletins.publish', values)) : [];
}
