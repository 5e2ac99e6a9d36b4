/**
 * The table in docs/rules.md lists every rule the program reads, with the pack's own values. After a change,
 * `npx vitest run test/docs/rules.test.ts -u` writes the table anew.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Duration } from '../../src/domain/calendar/duration.ts';
import { isRuleKey, RULE_KINDS, type RuleKey } from '../../src/domain/rules/keys.ts';
import type { Rule, RuleSource } from '../../src/domain/rules/pack.ts';
import { DEFAULT_RULE_PACK } from '../../src/domain/rules/packs/lilong-default.ts';
import type { Ratio } from '../../src/domain/rules/ratio.ts';
import type { Rate } from '../../src/domain/rules/value-kinds.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PAGE = join(ROOT, 'docs', 'rules.md');
const BEGIN = '<!-- the rules in force: written by test/docs/rules.test.ts -->';
const END = '<!-- end of the rules in force -->';

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

const counted = (count: number, unit: string): string =>
  `${count} ${count === 1 ? unit.replaceAll('_', ' ').replace(/s$/, '') : unit.replaceAll('_', ' ')}`;
const lasting = ({ value, unit }: Duration): string => counted(value, unit);

function valueInWords({ key, value }: Rule): string {
  const kind = RULE_KINDS[key];
  switch (kind.kind) {
    case 'duration':
      return lasting(value as Duration);
    case 'rate': {
      const { count, within } = value as Rate;
      return `${count} in ${lasting(within)}`;
    }
    case 'integer':
      return counted(value as number, kind.unit);
    case 'ratio': {
      const { numerator, denominator, strict } = value as Ratio;
      return `${strict ? 'more than' : 'at least'} ${numerator}/${denominator}`;
    }
    case 'time':
    case 'choice':
      return String(value).replaceAll('_', ' ');
    default:
      throw new Error(`${key}: docs/rules.md has no way yet to write a ${kind.kind}; add one here`);
  }
}

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

test('the table of rules equals the pack and what the program reads', async () => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error('docs/rules.md has lost its two table marks');
  await expect(`${before}${BEGIN}\n\n${table()}\n\n${END}${after}`).toMatchFileSnapshot(PAGE);
});

test('every rule it lists is one a reader meets', () => {
  const keys = [...askedFor().keys()];
  expect(keys).toContain('demand.response');
  expect(keys).toContain('invitation.attempts');
});
