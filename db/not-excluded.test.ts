/** No query finds a case for whoever is left out of it; each that does not ask by itself is named here, with what does. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

const RULE = 'the rule itself';
const LOADED = 'parts of a case that was loaded: `lockCase` and `mayRead` have asked';
const FACTS =
  'what a message says of a case: only those hear it whom `withoutExcluded` leaves, or who passed `mayRead`';
const REPORTER = 'the reporter’s own cases, by her account or by the code';
const SYSTEM = 'the system carries a letter into a case, and acts for nobody';
const OPERATOR = 'the operator alone reads it; the reading stands in the ledger';

/** file#declaration → what keeps those who are left out from it. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'src/media/source.ts#caseMedia': 'a picture by its id, which is shown to whoever may see the case',
  'src/notices/case-facts.ts#caseFactsOf': FACTS,
  'src/notices/case-facts.ts#clocksOf': FACTS,
  'src/notices/case-facts.ts#identityOf': FACTS,
  'src/notices/case-facts.ts#linesOf': FACTS,
  'src/notices/case-facts.ts#linkedOf': FACTS,
  'src/notices/case-facts.ts#unitsOf': FACTS,
  'src/notices/hotline-lists.ts#imported': 'how many came in, and none of them',
  'src/notices/hotline.ts#askWhoAgrees': FACTS,
  'src/notices/hotline.ts#toAsker': FACTS,
  'src/usecases/hotline/beside.ts#besideOf': 'beside rows that a list has found',
  'src/usecases/hotline/beside.ts#caseIdNumbered': OPERATOR,
  'src/usecases/hotline/bulletin-month.ts#hasCases': 'whether there is anything to count',
  'src/usecases/hotline/change.ts#appendCaseEvent': LOADED,
  'src/usecases/hotline/convert.ts#anybodyLeftOut': LOADED,
  'src/usecases/hotline/convert.ts#follows': LOADED,
  'src/usecases/hotline/exclusion.ts#excludedOf': RULE,
  'src/usecases/hotline/joint-action.ts#orderAll': 'finds cases by number, each of which `lockCase` then asks about',
  'src/usecases/hotline/letters.ts#forOthers': SYSTEM,
  'src/usecases/hotline/letters.ts#joinedTo': SYSTEM,
  'src/usecases/hotline/oversee.ts#lastClaim': LOADED,
  'src/usecases/hotline/own.ts#ownCase': REPORTER,
  'src/usecases/hotline/random.ts#freeNumber': 'whether a number is taken, told to nobody',
  'src/usecases/hotline/rated.ts#ratedCases': 'counts for a bulletin, which names no case and hides small ones',
  'src/usecases/hotline/read-in-full.ts#readCaseInFull': OPERATOR,
  'src/usecases/hotline/read.ts#casesOfUnits': 'the order of its list, whose statement asks',
  'src/usecases/hotline/read.ts#conditions': 'a part of `listCases`, which asks',
  'src/usecases/hotline/read.ts#inCircles': 'a part of statements that ask',
  'src/usecases/hotline/read.ts#pageOf': LOADED,
  'src/usecases/hotline/read.ts#readCase': 'asks `mayRead`',
  'src/usecases/hotline/report.ts#dropOwnLetter': REPORTER,
  'src/usecases/hotline/report.ts#keysInUse': REPORTER,
  'src/usecases/hotline/report.ts#openByCode': REPORTER,
  'src/usecases/hotline/report.ts#reportsOf': REPORTER,
  'src/usecases/hotline/reveal.ts#decideReveal': LOADED,
  'src/usecases/hotline/rows.ts#lockCase': 'asks `knowable`',
  'src/usecases/hotline/rows.ts#reporterOf': LOADED,
  'src/usecases/hotline/rows.ts#withFacts': LOADED,
  'src/usecases/hotline/screen.ts#leaveOutToo': LOADED,
  'src/usecases/hotline/screen.ts#lockBoth': 'puts two commands in order and reads nothing; the command then asks',
  'src/usecases/hotline/strike.ts#allWords': LOADED,
  'src/usecases/hotline/take.ts#takeFile': SYSTEM,
  'src/usecases/hotline/take.ts#takeLetter': SYSTEM,
  'src/usecases/hotline/take.ts#takeOwn': SYSTEM,
};

const TABLES = 'hotlineCase|caseEvent|caseUnit|caseClock|caseFile|caseReveal|caseReporter|caseExcluded';
const QUERY = new RegExp(`\\b(?:from|innerJoin|leftJoin)\\((?:${TABLES})\\b|(?:from|join) \\$\\{(?:${TABLES})\\}`, 'g');
const DECLARATION = /^(?:export )?(?:async )?(?:function|const) (\w+)/gm;

/** Every query on cases: the declaration it stands in, and whether its statement asks who may know of them. */
function queriesIn(file: string, text: string) {
  return [...text.matchAll(QUERY)].map(({ index }) => {
    const above = [...text.slice(0, index).matchAll(DECLARATION)].at(-1)?.[1] ?? 'none';
    const end = text.indexOf(';', index);
    return { name: `${file}#${above}`, asks: /\bnotExcluded\(/.test(text.slice(index, end === -1 ? undefined : end)) };
  });
}

const queries = ['src', 'jobs', 'db'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .filter((file) => file !== 'db/not-excluded.ts')
    .flatMap((file) => queriesIn(file, readFileSync(join(ROOT, file), 'utf8'))),
);
const without = new Set(queries.filter(({ asks }) => !asks).map(({ name }) => name));

test('every query on cases leaves out whoever must not know of them, or is named with what does', () => {
  expect(queries.length).toBeGreaterThan(40);
  expect([...without].filter((name) => !(name in EXCEPTIONS))).toEqual([]);
});

test('a reason stands only for a query that is there and does without', () => {
  expect(Object.keys(EXCEPTIONS).filter((name) => !without.has(name))).toEqual([]);
});

test('a query that forgets it is found', () => {
  const [forgetful, careful] = queriesIn(
    'a.ts',
    'export const one = () => tx.select().from(hotlineCase).where(eq(hotlineCase.id, id));\nconst two = () => tx.select().from(caseUnit).where(notExcluded(personId));',
  );
  expect(forgetful).toEqual({ name: 'a.ts#one', asks: false });
  expect(careful).toEqual({ name: 'a.ts#two', asks: true });
});
