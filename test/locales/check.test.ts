/** The texts are complete, and the check that says so notices what is missing. */
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../src/channel.ts';
import { LEDGER_ACTIONS } from '../../src/domain/ledger/actions.ts';
import { PERMISSIONS } from '../../src/domain/permissions/table.ts';
import { MESSAGES } from '../../src/locales/translate.ts';
import { builtKeys, localeProblems, type Texts } from './check.ts';
import { FAMILIES } from './families.ts';

const without = (key: string): Texts => {
  const { [key]: _gone, ...en } = MESSAGES.en as Readonly<Record<string, string>>;
  return { ...MESSAGES, en };
};
const everywhere = (key: string): Texts => ({
  'zh-Hans': { ...MESSAGES['zh-Hans'], [key]: '字' },
  'zh-Hant': { ...MESSAGES['zh-Hant'], [key]: '字' },
  en: { ...MESSAGES.en, [key]: 'word' },
});

describe('the texts', () => {
  test('are complete in every language, and each is used', () => {
    expect(localeProblems()).toEqual([]);
  });

  test('name every command, and whatever else the ledger says was done', () => {
    expect(LEDGER_ACTIONS).toEqual(expect.arrayContaining(Object.keys(PERMISSIONS)));
    for (const language of LANGUAGES)
      for (const action of LEDGER_ACTIONS) expect(MESSAGES[language], action).toHaveProperty([`ledger.${action}`]);
  });
});

describe('the check', () => {
  test.each(FAMILIES)('notices a $prefix that has no text', ({ prefix, values: [value = ''] }) => {
    expect(localeProblems(without(`${prefix}.${value}`))).toEqual([`en: ${prefix}.${value} is missing`]);
  });

  test('notices a value for which no language has a text', () => {
    const built = builtKeys([...FAMILIES, { prefix: 'state', values: ['forgotten'] }]);
    expect(localeProblems(MESSAGES, built)).toEqual(
      LANGUAGES.map((language) => `${language}: state.forgotten is missing`),
    );
  });

  test.each(['category.gone', 'ledger.demand.gone', 'board.gone', 'sandbox.gone'])(
    'notices a text nobody asks for: %s',
    (key) => {
      expect(localeProblems(everywhere(key))).toEqual([`${key} is not used`]);
    },
  );
});
