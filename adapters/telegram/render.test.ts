import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Choice, Prompt, RenderContext, Text, Wire } from '../../src/channel.ts';
import { checkCall, type Params } from '../../test/fakes/telegram-limits.ts';
import { answerPress, renderPrompts } from './render.ts';

const RUNS = Math.max(100, Math.floor(Number(process.env.FUZZ_RUNS ?? 2000) / 4));
const PATIENCE_MS = 10_000 + RUNS * 20;
const context: RenderContext = {
  scope: 'direct',
  language: 'zh-Hans',
  phrases: { answerWithNumber: '请回复数字：', pictureNotShown: '（图片无法显示）' },
};

interface Button {
  readonly text: string;
  readonly callback_data?: string;
  readonly url?: string;
  readonly style?: string;
}

const params = (wire: Wire | undefined) => (wire?.params ?? {}) as Params;
const render = (prompt: Prompt, more: Partial<RenderContext> = {}) => renderPrompts([prompt], { ...context, ...more });
const shownText = (wire: Wire | undefined) => String(params(wire).text ?? params(wire).caption ?? '');
const rowsOf = (wire: Wire | undefined) =>
  (params(wire).reply_markup as { inline_keyboard: Button[][] } | undefined)?.inline_keyboard ?? [];
const choices = (count: number, label = (n: number) => `选项 ${n}`): Choice[] =>
  Array.from({ length: count }, (_, index) => ({ label: label(index + 1), token: `k3Jq.${index}` }));

/** Refused by nobody: a photo is uploaded at delivery, so its marker stands for it here. */
function expectAcceptable(wires: readonly Wire[]) {
  for (const wire of wires) expect(checkCall(String(wire.method), params(wire))).toBeUndefined();
}

/** The words covered by each entity. */
function covered(wire: Wire | undefined): unknown[] {
  const entities = (params(wire).entities ?? params(wire).caption_entities ?? []) as {
    type: string;
    offset: number;
    length: number;
    url?: string;
    user?: { id: number };
  }[];
  return entities.map(({ type, offset, length, url, user }) => [
    type,
    shownText(wire).slice(offset, offset + length),
    ...(url === undefined ? [] : [url]),
    ...(user === undefined ? [] : [user.id]),
  ]);
}

describe('a prompt', () => {
  it('is one message without markup: what a person wrote cannot become formatting', () => {
    const [wire, ...rest] = render({ text: ['*不是* <b>粗体</b> _[链接](https://x.cn)_'] });
    expect(rest).toEqual([]);
    expect(wire).toEqual({
      method: 'sendMessage',
      params: { text: '*不是* <b>粗体</b> _[链接](https://x.cn)_', link_preview_options: { is_disabled: true } },
    });
  });

  it('has its title, fields, links and mentions as entities counted in UTF-16', () => {
    const [wire] = render({
      title: '😀 会议',
      text: [
        '请 ',
        { kind: 'mention', user: '510000017', name: '王秀英' },
        ' 看 ',
        { kind: 'bold', text: ['三点 ', { kind: 'link', text: ['议程'], url: 'https://lilong.cn/a' }] },
      ],
      fields: [
        { label: '地点', value: '居委会' },
        { label: '时间', value: '15:00' },
      ],
    });
    expect(shownText(wire)).toBe('😀 会议\n\n请 王秀英 看 三点 议程\n\n地点：居委会\n时间：15:00');
    expect(covered(wire)).toEqual([
      ['bold', '😀 会议'],
      ['text_mention', '王秀英', 510_000_017],
      ['text_link', '议程', 'https://lilong.cn/a'],
      ['bold', '三点 议程'],
      ['bold', '地点'],
      ['bold', '时间'],
    ]);
    expectAcceptable([wire ?? {}]);
  });

  it('uses the colon of its language', () => {
    const prompt: Prompt = { text: ['x'], fields: [{ label: 'Place', value: 'Hall' }] };
    expect(shownText(render(prompt, { language: 'en' })[0])).toBe('x\n\nPlace: Hall');
  });

  it('names people of another platform without a link to a stranger', () => {
    const [wire] = render({ text: [{ kind: 'mention', user: 'U4af4980629', name: '李' }] });
    expect(covered(wire)).toEqual([]);
    expect(shownText(wire)).toBe('李');
  });

  it('writes out addresses Telegram would refuse or drop', () => {
    const url = 'http://localhost:3000/board';
    const [wire] = render({ text: [{ kind: 'link', text: ['公开栏'], url }], links: [{ label: '打开', url }] });
    expect(shownText(wire)).toBe(`公开栏 (${url})\n\n打开 (${url})`);
    expect(rowsOf(wire)).toEqual([]);
    expectAcceptable([wire ?? {}]);
  });

  it('keeps a link inside a link as words', () => {
    const inner: Text = ['a', { kind: 'link', text: ['b'], url: 'https://b.cn' }];
    const [wire] = render({ text: [{ kind: 'link', text: inner, url: 'https://a.cn' }] });
    expect(covered(wire)).toEqual([['text_link', 'ab', 'https://a.cn']]);
  });

  it('without anything to show is no call, and buttons alone get a text to stand under', () => {
    expect(render({ text: [' \n\u200b'] })).toEqual([]);
    const wires = render({ text: [], choices: choices(2) });
    expect(wires).toHaveLength(1);
    expectAcceptable(wires);
  });
});

