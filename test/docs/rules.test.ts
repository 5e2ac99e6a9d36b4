/**
 * The table in docs/rules.md lists every rule the program reads, with the pack's own values. After a change,
 * `npx vitest run test/docs/rules.test.ts -u` writes the table anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isRuleKey, RULE_KEYS, RULE_KINDS, type RuleKey } from '../../src/domain/rules/keys.ts';
import type { Rule, RuleSource } from '../../src/domain/rules/pack.ts';
import { valueWords } from '../../src/notices/rule-words.ts';
import { rulePacksIn } from '../../src/rule-packs/folder.ts';
import { DEFAULT_RULE_PACK } from '../harness/default-pack.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(ROOT, 'docs', 'rules.md');
const BEGIN = '<!-- the rules in force: written by test/docs/rules.test.ts -->';
const END = '<!-- end of the rules in force -->';
const PACKS_BEGIN = '<!-- the other packs: written by test/docs/rules.test.ts -->';
const PACKS_END = '<!-- end of the other packs -->';

/** The rules themselves name every key; what counts is who asks for one. */
const RULES = 'src/domain/rules/';

function askedFor(): ReadonlyMap<RuleKey, readonly string[]> {
  const found = new Map<RuleKey, string[]>();
  for (const folder of ['src', 'jobs']) {
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
      const path = `${folder}/${name}`;
      if (!path.endsWith('.ts') || path.endsWith('.test.ts') || path.startsWith(RULES)) continue;
      for (const [, text = ''] of readFileSync(join(ROOT, path), 'utf8').matchAll(/'([a-z_]+(?:\.[a-z_]+)+)'/g)) {
        if (!isRuleKey(text)) continue;
        const places = found.get(text) ?? [];
        if (!places.includes(path)) found.set(text, [...places, path]);
      }
    }
  }
  return found;
}

const valueInWords = ({ key, value }: Rule): string => valueWords('en', RULE_KINDS[key], value);

function sourceOf({ title, article, url }: RuleSource): string {
  const named = url === undefined ? title : `[${title}](${url})`;
  return article === undefined ? named : `${named} ${article}`;
}

function table(): string {
  const places = askedFor();
  const rows = [...places.keys()].sort().map((key) => {
    const rule = DEFAULT_RULE_PACK.rules[key] as Rule | undefined;
    if (!rule) throw new Error(`${key} is asked for, but the default pack does not hold it`);
    const asking = (places.get(key) ?? []).map((path) => `\`${path}\``).join(', ');
    return `| \`${key}\` | ${valueInWords(rule)} | ${rule.label} | ${sourceOf(rule.source)} | ${asking} |`;
  });
  return ['| rule | value | label | source | read by |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

/** Each pack beside the defaults, with everything it holds. */
function packTables(): string {
  return rulePacksIn()
    .filter(({ id }) => id !== DEFAULT_RULE_PACK.id)
    .map(({ id, version, title, effectiveFrom, effectiveUntil, note, rules }) => {
      const rows = (Object.values(rules) as readonly Rule[]).map(
        (rule) =>
          `| \`${rule.key}\` | ${valueInWords(rule)} | ${rule.label} | ${sourceOf(rule.source)} | ${rule.effectiveFrom} |`,
      );
      const until = effectiveUntil === undefined ? '' : `, in force until ${effectiveUntil}`;
      return [
        `### ${id}`,
        `${title}, version ${version}, from ${effectiveFrom}${until}. ${note ?? ''}`.trim(),
        ['| rule | value | label | source | from |', '| --- | --- | --- | --- | --- |', ...rows].join('\n'),
      ].join('\n\n');
    })
    .join('\n\n');
}

/** The page with a part between two marks written anew. */
function renewed(page: string, [begin, end]: readonly [string, string], content: string): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`docs/rules.md has lost its marks: ${begin}`);
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

test('the tables of rules equal the packs and what the program reads', async () => {
  const page = renewed(readFileSync(PAGE, 'utf8'), [BEGIN, END], table());
  await expect(renewed(page, [PACKS_BEGIN, PACKS_END], packTables())).toMatchFileSnapshot(PAGE);
});

/** A plan's template names a rule as the day or the line of a task. */
function askedForByPlans(): ReadonlySet<string> {
  const folder = join(ROOT, 'src', 'documents', 'plan-templates');
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return new Set(texts.flatMap((text) => [...text.matchAll(/rule: ([a-z_.]+)/g)].map(([, key = '']) => key)));
}

test('every rule is read by the program or a plan, or said to be told only, with the reason', () => {
  const told = readFileSync(PAGE, 'utf8').split('## Rules that are only told')[1]?.split('\n## ')[0] ?? '';
  const named = told.split('\n').map((row) => row.split('|')[1] ?? '');
  const listed = named.flatMap((cell) => [...cell.matchAll(/`([a-z_]+(?:\.[a-z_]+)+)`/g)].map(([, key = '']) => key));
  const [asked, planned] = [askedFor(), askedForByPlans()];
  const unread = RULE_KEYS.filter((key) => !asked.has(key) && !planned.has(key));
  expect([...listed].sort()).toEqual([...unread].sort());
});

test('every rule it lists is one a reader meets', () => {
  const keys = [...askedFor().keys()];
  expect(keys).toContain('demand.response');
  expect(keys).toContain('invitation.attempts');
});
