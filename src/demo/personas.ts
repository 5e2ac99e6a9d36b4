/** The people of the demo community, whom a visitor of the sandbox may speak as, and the groups they share. */
import type { Language } from '../channel.ts';

/** The columns of the sandbox page, in their order. */
export const PERSONA_COLUMNS = ['resident', 'grid_officer', 'representative', 'committee_head'] as const;
type PersonaColumn = (typeof PERSONA_COLUMNS)[number];
/** Whoever is not named by a column shares one. */
export const PERSONA_ROLES = [
  ...PERSONA_COLUMNS,
  'committee_member',
  'unit_member',
  'supervisor',
  'subdistrict',
] as const;
export type PersonaRole = (typeof PERSONA_ROLES)[number];

/** Someone a visitor may speak as. The chat with the bot bears the same id as the person. */
export interface Persona {
  /** The web adapter's user id. */
  readonly user: string;
  readonly name: string;
  readonly role: PersonaRole;
  /** In which column the person's chat is found. */
  readonly column: PersonaColumn;
  /** In which the bot writes to this person. */
  readonly language: Language;
}

export interface DemoPerson extends Persona {
  readonly language: 'zh-Hans';
  /** Who lives in the community. */
  readonly building?: number;
  /** An office she works for, where it is not the body of her role. */
  readonly office?: string;
}

export interface DemoGroup {
  readonly chat: string;
  readonly title: string;
  /** Whose phones have it, by their user ids. */
  readonly people: readonly string[];
}

const person = (
  user: string,
  name: string,
  role: PersonaRole,
  column: PersonaColumn,
  building?: number,
): DemoPerson => ({
  user,
  name,
  role,
  column,
  language: 'zh-Hans',
  ...(building !== undefined && { building }),
});

/**
 * Enough people to see a demand through its whole life, and to hold a meeting: neighbours, those who handle it, those who
 * represent, run, write down and watch.
 */
export const PERSONAS: readonly DemoPerson[] = [
  person('wang', '王阿姨', 'resident', 'resident', 3),
  person('liu', '刘叔叔', 'resident', 'resident', 3),
  person('li', '李网格员', 'grid_officer', 'grid_officer', 1),
  person('he', '何师傅', 'unit_member', 'grid_officer'),
  person('zhao', '赵代表', 'representative', 'representative', 5),
  person('lin', '林代表', 'representative', 'representative', 1),
  person('zheng', '郑代表', 'representative', 'representative', 3),
  person('xu', '许代表', 'representative', 'representative', 6),
  person('sun', '孙监督', 'supervisor', 'representative', 4),
  person('qian', '钱监督', 'supervisor', 'representative', 2),
  person('chen', '陈主任', 'committee_head', 'committee_head', 2),
  person('zhou', '周委员', 'committee_member', 'committee_head', 1),
  person('wu', '吴科长', 'subdistrict', 'committee_head'),
  // A report is about the one's office, and the other's puts it right.
  { ...person('shen', '沈科员', 'unit_member', 'committee_head'), office: '社区事务科' },
  { ...person('feng', '冯干事', 'unit_member', 'committee_head'), office: '党政办公室' },
];

/** Representatives without a phone, by building: in a meeting they sign on paper. */
export const ON_PAPER: readonly (readonly string[])[] = [
  ['何桂英', '吕建国', '施美华', '张秀兰', '孔德明'],
  ['曹玉珍', '严志强', '华惠芳', '金国平', '魏素琴'],
  ['陶永年', '姜彩云', '戚根宝', '谢丽娟'],
  ['邹福生', '喻凤仙', '柏长林', '窦月琴', '章文彬'],
  ['苏阿妹', '潘金根', '葛晓燕', '奚正明'],
  ['范玉兰', '彭海生', '郎丽萍', '鲁伟民', '韦翠英'],
];

/** Of the head; `days` from the day the community is made. */
export const DEMO_TASKS = [
  {
    title: {
      'zh-Hans': '整理居民代表名册',
      'zh-Hant': '整理居民代表名冊',
      en: 'Update the list of residents’ representatives',
    },
    evidence: 'text',
    days: 3,
  },
  {
    title: { 'zh-Hans': '上报自治项目', 'zh-Hant': '上報自治項目', en: 'Report the community’s own project' },
    details: {
      'zh-Hans': '至少上报1个项目，附一张现场照片。',
      'zh-Hant': '至少上報1個項目，附一張現場照片。',
      en: 'At least one project, with a photo of the place.',
    },
    evidence: 'file',
    days: 7,
  },
] as const;

const everybody = PERSONAS.map(({ user }) => user);
const atTheMeeting: readonly PersonaRole[] = ['representative', 'supervisor', 'committee_head', 'committee_member'];

export const NEIGHBOURS: DemoGroup = { chat: 'group-neighbours', title: '幸福里邻里群', people: everybody };
/** Of the representatives: what they decide is told and voted on there. */
export const REPRESENTATIVES: DemoGroup = {
  chat: 'group-representatives',
  title: '幸福里居民代表群',
  people: PERSONAS.filter(({ role }) => atTheMeeting.includes(role)).map(({ user }) => user),
};
export const DEMO_GROUPS: readonly DemoGroup[] = [NEIGHBOURS, REPRESENTATIVES];