describe('choices', () => {
  it('are buttons with their token, short ones beside each other', () => {
    const [wire] = render({
      text: ['?'],
      choices: [
        { label: '赞成', token: 'a.0', weight: 'primary' },
        { label: '反对', token: 'a.1' },
        { label: '弃权', token: 'a.2', weight: 'quiet' },
        { label: '我想先看看这份议案的全文再决定', token: 'a.3' },
      ],
      links: [{ label: '公开栏', url: 'https://lilong.cn/board' }],
    });
    expect(rowsOf(wire)).toEqual([
      [
        { text: '赞成', callback_data: 'a.0', style: 'primary' },
        { text: '反对', callback_data: 'a.1' },
        { text: '弃权', callback_data: 'a.2' },
      ],
      [{ text: '我想先看看这份议案的全文再决定', callback_data: 'a.3' }],
      [{ text: '公开栏', url: 'https://lilong.cn/board' }],
    ]);
  });

  it('up to 100 are buttons; one more makes a numbered list that is answered by typing', () => {
    const hundred = render({ text: ['?'], choices: choices(100) });
    expect(rowsOf(hundred[0]).flat()).toHaveLength(100);
    expectAcceptable(hundred);
    const more = render({ text: ['选哪个？'], choices: choices(101) });
    expect(rowsOf(more[0])).toEqual([]);
    expect(shownText(more[0])).toMatch(/^选哪个？\n\n请回复数字：\n1\. 选项 1\n2\. 选项 2\n/);
    expect(shownText(more[0])).toMatch(/\n101\. 选项 101$/);
    expectAcceptable(more);
  });

  it.each<[string, Choice]>([
    ['a label of 65 characters', { label: '长'.repeat(65), token: 'a.0' }],
    ['a label nobody can see', { label: '\u200b ', token: 'a.0' }],
    ['a token above 64 bytes', { label: 'x', token: '投'.repeat(22) }],
    ['an empty token', { label: 'x', token: '' }],
  ])('with %s become a numbered list', (_what, choice) => {
    const wires = render({ text: ['?'], choices: [...choices(1), choice] });
    expect(rowsOf(wires[0])).toEqual([]);
    expect(shownText(wires[0])).toContain('请回复数字：\n1. 选项 1\n2.');
    expectAcceptable(wires);
  });

  it('whose keyboard is too large in all become a numbered list', () => {
    const wires = render({ text: ['?'], choices: choices(90, (n) => `${n}${'楼'.repeat(50)}`) });
    expect(rowsOf(wires.at(-1))).toEqual([]);
    expectAcceptable(wires);
  });

  it('fill the keyboard before links do; a link without room is written out', () => {
    const links = [
      { label: '甲', url: 'https://a.cn/1' },
      { label: '乙', url: 'https://a.cn/2' },
    ];
    const [wire] = render({ text: ['?'], choices: choices(99), links });
    expect(rowsOf(wire).flat()).toHaveLength(100);
    expect(covered(wire)).toContainEqual(['text_link', '乙', 'https://a.cn/2']);
  });
});

