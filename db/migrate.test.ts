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
  ['0004_drop_unread', 1795629148559, '17f58a85d53e34cf3d290a49f3adf82b38eb70ea5df7159279dafed571c6f47d'],
  ['0005_order_due', 1795631648175, '724f5c67c65c9f177ef416ff5ef61d6d2ce613d8b167a74e1116e78c6eaefec3'],
  ['0006_similar_by_place', 1795634931291, '4c9bf8a37ebcd05710fc55885b29ee0129cb5edf4fac674bc1dd0b8b086722b2'],
  ['0007_tasks', 1795637717457, '6387b1a2ca5a55d20947183e52a71c90f39f28402bbd7f90226af747ec1ce1a7'],
  [
    '0008_rebinding_approvals_and_readers',
    1795638944172,
    'd10d0f2ecc267ffa94f0ff75648ae85c830a01c72ff8d7e17822bc08e3f4740e',
  ],
  ['0009_plan_crossed', 1795641344397, '85a6252cc769d264f97fd7a857125abe82ec356198dcd110b337fab76c7a43b8'],
  ['0010_seat_per_community', 1795643842891, 'd226358863ffc44e67a72d6e86a5e380bfc3fa39681dfc52479edf0b0b4508eb'],
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
