/** The language of the command line: which one is meant, and that it is spoken. */
import { describe, expect, it } from 'vitest';
import { run } from './run.ts';
import { languageOf, wordsIn } from './words.ts';

async function lilong(env: Readonly<Record<string, string>>, ...args: string[]) {
  let out = '';
  let err = '';
  const said = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await run(args, { env: { DATA_DIR: '/nowhere', ...env }, ...said });
  return { code, out, err };
}

describe('the language', () => {
  it.each([
    [[], {}, 'en'],
    [[], { LANG: 'C.UTF-8' }, 'en'],
    [[], { LANG: 'zh_CN.UTF-8' }, 'zh-Hans'],
    [[], { LANG: 'zh_TW.UTF-8' }, 'zh-Hant'],
    [[], { LANG: 'zh_CN.UTF-8', LC_ALL: 'zh_HK.UTF-8' }, 'zh-Hant'],
    [[], { LANG: 'zh_CN.UTF-8', LILONG_LANG: 'en' }, 'en'],
    [['--lang', 'zh-hant'], { LILONG_LANG: 'en' }, 'zh-Hant'],
    [['--lang=zh-Hans'], {}, 'zh-Hans'],
  ])('of %j with %j is %s', (args, env, language) => {
    expect(languageOf(args, env)).toBe(language);
  });

  it('must be one that is spoken', async () => {
    expect(await lilong({}, 'rules', 'show', '--lang', 'fr')).toEqual({
      code: 2,
      out: '',
      err: '--lang is "fr"; it takes one of zh-Hans, zh-Hant, en.\n',
    });
    expect((await lilong({ LILONG_LANG: 'Klingon' }, 'rules', 'show')).err).toContain('LILONG_LANG is "Klingon"');
    expect(await lilong({}, 'rules', 'show', '--lang')).toMatchObject({ code: 2, out: '' });
  });
});

describe('what is said', () => {
  it('has its headings, yes and no, and nothing at all in the language', () => {
    const { card, table } = wordsIn('zh-Hans');
    expect(card([['cli.pressed', true]])).toBe('督办  是');
    expect(table(['cli.name', { raw: 'shanghai' }], [['a', false]])).toBe('名称  shanghai\na     否');
    expect(table(['cli.name'], [])).toBe('没有。');
    expect(wordsIn('en').table(['cli.valid-until', { raw: 'shanghai' }], [['a', 1]])).toMatch(
      /^VALID UNTIL {2}shanghai/,
    );
  });

  it.each([
    [['vote'], '没有命令“vote”。\n'],
    [['seat', 'end'], '缺少参数“seat”。\n'],
    [['seat', 'end', 'a', 'b'], '“end”的参数太多。\n'],
    [['demand', 'list', '--stat', 'x'], '没有选项“--stat”。\n'],
    [['demand', 'list', '--state'], '选项“--state <state>”需要一个值。\n'],
    [['demand', 'enter', 'demo', 'x'], '必须给出选项“--source <source>”。\n'],
    [['demand', 'show', 'x', '--reporter', 'y'], '“--reporter <reason>”的值须是其中之一：'],
  ])('is said of a command line like %j too', async (args, said) => {
    const { code, out, err } = await lilong({ LILONG_LANG: 'zh-Hans' }, ...args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(said)]);
  });

  it('is refused in the language too, also as data', async () => {
    expect((await lilong({ LANG: 'zh_CN.UTF-8' }, 'community', 'list')).err).toContain('没有管理令牌');
    const { err } = await lilong({}, 'community', 'list', '--lang', 'zh-Hant', '--json');
    expect(JSON.parse(err)).toEqual({
      error: { code: 'no_token', message: expect.stringContaining('沒有管理權杖') },
    });
    expect((await lilong({}, 'rules', 'show', '--lang', 'zh-Hans')).out).toMatch(/^规则 +规定值 +性质/);
  });
});
