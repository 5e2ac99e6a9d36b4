/** The words that are commands, in every language, beside the slash form; everything else is free text. */
import { LANGUAGES, type Language, type Panel, type Scope } from '../channel.ts';
import { parseDemandNumber } from '../domain/demand/number.ts';
import { phrase } from '../locales/translate.ts';

export const COMMAND_WORDS = [
  'start',
  'help',
  'demand',
  'report',
  'my-reports',
  'hotline',
  'enter-case',
  'bulletins',
  'rates',
  'my',
  'today',
  'set-task',
  'task',
  'week',
  'month',
  'unreached',
  'wall',
  'calendar',
  'end-calendar',
  'enter',
  'find',
  'lang',
  'bind',
  'rules',
  'duty',
  'human',
  'handover',
  'people',
  'bindings',
  'unbind',
  'phone',
  'bindgroup',
  'unbindgroup',
  'leave',
  'cosign',
  'take-back',
  'catalogue',
  'meetings',
  'convene',
  'series',
  'check-in',
  'petition',
  'motion',
  'poll',
  'add-option',
] as const;
export type CommandWord = (typeof COMMAND_WORDS)[number];

export interface ParsedCommand {
  readonly word: CommandWord;
  /** What follows the word. */
  readonly rest: string;
}

/** Words that need nothing after them are taken only when they stand alone, so that sentences stay sentences. */
export const COMMAND_NAMES: readonly {
  readonly word: CommandWord;
  readonly names: readonly string[];
  readonly takes: 'nothing' | 'rest';
}[] = [
  { word: 'start', names: ['开始', '開始', 'start'], takes: 'nothing' },
  { word: 'help', names: ['帮助', '幫助', '说明', '說明', 'help', '?', '？'], takes: 'nothing' },
  { word: 'demand', names: ['反映', 'report'], takes: 'rest' },
  { word: 'report', names: ['举报', '舉報', '投诉', '投訴', 'complain'], takes: 'rest' },
  { word: 'my-reports', names: ['我的举报', '我的舉報', '我的投诉', '我的投訴', 'my reports'], takes: 'nothing' },
  { word: 'hotline', names: ['热线', '熱線', '我们的工单', '我們的工單', '工单', '工單', 'hotline'], takes: 'nothing' },
  { word: 'bulletins', names: ['通报', '通報', 'bulletins', 'bulletin'], takes: 'nothing' },
  { word: 'rates', names: ['三率', '热线三率', '熱線三率', 'rates'], takes: 'nothing' },
  // Before `enter`, which is how it begins in English.
  { word: 'enter-case', names: ['提交热线', '提交熱線', 'enter case'], takes: 'rest' },
  {
    word: 'my',
    names: ['我的', '我的需求', '进度', '進度', '看进度', '看進度', '撤回', '补充', '補充', 'my'],
    takes: 'nothing',
  },
  { word: 'today', names: ['今日', '今天', '待办', '待辦', '我的待办', '我的待辦', 'today', 'todo'], takes: 'nothing' },
  { word: 'set-task', names: ['布置任务', '佈置任務', '布置', '佈置', 'set task', 'set a task'], takes: 'rest' },
  {
    word: 'task',
    names: ['我的任务', '我的任務', '任务', '任務', 'my tasks', 'tasks', 'task'],
    takes: 'rest',
  },
  { word: 'week', names: ['本周', '本週', '这周', '這週', 'week', 'this week'], takes: 'nothing' },
  { word: 'month', names: ['月报', '月報', '上月小结', '上月小結', 'month', 'last month'], takes: 'nothing' },
  { word: 'unreached', names: ['未送达', '未送達', '未送达名单', '未送達名單', 'unreached'], takes: 'nothing' },
  { word: 'wall', names: ['墙', '牆', '任务墙', '任務牆', 'wall'], takes: 'nothing' },
  { word: 'calendar', names: ['日历', '日曆', '行事历', '行事曆', 'calendar'], takes: 'nothing' },
  {
    word: 'end-calendar',
    names: ['停用日历', '停用日曆', '停用行事历', '停用行事曆', 'end calendar'],
    takes: 'nothing',
  },
  { word: 'enter', names: ['代登记', '代登記', '代报', '代報', 'enter'], takes: 'rest' },
  { word: 'find', names: ['查', '查询', '查詢', 'find'], takes: 'rest' },
  { word: 'cosign', names: ['附议', '附議', 'co-sign', 'cosign'], takes: 'rest' },
  { word: 'take-back', names: ['撤回附议', '撤回附議', '取消附议', '取消附議', 'take back'], takes: 'rest' },
  { word: 'catalogue', names: ['目录', '目錄', '需求目录', '需求目錄', 'catalogue', 'catalog'], takes: 'nothing' },
  { word: 'poll', names: ['投票', '发起投票', '發起投票', '征集', '徵集', 'poll'], takes: 'rest' },
  { word: 'motion', names: ['表决', '表決', '议案', '議案', 'motion'], takes: 'rest' },
  { word: 'add-option', names: ['加选项', '加選項', 'add option'], takes: 'rest' },
  { word: 'check-in', names: ['签到', '簽到', 'check in', 'checkin'], takes: 'rest' },
  { word: 'petition', names: ['要求开会', '要求開會', '联署', '聯署', 'petition'], takes: 'rest' },
  {
    word: 'series',
    names: ['例会', '例會', '定期会议', '定期會議', 'regular meetings', 'regular meeting'],
    takes: 'nothing',
  },
  { word: 'convene', names: ['召集', '召开', '召開', 'convene'], takes: 'rest' },
  {
    word: 'meetings',
    names: ['会议', '會議', '开会', '開會', '我的会议', '我的會議', 'meetings', 'meeting', 'my meetings'],
    takes: 'nothing',
  },
  { word: 'lang', names: ['语言', '語言', 'language', 'lang'], takes: 'nothing' },
  // Before `bind`, which is how they begin in English.
  {
    word: 'bindgroup',
    names: ['绑定本群', '綁定本群', 'bind this group'],
    takes: 'rest',
  },
  {
    word: 'unbindgroup',
    names: ['解绑本群', '解綁本群', 'unbind this group'],
    takes: 'nothing',
  },
  {
    word: 'duty',
    names: [
      '值班',
      '谁值班',
      '誰值班',
      '我的网格员',
      '我的網格員',
      '网格员',
      '網格員',
      'duty',
      'on duty',
      'my grid officer',
    ],
    takes: 'nothing',
  },
  { word: 'human', names: ['人工', '转人工', '轉人工', '找人', 'human', 'agent'], takes: 'rest' },
  { word: 'handover', names: ['交接', '移交', 'handover'], takes: 'nothing' },
  { word: 'people', names: ['名册', '名冊', '居民名册', '居民名冊', 'people'], takes: 'nothing' },
  { word: 'bindings', names: ['绑定记录', '綁定記錄', 'bindings'], takes: 'nothing' },
  { word: 'unbind', names: ['解绑', '解綁', 'unbind'], takes: 'rest' },
  {
    word: 'phone',
    names: ['换手机', '換手機', '手机丢了', '手機丟了', '丢手机', '丟手機', '换号', '換號', 'lost phone', 'new phone'],
    takes: 'nothing',
  },
  { word: 'bind', names: ['绑定', '綁定', 'bind'], takes: 'rest' },
  { word: 'rules', names: ['规则', '規則', 'rules'], takes: 'rest' },
  { word: 'leave', names: ['取消', '退出', '返回', 'cancel', 'quit'], takes: 'nothing' },
];

