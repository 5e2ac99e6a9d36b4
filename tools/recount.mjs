#!/usr/bin/env node
/**
 * Counts a ballot again without Lilong: this one file needs Node 18 or newer and nothing else.
 *
 *   node recount.mjs ballot.csv
 *
 * The file is what a ballot exports: facts and rules first, then one row a ballot. This program counts the rows by the rules
 * they come with and compares what comes out with what was declared.
 *
 * Quorum: of the whole roll so many must be present. The base is whoever is present and not recused, whoever handed a ballot
 * in, or everybody on the roll who is not recused. `more_than` 1/2 means twice the votes are more than the base; `at_least`
 * 2/3 means three times the votes are no less than twice the base. Rankings are counted by the Schulze method, by winning
 * votes.
 *
 * Says what it counted and exits with 0 when it agrees, with 1 when it does not, with 2 when it could not count.
 */
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export class Unreadable extends Error {}

/** RFC 4180, one record a line: no cell of this format has a line end. */
function parse(text) {
  const facts = new Map();
  const votes = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line === '') continue;
    const [row = '', value = '', of = ''] = cells(line);
    if (index === 0 && row === 'row') continue;
    if (row === 'vote') votes.push({ choice: value, entry: of });
    else if (facts.has(row)) throw new Unreadable(`line ${index + 1}: a second “${row}”`);
    else facts.set(row, { value, of });
  }
  const format = facts.get('format')?.value;
  if (format !== 'lilong-ballot-1') throw new Unreadable(`the format is ${format ?? 'missing'}, not lilong-ballot-1`);
  return { facts, votes };
}

const bare = (cell) => (/^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);
const cells = (line) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => bare(cell)).slice(0, 3);

function fact(facts, name) {
  const found = facts.get(name);
  if (!found) throw new Unreadable(`the row “${name}” is missing`);
  return found;
}

function whole(facts, name) {
  const { value } = fact(facts, name);
  if (!/^\d{1,12}$/.test(value)) throw new Unreadable(`“${name}” is ${value}, not a count`);
  return Number(value);
}

function share(facts, name) {
  const { value, of } = fact(facts, name);
  const found = /^(\d{1,6})\/(\d{1,6})$/.exec(value);
  if (!found || !['more_than', 'at_least'].includes(of)) throw new Unreadable(`“${name}” is no share: ${value} ${of}`);
  return { part: BigInt(found[1]), whole: BigInt(found[2]), strict: of === 'more_than' };
}

const enough = (votes, base, { part, whole: of, strict }) => {
  if (base <= 0) return false;
  const [have, need] = [BigInt(votes) * of, BigInt(base) * part];
  return strict ? have > need : have >= need;
};

export function recount(text) {
  const { facts, votes } = parse(text);
  const [roll, present, recused, recusedPresent] = ['roll', 'present', 'recused', 'recused_present'].map((name) =>
    whole(facts, name),
  );
  const entries = votes.map(({ entry }) => entry).filter((entry) => entry !== '');
  if (new Set(entries).size !== entries.length) throw new Unreadable('an entry of the roll voted twice');
  if (present > roll || recused > roll || recusedPresent > Math.min(present, recused))
    throw new Unreadable('more are present or recused than there are on the roll');
  if (votes.length > present - recusedPresent)
    throw new Unreadable(`${votes.length} ballots, but only ${present - recusedPresent} there to hand one in`);
  const stranger = entries.find((entry) => !/^[1-9]\d{0,11}$/.test(entry) || Number(entry) > roll);
  if (stranger !== undefined) throw new Unreadable(`the roll has no entry ${stranger}`);
  for (const { choice } of votes) mustBeChoice(fact(facts, 'question'), choice);
  const bases = { present: present - recusedPresent, cast: votes.length, roll: roll - recused };
  const base = bases[fact(facts, 'base').value];
  if (base === undefined) throw new Unreadable(`the base is ${fact(facts, 'base').value}`);
  const quorum = fact(facts, 'recused_count').value === 'yes' ? present : present - recusedPresent;
  const counted = { base, present, roll, cast: votes.length };
  if (!enough(quorum, roll, share(facts, 'quorum'))) return { ...counted, outcome: 'inquorate', chosen: [] };
  return { ...counted, ...outcome(facts, votes, base) };
}

/** A ballot names each option once, none that is not there, and in an election no more than there are seats. */
function mustBeChoice({ value: kind, of }, choice) {
  if (choice === 'abstain' || choice === 'invalid') return;
  const [options, seats = options] = of.split('/').map(Number);
  const named = choice.split(kind === 'ranked' ? /[>=]/ : ',');
  const right =
    kind === 'motion'
      ? ['approve', 'reject'].includes(choice)
      : named.every((option) => /^[1-9]\d{0,2}$/.test(option) && Number(option) <= options) &&
        new Set(named).size === named.length &&
        (kind !== 'election' || named.length <= seats);
  if (!right) throw new Unreadable(`“${choice}” is no choice here`);
}

