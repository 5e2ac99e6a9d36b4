/** What a person's entry is once a row of the roster is taken over, and which columns of it differ from what is there. */
import type { RightBasis } from '../seats.ts';
import type { RosterColumn } from './columns.ts';
import type { RosterRow } from './read-row.ts';

/** What the registry knows of a person, opened. */
export interface Entry {
  readonly name: string;
  /** Phone, flat and the like, by name. */
  readonly contact: Readonly<Record<string, string>>;
  readonly homePlaceId: string | null;
  readonly speakBasis: RightBasis | null;
  readonly voteBasis: RightBasis | null;
  readonly language: string | null;
}

export const NO_ENTRY: Entry = {
  name: '',
  contact: {},
  homePlaceId: null,
  speakBasis: null,
  voteBasis: null,
  language: null,
};

/** A column the file does not have changes nothing; an empty cell empties. */
export function applyRow(row: RosterRow, before: Entry, homePlaceId: string | null): Entry {
  const contact = new Map(Object.entries(before.contact));
  const set = (key: string, value: string | null | undefined): void => {
    if (value === undefined) return;
    if (value === null) contact.delete(key);
    else contact.set(key, value);
  };
  set('phone', row.phone);
  set('unit', row.unit);
  set('flat', row.flat);
  set('gender', row.gender);
  set('publicPhone', row.publish === undefined ? undefined : row.publish ? 'yes' : null);
  return {
    name: row.name,
    contact: Object.fromEntries([...contact].sort(([a], [b]) => (a < b ? -1 : 1))),
    homePlaceId: row.building === undefined ? before.homePlaceId : homePlaceId,
    speakBasis: row.speak === undefined ? before.speakBasis : row.speak,
    voteBasis: row.vote === undefined ? before.voteBasis : row.vote,
    language: row.language === undefined ? before.language : row.language,
  };
}

export function differences(before: Entry, after: Entry): readonly RosterColumn[] {
  const contact = (key: string) => before.contact[key] !== after.contact[key];
  const found: { readonly [C in RosterColumn]?: boolean } = {
    name: before.name !== after.name,
    phone: contact('phone'),
    building: before.homePlaceId !== after.homePlaceId,
    unit: contact('unit'),
    flat: contact('flat'),
    gender: contact('gender'),
    speak: before.speakBasis !== after.speakBasis,
    vote: before.voteBasis !== after.voteBasis,
    language: before.language !== after.language,
    publish: contact('publicPhone'),
  };
  return (Object.keys(found) as RosterColumn[]).filter((column) => found[column]);
}
