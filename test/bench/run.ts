/**
 * `npm run bench [-- --only acknowledge|announcement|cases|circular|demand|officer-list|reminders|roster|roll|similar|start|tally|vote|waiting] [--seconds N] [--count reminders]`: prints one JSON line per figure. Figures are ratios
 * to a baseline of the same run, because absolute ones differ from machine to machine.
 */
import { parseArgs } from 'node:util';
import { acknowledge } from './acknowledge.ts';
import { announcement } from './announcement.ts';
import { cases } from './cases.ts';
import { circular } from './circular.ts';
import { demand } from './demand.ts';
import { officerList } from './officer-list.ts';
import { reminders } from './reminders.ts';
import { roster } from './roster.ts';
import { similar } from './similar.ts';
import { startUp } from './start.ts';
import { tally } from './tally.ts';
import { roll, vote } from './vote.ts';
import { waiting } from './waiting.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '4' },
    count: { type: 'string', default: '100000' },
  },
});
const benches = {
  acknowledge: () => acknowledge(Number(values.seconds)),
  announcement,
  cases,
  start: startUp,
  demand,
  'officer-list': officerList,
  reminders: () => reminders(Number(values.count)),
  circular,
  roster: () => roster(Number(values.seconds)),
  similar,
  tally,
  vote: () => vote(Number(values.seconds)),
  roll,
  waiting,
};
const names = Object.keys(benches) as (keyof typeof benches)[];
const wanted = names.filter((name) => values.only === undefined || values.only === name);
if (wanted.length === 0) {
  console.error(`--only takes one of ${names.join(', ')}`);
  process.exit(2);
}
for (const name of wanted) {
  for (const result of await benches[name]()) console.log(JSON.stringify(result));
}
process.exit(0);