function outcome(facts, votes, base) {
  const { value: kind, of } = fact(facts, 'question');
  const threshold = share(facts, 'threshold');
  switch (kind) {
    case 'motion':
      return ofMotion(facts, votes, base, threshold);
    case 'approval':
      return ofApproval(votes, base, threshold, Number(of));
    case 'election':
      return ofElection(facts, votes, base, threshold, of);
    case 'ranked':
      return ofRanking(votes, Number(of));
    default:
      throw new Unreadable(`a question of the kind ${kind}`);
  }
}

function ofMotion(facts, votes, base, threshold) {
  const many = (choice) => votes.filter((vote) => vote.choice === choice).length;
  const [approve, reject, abstain] = [many('approve'), many('reject'), many('abstain')];
  const counts = { approve, reject, abstain };
  const none = { chosen: [], ...counts };
  if (enough(approve, base, threshold)) return { outcome: 'passed', ...none };
  if (approve !== reject || approve === 0) return { outcome: 'failed', ...none };
  const chair = facts.get('chair')?.value;
  const casting = fact(facts, 'casting_vote').value === 'yes';
  if (!casting || (chair !== 'approve' && chair !== 'reject')) return { outcome: 'tied', ...none };
  const passes = chair === 'approve' && enough(approve + 1, base + 1, threshold);
  return { outcome: passes ? 'passed' : 'failed', ...none };
}

/** Most votes first, equal ones in the order of the list. */
function perOption(votes, options) {
  const tally = Array.from({ length: options }, (_, index) => ({ option: index + 1, votes: 0 }));
  for (const { choice } of votes)
    if (choice !== 'abstain' && choice !== 'invalid')
      for (const option of choice.split(',')) {
        const found = tally[Number(option) - 1];
        if (!found) throw new Unreadable(`no option ${option}`);
        found.votes += 1;
      }
  return tally.sort((a, b) => b.votes - a.votes || a.option - b.option);
}

function ofApproval(votes, base, threshold, options) {
  const chosen = perOption(votes, options).filter((one) => enough(one.votes, base, threshold));
  return { outcome: chosen.length > 0 ? 'passed' : 'failed', chosen: chosen.map(({ option }) => option) };
}

function ofElection(facts, votes, base, threshold, of) {
  const [options, seats] = of.split('/').map(Number);
  const needed = fact(facts, 'second_round').value === 'yes' ? share(facts, 'run_off') : threshold;
  const tally = perOption(votes, options).filter((one) => one.votes > 0 && enough(one.votes, base, needed));
  const next = tally[seats];
  const chosen = (next ? tally.filter((one) => one.votes > next.votes) : tally).map(({ option }) => option);
  return { outcome: chosen.length === seats ? 'passed' : next ? 'tied' : 'failed', chosen };
}

function ofRanking(votes, options) {
  const wins = Array.from({ length: options }, () => new Array(options).fill(0));
  for (const { choice } of votes) {
    if (choice === 'invalid') continue;
    const levels = choice === 'abstain' ? [] : choice.split('>').map((level) => level.split('=').map(Number));
    const place = (option) => {
      const level = levels.findIndex((alike) => alike.includes(option));
      return level === -1 ? levels.length : level;
    };
    for (let a = 1; a <= options; a += 1)
      for (let b = 1; b <= options; b += 1) if (place(a) < place(b)) wins[a - 1][b - 1] += 1;
  }
  if (wins.every((row) => row.every((many) => many === 0))) return { outcome: 'failed', chosen: [] };
  const path = wins.map((row, a) => row.map((many, b) => (many > wins[b][a] ? many : 0)));
  for (let via = 0; via < options; via += 1)
    for (let a = 0; a < options; a += 1)
      for (let b = 0; b < options; b += 1)
        if (a !== b && a !== via && b !== via) path[a][b] = Math.max(path[a][b], Math.min(path[a][via], path[via][b]));
  const best = wins.flatMap((_, a) => (path.some((row, b) => row[a] > path[a][b]) ? [] : [a + 1]));
  return best.length === 1 ? { outcome: 'passed', chosen: best } : { outcome: 'tied', chosen: [] };
}

/** What the file says was declared, and whether it is what its rows give. */
export function compare(text) {
  const counted = recount(text);
  const { facts } = parse(text);
  const declared = { outcome: fact(facts, 'outcome').value, chosen: fact(facts, 'chosen').value };
  const agrees = declared.outcome === counted.outcome && declared.chosen === counted.chosen.join(' ');
  return { counted, declared, agrees };
}

function main([path]) {
  if (!path) {
    console.error('usage: node recount.mjs ballot.csv');
    return 2;
  }
  try {
    const { counted, declared, agrees } = compare(readFileSync(path, 'utf8'));
    for (const [name, value] of Object.entries(counted)) console.log(`${name}: ${[value].flat().join(' ')}`);
    console.log(
      agrees
        ? 'ok: the declared result is what the rows give'
        : `different: ${declared.outcome} ${declared.chosen} was declared`,
    );
    return agrees ? 0 : 1;
  } catch (problem) {
    console.error(`not counted: ${problem instanceof Error ? problem.message : problem}`);
    return 2;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exit(main(process.argv.slice(2)));
