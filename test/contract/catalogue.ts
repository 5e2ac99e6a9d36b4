/** Prompts every platform must be able to show: the plain, the long, the many, and the malicious. */
import type { Choice, LinkChoice, Picture, Prompt } from '../../src/channel.ts';

export interface Sample {
  readonly name: string;
  readonly prompt: Prompt;
}

/** Chinese, emoji made of several characters, and characters outside the basic plane. */
const LONG = Array.from(
  { length: 400 },
  (_none, index) => `第${index}段：电梯又坏了👩‍👩‍👧‍👦，𠮷野家门口积水🏚️，请尽快处理。${index % 7 === 0 ? '\n\n' : ''}`,
).join('');
/** One word without a single place to cut. */
const UNBROKEN = '楼'.repeat(9_000);

const LABELS = ['赞成', '反对', '弃权', '需要更多时间考虑', '3号楼', 'Building 12', '👍', '其他（请写明）', '不清楚'];
const labels = (count: number): string[] =>
  Array.from({ length: count }, (_none, index) =>
    count <= LABELS.length ? (LABELS[index] ?? '') : `选项${index + 1}·${LABELS[index % LABELS.length]}`,
  );

/** Tokens as `src/notices/choices.ts` makes them. */
const choices = (names: readonly string[], secret = false): Choice[] =>
  names.map((label, index) => ({
    label,
    token: `7KQ4M2XP9ABC.${index.toString(36)}`,
    ...(!secret && { says: label }),
    ...(index === 0 && { weight: 'primary' as const }),
  }));

const link = (label: string, path: string): LinkChoice => ({ label, url: `https://lilong.example/${path}` });
const picture = (id: string, shown: boolean): Picture => ({
  id,
  ...(shown && { url: `https://lilong.example/media/${id}?e=1790000000000&s=abc-DEF_123` }),
});

const FIELDS = [
  { label: '类别', value: '电梯·报修' },
  { label: '地点', value: '3号楼2单元门口，靠近自行车棚那一侧' },
  { label: '答复期限', value: '11月23日 周一' },
  { label: '反映人', value: '未核实' },
];