describe('a long text', () => {
  it('is cut at paragraphs, with the buttons on its last message', () => {
    const paragraph = '楼'.repeat(1500);
    const wires = render({
      title: '公告',
      text: [`${paragraph}\n\n${paragraph}\n\n${paragraph}`],
      choices: choices(2),
    });
    expect(wires.map(shownText)).toEqual([`公告\n\n${paragraph}\n\n${paragraph}`, paragraph]);
    expect(wires.map((wire) => rowsOf(wire).length)).toEqual([0, 1]);
    expectAcceptable(wires);
  });

  it('without any border is cut between whole characters', () => {
    const family = '👩‍👩‍👧‍👦';
    const wires = render({ text: [family.repeat(800)] });
    expect(wires.length).toBeGreaterThan(1);
    for (const wire of wires) expect(shownText(wire).replaceAll(family, '')).toBe('');
    expect(wires.map(shownText).join('')).toBe(family.repeat(800));
  });

  it('keeps every link when there are more than one message may carry', () => {
    const text: Text = Array.from({ length: 250 }, (_, n): Text[number] => ({
      kind: 'link',
      text: [`第${n}项 `],
      url: `https://lilong.cn/${n}`,
    }));
    const wires = render({ text });
    expectAcceptable(wires);
    const urls = wires.flatMap((wire) => covered(wire).map((entity) => (entity as string[])[2]));
    expect(urls).toEqual(Array.from({ length: 250 }, (_, n) => `https://lilong.cn/${n}`));
  });
});

describe('pictures', () => {
  const picture = (id: string) => ({ id });

  it('one, without choices, carries the words as its caption', () => {
    const [wire, ...rest] = render({
      title: '积分',
      text: ['本月'],
      pictures: [picture('p1')],
      links: [{ label: '全部', url: 'https://a.cn' }],
    });
    expect(rest).toEqual([]);
    expect(wire).toMatchObject({
      method: 'sendPhoto',
      params: { photo: { attach: 'p1' }, caption: '积分\n\n本月' },
      absent: '（图片无法显示）',
    });
    expect(rowsOf(wire)).toHaveLength(1);
    expect(params(wire)).not.toHaveProperty('link_preview_options');
  });

  it('one with words too long for a caption stands before them', () => {
    const wires = render({ text: ['字'.repeat(1025)], pictures: [picture('p1')] });
    expect(wires.map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage']);
    expect(render({ text: ['字'.repeat(1024)], pictures: [picture('p1')] })).toHaveLength(1);
  });

  it('one with choices stands before them, because a picture cannot be edited into text later', () => {
    const wires = render({ text: ['对吗？'], pictures: [picture('p1')], choices: choices(2) });
    expect(wires.map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage']);
    expect(rowsOf(wires[1])).toHaveLength(1);
  });

  it.each([
    [2, ['sendMediaGroup']],
    [10, ['sendMediaGroup']],
    [11, ['sendMediaGroup', 'sendPhoto']],
    [23, ['sendMediaGroup', 'sendMediaGroup', 'sendMediaGroup']],
  ])('%i are albums of at most ten, then the words', (count, methods) => {
    const pictures = Array.from({ length: count }, (_, index) => picture(`p${index}`));
    const wires = render({ text: ['现场'], pictures });
    expect(wires.map(({ method }) => method)).toEqual([...methods, 'sendMessage']);
    expectAcceptable(wires);
  });
});

describe('replacing', () => {
  const prompt: Prompt = { text: ['已投票'], choices: choices(1), replaces: true };

  it('edits the message that carried the button', () => {
    expect(render(prompt, { replaceMessage: '77' })[0]).toMatchObject({
      method: 'editMessageText',
      params: { message_id: 77, text: '已投票' },
    });
  });

  it('is a new message where there is none to edit, or the prompt does not ask for it', () => {
    expect(render(prompt)[0]?.method).toBe('sendMessage');
    expect(render(prompt, { replaceMessage: 'not-a-number' })[0]?.method).toBe('sendMessage');
    expect(render({ text: ['x'] }, { replaceMessage: '77' })[0]?.method).toBe('sendMessage');
  });

  it('happens once: the rest of a long text, its pictures and further prompts are new messages', () => {
    const wires = renderPrompts([{ text: ['字'.repeat(5000)], replaces: true, pictures: [{ id: 'p' }] }, prompt], {
      ...context,
      replaceMessage: '77',
    });
    expect(wires.map(({ method }) => method)).toEqual(['editMessageText', 'sendMessage', 'sendPhoto', 'sendMessage']);
  });
});

describe('answering a press', () => {
  it('stops the spinner and shows nothing', () => {
    expect(answerPress({ kind: 'acknowledgement', token: '219', expiresAtMs: 0 })).toEqual({
      method: 'answerCallbackQuery',
      params: { callback_query_id: '219', show_alert: false },
    });
  });
});

const piece = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(
    '\n\n',
    '\n',
    ' ',
    '。',
    '😀',
    '👩‍👩‍👧‍👦',
    '\ud83d',
    '\0',
    '\r\n',
    'e\u0301'.repeat(30),
    '楼'.repeat(900),
    'word '.repeat(300),
  ),
);
const url = fc.constantFrom('https://lilong.cn/x', 'http://localhost/x', 'javascript:alert(1)', 'tg://user?id=1', '');
function trees(urls: fc.Arbitrary<string>, words: fc.Arbitrary<string>): fc.Arbitrary<Text> {
  return fc.letrec<{ node: Text[number]; nodes: Text }>((tie) => ({
    nodes: fc.array(tie('node'), { maxLength: 8 }),
    node: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      piece,
      fc.record({ kind: fc.constant('bold' as const), text: tie('nodes') }),
      fc
        .tuple(words, tie('nodes'), urls)
        .map(([first, rest, url]) => ({ kind: 'link' as const, text: [first, ...rest], url })),
      fc.record({
        kind: fc.constant('mention' as const),
        user: fc.constantFrom('510000017', 'U1', '-5', '0'),
        name: piece,
      }),
    ),
  })).nodes;
}
const anyTree = trees(url, piece);
/** Its links are shown by their words alone, so the text can be compared with what was asked for. */
const plainTree = trees(fc.constant('https://lilong.cn/x'), fc.constant('看'));
const anyPrompt: fc.Arbitrary<Prompt> = fc.record(
  {
    text: anyTree,
    title: piece,
    fields: fc.array(fc.record({ label: piece, value: piece }), { maxLength: 5 }),
    choices: fc.array(fc.record({ label: piece, token: fc.string({ maxLength: 20 }) }), { maxLength: 130 }),
    links: fc.array(fc.record({ label: piece, url }), { maxLength: 6 }),
    pictures: fc.array(fc.record({ id: fc.uuid() }), { maxLength: 23 }),
    replaces: fc.boolean(),
  },
  { requiredKeys: ['text'] },
);

