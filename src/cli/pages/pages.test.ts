/** The printed pages are what the code says today, and what needs no installation asks for none. */
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { PERMISSIONS } from '../../domain/permissions/table.ts';
import { RULE_KEYS } from '../../domain/rules/keys.ts';
import { run } from '../run.ts';

async function lilong(...args: string[]) {
  let out = '';
  let err = '';
  const code = await run(args, {
    env: { DATA_DIR: '/nowhere' },
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

describe('printed pages', () => {
  it.each([
    ['permissions', 'docs/permissions.md'],
    ['commands', 'docs/commands.md'],
  ])('%s is %s; print it anew with: npm run -s lilong -- <name> > <file>', async (name, file) => {
    const { code, out } = await lilong(name);
    expect(code).toBe(0);
    expect(await readFile(new URL(`../../../${file}`, import.meta.url), 'utf8')).toBe(out);
  });

  it('gives the operator no command that needs a person', () => {
    const personal = /\.(vote|confirm|reopen|verify|sign|approve|reveal|submit)$/;
    const granted = Object.entries(PERMISSIONS).filter(([, row]) => 'operator' in row);
    expect(granted.length).toBeGreaterThan(10);
    expect(granted.filter(([name]) => personal.test(name))).toEqual([]);
  });
});

describe('rules show', () => {
  it('shows one rule with value, unit, source, label and sentence', async () => {
    const { code, out } = await lilong('rules', 'show', 'demand.response');
    expect(code).toBe(0);
    for (const part of [/^value +\d+个工作日$/m, /^label +[LAPN] \(/m, /^source +\S/m, /^in words +.*\d+个工作日/m])
      expect(out).toMatch(part);
  });

  it('shows every rule in a line, and all of them as data', async () => {
    const listed = await lilong('rules', 'show');
    const [lines, legend] = listed.out.trimEnd().split('\n\n');
    expect(lines?.split('\n')).toHaveLength(RULE_KEYS.length + 1);
    expect(legend).toMatch(/^L: law in force · A: .+ · P: .+ · N: .+$/);
    const { out } = await lilong('rules', 'show', '--json');
    const rules = JSON.parse(out) as { key: string; plain: string; source: { title: string } }[];
    expect(rules.map((rule) => rule.key)).toEqual([...RULE_KEYS]);
    for (const rule of rules)
      expect([rule.key, rule.plain]).toEqual([rule.key, expect.not.stringContaining('{value}')]);
  });

  it('shows a rule as a pack has it, on any day, with what it replaced', async () => {
    const key = 'meeting.residents.quorum';
    const then = await lilong('rules', 'show', key, '--pack', 'organic-law-2018', '--on', '2020-01-01');
    expect(then.out).toMatch(/^label +L \(law in force\)$/m);
    expect(then.out).toMatch(/In place of:[\s\S]*lilong-default/);
    const now = await lilong('rules', 'show', key, '--pack', 'organic-law-2018', '--on', '2026-11-25');
    expect(now.out).toMatch(/^label +A /m);
    expect(now.out).toContain('尚未逐条核对');
  });

  it('compares packs', async () => {
    const { code, out } = await lilong('rules', 'diff', 'shanghai', '--on', '2026-11-25');
    expect(code).toBe(0);
    expect(out).toMatch(/^disclosure\.objection_answered +value +5日 A +15日 A$/m);
    expect(out).toMatch(/^RULE +DIFFERS IN +lilong-default +shanghai\n/);
    const json = JSON.parse((await lilong('rules', 'diff', 'ningxia', 'shanghai', '--json')).out) as { key: string }[];
    expect(json.map(({ key }) => key)).toContain('appraisal.per_year');
    expect((await lilong('rules', 'diff', 'shanghai', 'shanghai')).out).toContain('No difference.');
  });

  it('says which packs there are, and what is no day', async () => {
    const unknown = await lilong('rules', 'show', '--pack', 'the-moon');
    expect([unknown.code, unknown.out]).toEqual([1, '']);
    expect(unknown.err).toContain('shanghai');
    const day = await lilong('rules', 'show', '--on', 'tomorrow');
    expect([day.code, day.err]).toEqual([2, expect.stringContaining('2026-12-01')]);
  });

  it('says which rules there are when there is none of that name', async () => {
    const { code, out, err } = await lilong('rules', 'show', 'demand.respond');
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('demand.response');
  });
});

describe('a command line that is not right', () => {
  it.each([
    ['an unknown group', ['vote', 'list'], "unknown command 'vote'"],
    ['an unknown command', ['place', 'drop'], "unknown command 'drop'"],
    ['a missing argument', ['place', 'create', 'demo'], "missing required argument 'kind'"],
    ['an unknown option', ['demand', 'list', '--stat', 'x'], "unknown option '--stat'"],
    ['no token', ['community', 'list'], 'set ADMIN_TOKEN, or DATA_DIR'],
    ['a place by name without its community', ['seat', 'grant', 'x', 'resident', '--place', '一号楼'], '--community'],
    ['a contact that is no entry', ['person', 'create', 'demo', '王', '--contact', '555'], 'phone='],
    ['a head that is none', ['ledger', 'verify', '--head', 'abc'], '--head must be'],
    ['which events to retry', ['inbox', 'retry'], '--all'],
    ['an event that is none', ['inbox', 'retry', 'x'], '--all'],
    ['a group without a command', ['seat'], 'Name one of these commands.'],
    ['nothing', [], 'Name one of these commands.'],
  ])('%s: exit code 2', async (_case, args, message) => {
    const { code, out, err } = await lilong(...args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it.each([
    ['an empty argument', ['seat', 'end', ''], 'The argument "seat" must not be empty.\n'],
    ['a list with an empty one', ['demand', 'escalate', 'why', 'D-2026-0001', ' '], 'The argument "demands" must not'],
    ['what an address reads as above', ['body', 'end', '..'], '".." is no id, code or number.\n'],
  ])('%s: refused before anything is sent', async (_case, args, message) => {
    let err = '';
    const env = { ADMIN_TOKEN: 'any', LILONG_URL: 'http://127.0.0.1:9' };
    const code = await run(args, { env, out: () => {}, err: (text) => (err += text) });
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  });

  it('prints help without complaint when asked', async () => {
    const { code, out } = await lilong('invite', 'create', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--json');
    expect(out).toContain('--key');
  });
});
