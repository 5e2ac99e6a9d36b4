/**
 * Documents behind a signed address, drawn when they are asked for: the picture of a month for a chat, the list of whom
 * reminders did not reach. Their names are parts joined by dots, so that one name is one document in one language.
 */
import { Temporal } from 'temporal-polyfill';
import type { Database } from '../../db/client.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import { LANGUAGES, type Language, type MediaSource } from '../channel.ts';
import { optionLabel, pollFactsOf } from '../notices/poll-facts.ts';
import { bulletinById } from '../usecases/hotline/bulletin.ts';
import type { Policies } from '../usecases/policies.ts';
import { subdistrictById } from '../usecases/registry/subdistricts.ts';
import { readMonth } from '../usecases/task/month.ts';
import { bulletinPaper } from './bulletin-paper.ts';
import { readWall } from './wall.ts';

const MONTH_PICTURE =
  /^month\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{4}-\d{2})\.(zh-Hans|zh-Hant|en)\.png$/;

const WALL_PICTURE = /^wall\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d{4})\.(zh-Hans|zh-Hant|en)\.png$/;

const POLL_PICTURE = /^poll\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(zh-Hans|zh-Hant|en)\.png$/;

const BULLETIN_PICTURE = /^bulletin\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(zh-Hans|zh-Hant|en)\.png$/;

export const isPaper = (name: string): boolean =>
  [MONTH_PICTURE, WALL_PICTURE, POLL_PICTURE, BULLETIN_PICTURE].some((pattern) => pattern.test(name));

const languageOf = (word: string | undefined): Language => LANGUAGES.find((language) => language === word) ?? 'zh-Hans';

interface Drawing {
  readonly direct: Database['direct'];
  readonly now: () => Temporal.Instant;
  readonly policies: Policies;
  readonly keys: FieldKeys;
}

/** Pictures of evidence, and what is drawn from the record, by one name. */
export function withPapers(stored: MediaSource, { direct, now, policies, keys }: Drawing): MediaSource {
  const wall = async (id: string, year: number, language: Language) => {
    const above = await subdistrictById(direct, id);
    if (!above) return undefined;
    const { wallPng } = await import('../documents/wall.ts');
    const { paper } = await readWall({ tx: direct, now: now(), policies }, above, language, year);
    return { bytes: await wallPng(paper), mime: 'image/png' };
  };
  /** Only of what is closed: its address never shows anything else. */
  const poll = async (id: string, language: Language) => {
    const facts = await pollFactsOf({ tx: direct, keys }, id);
    if (facts?.row.state !== 'closed' || !facts.tally || facts.tally.withheld) return undefined;
    const { row, answered, tally } = facts;
    const bars = tally.votes.map((votes, at) => ({ label: optionLabel(language, row, at + 1), votes }));
    const { pollPng } = await import('../documents/poll.ts');
    const bytes = await pollPng({ language, number: row.number, question: row.question, answered, bars });
    return { bytes, mime: 'image/png' };
  };
  /** A draft is looked at by those who approve it as well; its address is signed for the chat it was sent to. */
  const bulletin = async (id: string, language: Language) => {
    const facts = await bulletinById({ tx: direct }, id);
    if (!facts || facts.row.state === 'withdrawn') return undefined;
    const { bulletinPng } = await import('../documents/bulletin.ts');
    return { bytes: await bulletinPng(bulletinPaper(facts, language)), mime: 'image/png' };
  };
  return async (name) => {
    const [, bulletinId, told] = BULLETIN_PICTURE.exec(name) ?? [];
    if (bulletinId) return bulletin(bulletinId, languageOf(told));
    const [, pollId, spoken] = POLL_PICTURE.exec(name) ?? [];
    if (pollId) return poll(pollId, languageOf(spoken));
    const [, above, year, word] = WALL_PICTURE.exec(name) ?? [];
    if (above && year) return wall(above, Number(year), languageOf(word));
    const [, subdistrictId, month, language] = MONTH_PICTURE.exec(name) ?? [];
    if (!subdistrictId || !month) return stored(name);
    if (!isMonth(month)) return undefined;
    const { monthPng } = await import('../documents/month.ts');
    const found = await readMonth({ tx: direct, now: now() }, { subdistrictId }, month);
    const bytes = await monthPng({ ...found, month, language: languageOf(language) });
    return { bytes, mime: 'image/png' };
  };
}

export function isMonth(text: string): boolean {
  try {
    return Temporal.PlainYearMonth.from(text).toString() === text;
  } catch {
    return false;
  }
}