export const SLASH: Readonly<Record<string, CommandWord>> = {
  start: 'start',
  help: 'help',
  demand: 'demand',
  report: 'report',
  myreports: 'my-reports',
  hotline: 'hotline',
  entercase: 'enter-case',
  bulletins: 'bulletins',
  rates: 'rates',
  my: 'my',
  today: 'today',
  todo: 'today',
  task: 'task',
  tasks: 'task',
  week: 'week',
  month: 'month',
  unreached: 'unreached',
  wall: 'wall',
  settask: 'set-task',
  calendar: 'calendar',
  enter: 'enter',
  find: 'find',
  lang: 'lang',
  bind: 'bind',
  duty: 'duty',
  human: 'human',
  handover: 'handover',
  people: 'people',
  bindings: 'bindings',
  unbind: 'unbind',
  phone: 'phone',
  bindgroup: 'bindgroup',
  unbindgroup: 'unbindgroup',
  rules: 'rules',
  cancel: 'leave',
  cosign: 'cosign',
  catalogue: 'catalogue',
  meeting: 'meetings',
  meetings: 'meetings',
  convene: 'convene',
  checkin: 'check-in',
  petition: 'petition',
  motion: 'motion',
  poll: 'poll',
  addoption: 'add-option',
};

/** Only the table's own names: `/constructor` is no command. */
const slashWord = (name: string): CommandWord | undefined => {
  const word = name.toLowerCase();
  return Object.hasOwn(SLASH, word) ? SLASH[word] : undefined;
};