export const catalogue = (somebody: string): readonly Sample[] => [
  { name: 'a short text', prompt: { text: ['好的，已退出。'] } },
  {
    name: 'a text of 12,000 characters with emoji',
    prompt: { text: [LONG.slice(0, 12_000).replace(/[\ud800-\udbff]$/, '')] },
  },
  { name: 'a long text without a place to cut', prompt: { text: [UNBROKEN] } },
  {
    name: 'a long text with buttons',
    prompt: { text: [LONG.slice(0, 6_000).replace(/[\ud800-\udbff]$/, '')], choices: choices(labels(4)) },
  },
  {
    name: 'bold, a link and a mention',
    prompt: {
      text: [
        '已登记，编号 ',
        { kind: 'bold', text: ['D-2026-0047'] },
        '，见 ',
        { kind: 'link', text: ['公开栏'], url: 'https://lilong.example/board/demo/D-2026-0047' },
        '，',
        { kind: 'mention', user: somebody, name: '王阿姨' },
        ' 请看。',
      ],
    },
  },
  {
    name: 'markup in what a person wrote',
    prompt: { text: ['<b>不是粗体</b> *也不是* _这个_ [x](http://y) {braces} {{m0}} & "quotes" \\ `code`'] },
  },
  {
    name: 'a card with fields',
    prompt: { title: 'D-2026-0047 · 待受理', text: ['3号楼电梯又坏了，老人下不了楼'], fields: FIELDS },
  },
  {
    name: 'a card with fields and buttons',
    prompt: {
      title: 'D-2026-0047 · 待受理',
      text: ['3号楼电梯又坏了'],
      fields: FIELDS,
      choices: choices(['受理', '请补充', '不予受理']),
    },
  },
  {
    name: 'a long card with a mention, buttons and a link',
    prompt: {
      title: '会议通知',
      text: [
        { kind: 'mention', user: somebody, name: '王阿姨' },
        ' ',
        LONG.slice(0, 2_500).replace(/[\ud800-\udbff]$/, ''),
      ],
      fields: FIELDS,
      choices: choices(['参加', '请假']),
      links: [link('议程', 'agenda')],
    },
  },
  ...[1, 4, 9, 27].map((count) => ({
    name: `${count} choices`,
    prompt: { text: ['请选择：'], choices: choices(labels(count)) },
  })),
  {
    name: 'labels longer than any button',
    prompt: {
      text: ['下列方案您支持哪一个？'],
      choices: choices(
        ['甲', '乙', '丙'].map(
          (name) => `方案${name}：${'在三号楼和五号楼之间加装一部电梯并重铺门前道路，'.repeat(4)}费用由维修资金承担`,
        ),
      ),
    },
  },
  {
    name: 'labels that are nothing but emoji, or the same twice',
    prompt: { text: ['？'], choices: choices(['👨‍👩‍👧', '是', '是', '  两边有空格  ']) },
  },
  {
    name: 'choices that leave no words',
    prompt: { text: ['无记名表决：'], choices: choices(['赞成', '反对', '弃权'], true) },
  },
  { name: 'many choices that leave no words', prompt: { text: ['无记名选举：'], choices: choices(labels(27), true) } },
  { name: 'choices without words above them', prompt: { text: [], choices: choices(['好', '不好']) } },
  { name: 'one link', prompt: { text: ['请到私聊里接着说。'], links: [link('私聊里继续', 'start')] } },
  {
    name: 'many links',
    prompt: {
      text: ['文件：'],
      links: Array.from({ length: 8 }, (_none, index) => link(`附件${index + 1}`, `files/${index + 1}`)),
    },
  },
  {
    name: 'links a platform may not take as a button',
    prompt: {
      text: ['联系：'],
      links: [
        { label: '拨打热线', url: 'tel:12345' },
        { label: '本机', url: 'http://localhost:3000/board' },
        link('很'.repeat(60), 'long'),
      ],
    },
  },
  { name: 'a picture with an address', prompt: { text: ['处理后的照片'], pictures: [picture('p1', true)] } },
  { name: 'a picture without an address', prompt: { text: ['处理后的照片'], pictures: [picture('p1', false)] } },
  {
    name: 'three pictures and buttons',
    prompt: {
      text: ['已办结，解决了吗？'],
      pictures: ['p1', 'p2', 'p3'].map((id) => picture(id, true)),
      choices: choices(['已解决', '没解决']),
    },
  },
  {
    name: 'twelve pictures',
    prompt: { text: ['附件'], pictures: Array.from({ length: 12 }, (_none, index) => picture(`p${index}`, true)) },
  },
  { name: 'pictures alone', prompt: { text: [], pictures: [picture('p1', true), picture('p2', false)] } },
  {
    name: 'what replaces another message',
    prompt: { text: ['已受理'], choices: choices(['报进展', '办结']), replaces: true },
  },
  {
    name: 'right to left, zero width and control characters',
    prompt: {
      text: ['مرحبا \u200f\u202e 看\u200b不\u0000见\u0007的\ufeff字'],
      choices: choices(['a\u0000b', '\u202eabc']),
    },
  },
  {
    name: 'halves of characters',
    prompt: {
      title: 'x\ud83d',
      text: ['前\ud800后', { kind: 'bold', text: ['\udc00粗'] }],
      choices: choices(['半\ud83d个']),
    },
  },
  {
    name: 'everything at once',
    prompt: {
      title: '居民代表会议 · 加装门禁',
      text: ['请表决。', { kind: 'bold', text: ['截止今晚八点'] }],
      fields: FIELDS,
      choices: choices(labels(9)),
      links: [link('议案全文', 'motion'), link('公开栏', 'board')],
      pictures: [picture('p1', true), picture('p2', false)],
    },
  },
];
