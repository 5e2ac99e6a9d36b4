import { describe, expect, test } from 'vitest';
import type { Choice, Prompt, RenderContext, Text, TextNode } from '../../src/channel.ts';
import { LINE_USER, validateLineMessages } from '../../test/fakes/line.ts';
import { renderLine } from './render.ts';

const phrases = { answerWithNumber: '请回复数字：', pictureNotShown: '（图片请到公示栏查看）' };
const direct: RenderContext = { scope: 'direct', language: 'zh-Hans', phrases };
const group: RenderContext = { ...direct, scope: 'group' };

type Json = Record<string, unknown>;

/** The messages of every call, each checked against LINE's limits. */
function messages(prompts: readonly Prompt[], context: RenderContext = direct): readonly Json[] {
  const wires = renderLine(prompts, context);
  for (const wire of wires) {
    expect(validateLineMessages(wire.messages, { mentions: context.scope === 'group' })).toEqual([]);
    expect(JSON.parse(JSON.stringify(wire))).toEqual(wire);
  }
  return wires.flatMap((wire) => wire.messages as unknown as Json[]);
}

/** Every object inside, in reading order. */
function parts(value: unknown): readonly Json[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  return [value as Json, ...Object.values(value).flatMap(parts)];
}

const postbacks = (all: unknown) => parts(all).filter((part) => part.type === 'postback');
const choices = (count: number, label = (n: number) => `选项${n}`): Choice[] =>
  Array.from({ length: count }, (_, index) => ({
    label: label(index + 1),
    token: `7KQ4M2.${index}`,
    says: label(index + 1),
  }));

describe('a plain prompt', () => {
  test('is a text message', () => {
    const text: Text = ['已登记，编号 ', { kind: 'bold', text: ['D-2026-0047'] }, '。'];
    expect(messages([{ text }])).toEqual([{ type: 'text', text: '已登记，编号 D-2026-0047。' }]);
  });

  test('shows the address of a link, which LINE makes tappable', () => {
    const text: Text = ['见', { kind: 'link', text: ['公示栏'], url: 'https://example.org/board' }, '。'];
    expect(messages([{ text }])).toEqual([{ type: 'text', text: '见公示栏 https://example.org/board 。' }]);
  });

  test('that says nothing is not sent', () => {
    expect(renderLine([{ text: [' ', '\n'] }, { text: [] }], direct)).toEqual([]);
  });

  test('of 12,000 characters becomes several messages and loses none', () => {
    const text = Array.from({ length: 600 }, (_, index) => `第${index}段，二十个字左右的一段话。`).join('\n\n');
    const made = messages([{ text: [text] }]);
    expect(made.length).toBe(Math.ceil(text.length / 5_000));
    expect(made.map((message) => message.text).join('\n\n')).toBe(text);
  });
});

describe('calls', () => {
  test('carry five messages each, filled in order', () => {
    const wires = renderLine(
      Array.from({ length: 12 }, (_, index) => ({ text: [`${index}`] })),
      direct,
    );
    expect(wires.map((wire) => wire.messages.length)).toEqual([5, 5, 2]);
  });
});