const SLASH_FORM = /^[/／]([a-z_]{1,32})(?:\s+([\s\S]*))?$/i;

/** `/roll 6`: in a group it is meant for another bot, which hears it as well as we do. */
export function isForeignCommand(text: string): boolean {
  const word = SLASH_FORM.exec(text.trim())?.[1];
  return word !== undefined && slashWord(word) === undefined;
}

export function parseCommand(text: string): ParsedCommand | undefined {
  const trimmed = text.trim();
  const slash = SLASH_FORM.exec(trimmed);
  if (slash?.[1]) {
    const word = slashWord(slash[1]);
    return word && { word, rest: (slash[2] ?? '').trim() };
  }
  const lower = trimmed.toLowerCase();
  for (const { word, names, takes } of COMMAND_NAMES) {
    for (const name of names) {
      if (lower === name) return { word, rest: '' };
      if (takes === 'nothing' || !lower.startsWith(name)) continue;
      const rest = trimmed.slice(name.length);
      // 「查 D-…」「查D-…」「反映:…」「绑定 ABC」; a longer word that only begins alike is not a command.
      if (
        /^[\s:：,，]/.test(rest) ||
        ((word === 'find' || word === 'cosign' || word === 'take-back') && parseDemandNumber(rest)) ||
        (word === 'bind' && /^[A-Z0-9-]{4,}$/i.test(rest))
      ) {
        return { word, rest: rest.replace(/^[\s:：,，]+/, '') };
      }
    }
  }
  return undefined;
}

export interface CommandEntry {
  readonly command: string;
  readonly description: string;
}

const MENU: Readonly<Record<Scope, readonly CommandWord[]>> = {
  direct: ['demand', 'report', 'my', 'find', 'duty', 'human', 'bind', 'unbind', 'phone', 'lang', 'rules', 'help'],
  group: ['demand', 'report', 'poll', 'bindgroup', 'unbindgroup', 'help'],
};

/** What is pressed most, for each group of seats: as many as a picture of two rows holds. */
const PANELS = {
  everybody: ['demand', 'my', 'find', 'duty', 'rules', 'help'],
  officer: ['today', 'task', 'demand', 'my', 'duty', 'help'],
  head: ['today', 'task', 'week', 'set-task', 'demand', 'help'],
  subdistrict: ['wall', 'task', 'week', 'set-task', 'unreached', 'help'],
} as const satisfies Readonly<Record<string, readonly CommandWord[]>>;
export type PanelGroup = keyof typeof PANELS;
const PANEL_GROUPS = Object.keys(PANELS) as PanelGroup[];
export const PANEL_WORDS: readonly CommandWord[] = [...new Set(Object.values(PANELS).flat())];

/** Each cell shows the word it says, so that whoever uses it learns what can be typed. */
export const panelOf = (group: PanelGroup, language: Language): Panel => ({
  name: `${group}-${language}`,
  bar: phrase(language, 'menu.bar'),
  cells: PANELS[group].map((word) => phrase(language, `panel.${word}`)),
});

/** The first is everybody's who has no other. */
export const allPanels = (): readonly Panel[] =>
  PANEL_GROUPS.flatMap((group) => LANGUAGES.map((language) => panelOf(group, language)));

/** What platforms with a command menu show: what is for everybody, and before it what `more` says is for somebody. */
export const commandMenu = (
  scope: Scope,
  language: Language,
  more: readonly CommandWord[] = [],
): readonly CommandEntry[] =>
  [...more, ...MENU[scope]].map((word) => ({
    // A menu takes letters, digits and the low line only.
    command: word.replaceAll('-', ''),
    description: phrase(language, `command.${word}`),
  }));
