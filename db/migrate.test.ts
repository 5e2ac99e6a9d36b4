/** Databases out there have run these: one changed afterwards, or with another time, would be missed by them or run twice. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Name, time in the journal and SHA-256 of each migration that has been released; new ones are added, none is changed. */
const RELEASED = [
  ['0000_first', 1795305715342, 'd5c72a8f44f1b843a81fce1a16a688426271ea7ee10fc3553e44b993119470b9'],
  ['0001_guards', 1795305716114, 'f735f4b18e5318741da66bfcbc9cab4c6648ed557317d749f627febe6d45d074'],
  ['0002_unsend', 1795530871484, '0efca0b08234304292512b916bd4bcbb7b1084d8abafcd80ea98a7a9846a631a'],
  ['0003_registry', 1795618015841, '544906f6586371c230011a5515e3424ba4bd42a6ee3a6d3356f8a8734466fb78'],
] as const;

const file = (name: string): string => readFileSync(new URL(`./migrations/${name}`, import.meta.url), 'utf8');

test('released migrations stay as they are, and later ones come after them', () => {
  const { entries } = JSON.parse(file('meta/_journal.json')) as { entries: { tag: string; when: number }[] };
  const found = entries.map(({ tag, when }) => [
    tag,
    when,
    createHash('sha256')
      .update(file(`${tag}.sql`))
      .digest('hex'),
  ]);
  expect(found.slice(0, RELEASED.length)).toEqual(RELEASED);
  const times = entries.map(({ when }) => when);
  expect(times).toEqual([...times].sort((a, b) => a - b));
});