/** Everything a person could read in the text, without spaces and without what Telegram cannot carry. */
const essence = (text: string) =>
  text
    .replace(/[\s\0]/g, '')
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu, '');
const plain = (nodes: Text): string =>
  nodes
    .map((node) => (typeof node === 'string' ? node : node.kind === 'mention' ? node.name : plain(node.text)))
    .join('');

describe('whatever the prompt', () => {
  it(
    'every call is one Telegram takes',
    () => {
      fc.assert(
        fc.property(anyPrompt, fc.option(fc.constantFrom('77', 'x'), { nil: undefined }), (prompt, replaceMessage) => {
          const wires = render(prompt, replaceMessage === undefined ? {} : { replaceMessage });
          expectAcceptable(wires);
          expect(JSON.parse(JSON.stringify(wires))).toEqual(wires);
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );

  it(
    'no word of the text is lost, doubled or moved by splitting it',
    () => {
      fc.assert(
        fc.property(plainTree, (text) => {
          const shown = render({ text }).map(shownText).join('\n');
          expect(essence(shown)).toBe(essence(plain(text)));
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );

  it(
    'every choice is a button or a numbered line',
    () => {
      fc.assert(
        fc.property(anyPrompt, (prompt) => {
          const wires = render(prompt);
          const tokens = wires.flatMap((wire) => rowsOf(wire).flat()).flatMap(({ callback_data: data }) => data ?? []);
          const wanted = (prompt.choices ?? []).map(({ token }) => token);
          if (tokens.length > 0) expect(tokens).toEqual(wanted);
          else for (const index of wanted.keys()) expect(wires.map(shownText).join('\n')).toContain(`${index + 1}.`);
        }),
        { numRuns: RUNS },
      );
    },
    PATIENCE_MS,
  );
});
