/** The same first life in three languages: each person is spoken to in their own, whatever the others speak. */

import { expect, test } from 'vitest';
import { LANGUAGES } from '../../src/channel.ts';
import { MESSAGES } from '../../src/locales/translate.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { drawn, labels, type Seen } from './seen.ts';
import { COMMUNITY, FIRST_GRID, inOneTown } from './town.ts';

const HAN = /\p{Script=Han}/u;
/** Characters that only one of the two scripts uses, taken from our own texts. */
const SIMPLIFIED = /[这说为们个发请办结应该无没证复实问题电话给关于编号]/;
const TRADITIONAL = /[這說為們個發請辦結應該無沒證複實問題電話給關於編號]/;
const only = (script: RegExp, other: RegExp): RegExp => {
  const others = new Set(other.source);
  return new RegExp(`[${[...script.source].filter((char) => HAN.test(char) && !others.has(char)).join('')}]`);
};

/** What is on the screen without the names of places and the words people wrote themselves, which nobody translates. */
const said = (seen: readonly Seen[], quoted: readonly string[]): string => {
  let text = drawn(seen);
  for (const words of [...quoted, COMMUNITY.name]) text = text.replaceAll(words, '');
  return text.replace(/[1-6]号楼/g, '');
};

await inOneTown('languages', (town) => {
  const officer = onTelegram(town, { name: '李网格员', language: 'zh-hans' });
  const handles = async () => {
    await officer.presses('受理');
    await officer.presses('办结');
    await officer.says('修好了');
    await officer.presses('没有照片，直接办结');
  };

  test('an officer is there, in simplified Chinese', async () => {
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰', role: 'grid_officer', grid: FIRST_GRID })}`);
    officer.sees('绑定成功');
  });

  test('whose Telegram is in English is spoken to in English from the first word to the last', async () => {
    const smith = onTelegram(town, { name: 'Smith', language: 'en' });
    await smith.starts();
    smith.sees('Just tell me');
    await smith.says('The elevator in building 3 is broken again');
    expect(labels(smith.last())).toEqual(['Register', 'Change category', 'Change place', 'No, thanks']);
    await smith.presses('Register');
    smith.sees('Registered as');
    expect(officer.sees('The elevator in building 3').text).toContain('新需求');
    await handles();
    expect(labels(smith.sees('Is it solved'))).toEqual(['Solved', 'Not solved', 'Why?']);
    await smith.presses('Not solved');
    await smith.says('cancel');
    await smith.says('help');
    await smith.says('find D-2020-0001');
    await smith.presses('Solved');
    smith.sees('confirmed as solved');
    expect(said(smith.screen(), ['修好了'])).not.toMatch(HAN);
  });

  test.each(['zh-TW', 'zh-hant', 'zh-HK'])('whose Telegram is in %s reads traditional characters', async (language) => {
    const lin = onTelegram(town, { name: '林先生', language });
    await lin.starts();
    const words = `3號樓電梯又壞了，老人家下不了樓（${language}）`;
    await lin.says(words);
    await lin.presses('登記需求');
    lin.sees('已登記');
    await handles();
    lin.sees('已辦結');
    await lin.says('幫助');
    const spoken = said(lin.screen(), [words, '修好了']);
    expect(spoken).not.toMatch(only(SIMPLIFIED, TRADITIONAL));
    expect(spoken).toMatch(only(TRADITIONAL, SIMPLIFIED));
  });

  test('LINE says nothing about languages: simplified, until another is chosen', async () => {
    const wang = onLine(town);
    await wang.says('你好');
    expect(said(wang.screen(), [])).not.toMatch(only(TRADITIONAL, SIMPLIFIED));
    await wang.says('/lang');
    expect(labels(wang.sees('语言'))).toEqual(['简体中文', '繁體中文', 'English']);
    await wang.presses('English');
    wang.sees('I will write to you in English');
    await wang.says('The drain outside building 2 is blocked and sewage is coming up');
    await wang.presses('Register');
    wang.sees('Registered as');
    await handles();
    wang.sees('is marked as solved');
    await wang.says('语言');
    await wang.presses('繁體中文');
    wang.sees('以後用繁體中文');
    await town.restart();
    await wang.says('help');
    expect(said(wang.fresh(), [])).toMatch(only(TRADITIONAL, SIMPLIFIED));
  });

  test('a language that is not ours gets the default one, never nothing', async () => {
    const dupont = onTelegram(town, { name: 'Dupont', language: 'fr' });
    await dupont.says('Bonjour');
    expect(dupont.screen().length).toBe(1);
    expect(said(dupont.screen(), [])).toMatch(HAN);
  });

  test('the language can be changed in the middle of things, and things go on', async () => {
    const he = onTelegram(town, { name: '何小姐', language: 'en' });
    await he.says('No water in building 1 since this morning');
    await he.says('/lang');
    await he.presses('简体中文');
    he.sees('以后用简体中文');
    expect(labels(he.last())).toContain('登记需求');
    await he.presses('登记需求');
    he.sees('已登记');
  });

  test('every message exists in every language', () => {
    const [first, ...others] = LANGUAGES.map((language) => Object.keys(MESSAGES[language]).sort());
    for (const keys of others) expect(keys).toEqual(first);
    for (const language of LANGUAGES) {
      expect(Object.entries(MESSAGES[language]).filter(([, text]) => text.trim() === '')).toEqual([]);
    }
  });

  theRecordHolds(town);
});