describe('choices', () => {
  test('up to six are buttons in the card, where they stay', () => {
    const prompt: Prompt = {
      title: '是否加装门禁',
      text: ['请表决'],
      choices: [
        { label: '赞成', token: 'A.0', says: '赞成', weight: 'primary' },
        { label: '反对', token: 'A.1', says: '反对' },
        { label: '不参加', token: 'A.2', weight: 'quiet' },
      ],
    };
    for (const context of [direct, group]) {
      const [card, ...rest] = messages([prompt], context);
      expect(rest).toEqual([]);
      expect(card).toMatchObject({ type: 'flex', altText: '是否加装门禁\n\n请表决\n\n赞成 / 反对 / 不参加' });
      expect(
        parts(card)
          .filter((part) => part.type === 'button')
          .map((part) => part.style),
      ).toEqual(['primary', 'secondary', 'link']);
      expect(postbacks(card)).toEqual([
        { type: 'postback', label: '赞成', data: 'A.0', displayText: '赞成' },
        { type: 'postback', label: '反对', data: 'A.1', displayText: '反对' },
        { type: 'postback', label: '不参加', data: 'A.2' },
      ]);
    }
  });

  test('of a secret ballot leave no word in the chat', () => {
    const secret = choices(9).map(({ label, token }) => ({ label, token }));
    for (const context of [direct, group]) {
      const pressed = postbacks(messages([{ text: ['请选'], choices: secret }], context));
      expect(pressed).toHaveLength(9);
      for (const action of pressed) expect(action).not.toHaveProperty('displayText');
    }
  });

  test('from seven to thirteen in a direct chat are a list with quick replies', () => {
    const [text, ...rest] = messages([{ text: ['哪一天？'], choices: choices(13) }]);
    expect(rest).toEqual([]);
    expect(text?.text).toContain('请回复数字：\n1. 选项1\n2. 选项2');
    expect(text?.text).toContain('13. 选项13');
    expect(postbacks(text?.quickReply).map((action) => action.label)).toEqual(
      choices(13).map((choice) => choice.label),
    );
  });

  test('have quick replies only on the very last message', () => {
    const many: Prompt = { text: ['哪一天？'], choices: choices(9) };
    const made = messages([many, { text: ['谢谢'] }]);
    expect(made.some((message) => 'quickReply' in message)).toBe(false);
    expect(postbacks(made)).toHaveLength(9);
  });

  test('in a group are never quick replies, which the next message would wipe away', () => {
    const made = messages([{ text: ['哪一天？'], choices: choices(13) }], group);
    expect(made.some((message) => 'quickReply' in message)).toBe(false);
    expect(postbacks(made).map((action) => action.label)).toEqual(Array.from({ length: 13 }, (_, n) => `${n + 1}`));
    expect(JSON.stringify(made)).toContain('13. 选项13');
  });

  test('that are long are written out, with their numbers as keys', () => {
    const label = (n: number) => `方案${n}：由物业公司在每个单元门口加装人脸识别门禁并保留刷卡`;
    const [card, ...rest] = messages([{ text: ['请选'], choices: choices(3, label) }]);
    expect(rest).toEqual([]);
    const shown = parts(card)
      .filter((part) => part.type === 'text')
      .map((part) => part.text)
      .join('\n');
    for (const n of [1, 2, 3]) expect(shown).toContain(`${n}. ${label(n)}`);
    expect(postbacks(card).map((action) => [action.label, action.data])).toEqual([
      ['1', '7KQ4M2.0'],
      ['2', '7KQ4M2.1'],
      ['3', '7KQ4M2.2'],
    ]);
  });

  test('by the hundred are all listed', () => {
    const made = messages([{ text: ['请选'], choices: choices(400, (n) => `${n}号楼的居民小组长候选人`) }]);
    const text = made.map((message) => message.text).join('\n');
    for (const n of [1, 57, 400]) expect(text).toContain(`${n}. ${n}号楼的居民小组长候选人`);
  });

  test('with more words than LINE shows fall back to the label', () => {
    const [card] = messages([{ text: ['?'], choices: [{ label: '好', token: 't', says: '好'.repeat(301) }] }]);
    expect(postbacks(card)).toEqual([{ type: 'postback', label: '好', data: 't', displayText: '好' }]);
  });
});

describe('a card', () => {
  const fields = [
    { label: '编号', value: 'D-2026-0047' },
    { label: '期限', value: '4月30日' },
  ];

  test('shows title, weights, fields and links', () => {
    const [card, ...rest] = messages([
      {
        title: '您的诉求',
        text: [
          '电梯',
          { kind: 'bold', text: ['已报修'] },
          '，见',
          { kind: 'link', text: ['进度'], url: 'https://a.test/进度' },
        ],
        fields,
        links: [{ label: '公示栏', url: 'https://a.test/board' }],
      },
    ]);
    expect(rest).toEqual([]);
    expect(card?.altText).toBe('您的诉求\n\n电梯已报修，见进度\n\n编号：D-2026-0047\n期限：4月30日\n\n公示栏');
    expect(parts(card).filter((part) => part.type === 'span')).toMatchObject([
      { text: '电梯' },
      { text: '已报修', weight: 'bold' },
      { text: '，见进度' },
    ]);
    expect(parts(card).filter((part) => part.type === 'uri')).toEqual([
      { type: 'uri', label: '公示栏', uri: 'https://a.test/board' },
      { type: 'uri', label: '进度', uri: 'https://a.test/%E8%BF%9B%E5%BA%A6' },
    ]);
  });

  test('grows with the reader’s font size', () => {
    const [card] = messages([{ title: '通知', text: ['明天停水'], fields, choices: choices(2) }]);
    for (const part of parts(card)) {
      if (part.type === 'text') expect(part).toMatchObject({ wrap: true, scaling: true });
      if (part.type === 'button') expect(part).toMatchObject({ scaling: true });
    }
  });

  test('leaves links that are no button to a text before it', () => {
    const links = [
      { label: '日历', url: `https://a.test/${'x'.repeat(1_000)}` },
      { label: '邮件', url: 'mailto:a@b.test' },
    ];
    const [text, card] = messages([{ title: '会议', text: ['周五'], links, choices: choices(2) }]);
    expect(text).toEqual({ type: 'text', text: `日历 ${links[0]?.url}\n邮件 mailto:a@b.test` });
    expect(card).toMatchObject({ type: 'flex' });
  });

  test('leaves a long text to messages before it and keeps the buttons', () => {
    const long = '议事规则。'.repeat(1_500);
    const made = messages([{ title: '议案', text: [long], fields, choices: choices(3) }]);
    expect(made.map((message) => message.type)).toEqual(['text', 'text', 'flex']);
    const said = made.map((message) => message.text ?? '').join('');
    expect(said.split('议事规则。')).toHaveLength(1_501);
    expect(said).toContain('期限：4月30日');
    expect(postbacks(made.at(-1))).toHaveLength(3);
  });

  test('over 30 kB becomes text and a list', () => {
    const huge = choices(6, (n) => `${n}${`a${'\u0301'.repeat(3_000)}`}`);
    const made = messages([{ title: '选', text: ['x'], choices: huge }], group);
    expect(made.every((message) => message.type === 'text')).toBe(true);
    const said = made.map((message) => message.text).join('');
    for (const n of [1, 6]) expect(said).toContain(`${n}. ${n}a`);
  });

  test('has an alternative text within its limit that ends at a cluster', () => {
    const [card] = messages([{ title: '家', text: ['👨‍👩‍👧'.repeat(190)], choices: choices(1) }]);
    const alt = String(card?.altText);
    expect(alt.length).toBeLessThanOrEqual(1_500);
    expect(alt).toMatch(/👨‍👩‍👧…$/u);
  });
});

describe('mentions', () => {
  const mention: TextNode = { kind: 'mention', user: LINE_USER, name: '王阿姨' };

  test('in a group are real, with braces escaped', () => {
    expect(messages([{ text: [mention, ' 请看 {重要}'] }], group)).toEqual([
      {
        type: 'textV2',
        text: '{m0} 请看 {{重要}}',
        substitution: { m0: { type: 'mention', mentionee: { type: 'user', userId: LINE_USER } } },
      },
    ]);
  });

  test('in a direct chat are the name', () => {
    expect(messages([{ text: [mention, ' 已答复'] }])).toEqual([{ type: 'text', text: '@王阿姨 已答复' }]);
  });

  test('beside buttons are said first', () => {
    const made = messages([{ title: '任务', text: ['请 ', mention], choices: choices(2) }], group);
    expect(made.map((message) => message.type)).toEqual(['textV2', 'flex']);
  });

  test('of fifty people take several messages of twenty', () => {
    const text = Array.from({ length: 50 }, (): TextNode[] => [mention, ' ']).flat();
    const made = messages([{ text }], group);
    const counted = made.map((message) => Object.keys((message.substitution as Json | undefined) ?? {}).length);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(50);
    expect(Math.max(...counted)).toBeLessThanOrEqual(20);
  });
});

describe('pictures', () => {
  test('with an address are shown before the words', () => {
    expect(messages([{ text: ['计票结果'], pictures: [{ id: 'p1', url: 'https://a.test/p1.png?sig=x' }] }])).toEqual([
      {
        type: 'image',
        originalContentUrl: 'https://a.test/p1.png?sig=x',
        previewImageUrl: 'https://a.test/p1.png?sig=x',
      },
      { type: 'text', text: '计票结果' },
    ]);
  });

  test.each([undefined, 'http://a.test/p.png', `https://a.test/${'x'.repeat(2_000)}`, 'no address'])(
    'that LINE cannot load (%s) are told once',
    (url) => {
      const picture = { id: 'p', ...(url === undefined ? {} : { url }) };
      expect(messages([{ text: ['结果'], pictures: [picture, picture] }])).toEqual([
        { type: 'text', text: '结果\n\n（图片请到公示栏查看）' },
      ]);
      const [card] = messages([{ title: '结果', text: [], pictures: [picture] }]);
      expect(JSON.stringify(card)).toContain('图片请到公示栏查看');
    },
  );
});
