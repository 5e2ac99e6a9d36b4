/** The bodies 组织 of a community and of its subdistrict, and what kind of community it is. */

/** 现代型, 现实型, 过渡型 (Changshou Road, 2014): which topics and templates come first. */
export const COMMUNITY_TYPES = ['modern', 'existing', 'transitional'] as const;
export type CommunityType = (typeof COMMUNITY_TYPES)[number];

export const BODY_KINDS = [
  /** 居民委员会: five to nine members, one per community. */
  'committee',
  /** 居务监督委员会: three to five, one chair, at least one woman. */
  'supervision',
  /** 居民代表: at least thirty. */
  'representatives',
  /** 居民选举委员会: runs an election; whoever stands in one leaves it. */
  'election_committee',
  /** 下属委员会: mediation, public order, health, culture, environment and property. */
  'sub_committee',
  /** 居民小组长、楼组长. */
  'group_leads',
  /** 社区党组织; may serve several communities. */
  'party',
  /** 物业公司. */
  'property_firm',
  /** 业主委员会. */
  'owners_committee',
  /** 社区服务站; may serve several communities. */
  'station',
  'station_department',
  /** A department of the subdistrict office, or any public office work is referred to. */
  'office',
  /** 领导小组: the highest local step of an escalation. */
  'leading_group',
  /** 供水、供电、供气…. */
  'utility',
  /** 驻区单位, and whoever else answers for something. */
  'unit',
] as const;
export type BodyKind = (typeof BODY_KINDS)[number];

/** Kinds that exist only within one community; the others may also belong to a subdistrict. */
const OF_A_COMMUNITY: ReadonlySet<BodyKind> = new Set([
  'committee',
  'supervision',
  'representatives',
  'election_committee',
  'sub_committee',
  'group_leads',
  'owners_committee',
]);

/** 一委一居一站 (Binhu): several committees may share one party organisation and one station, and so their firms and suppliers. */
const MAY_SERVE_SEVERAL: ReadonlySet<BodyKind> = new Set([
  'party',
  'property_firm',
  'station',
  'station_department',
  'office',
  'utility',
  'unit',
]);

/** What a kind must be part of. */
const PARENT: Partial<Record<BodyKind, BodyKind>> = { sub_committee: 'committee', station_department: 'station' };

/** What people call a kind, where a body of it has no such name itself; the longer ones first. */
const KIND_WORDS: readonly (readonly [RegExp, BodyKind])[] = [
  [/[选選][举舉]委[员員][会會]|election committee/i, 'election_committee'],
  [/[监監]督委[员員][会會]|[监監]委[会會]|supervision committee/i, 'supervision'],
  [/居民代表|representatives?/i, 'representatives'],
  [/居委[会會]|居民委[员員][会會]|residents[’']? committee/i, 'committee'],
];

/** The one body words are about: by its name or what people call it, the longest first, else the only one of the kind. */
export function bodyNamedIn<
  B extends { readonly kind: BodyKind; readonly name: string; readonly aliases: readonly string[] },
>(words: string, bodies: readonly B[]): B | undefined {
  const [named] = bodies
    .flatMap((body) => [body.name, ...body.aliases].map((name) => ({ body, name })))
    .filter(({ name }) => name !== '' && words.includes(name))
    .sort((a, b) => b.name.length - a.name.length);
  if (named) return named.body;
  const kind = KIND_WORDS.find(([pattern]) => pattern.test(words))?.[1];
  const [only, another] = bodies.filter((body) => body.kind === kind);
  return another ? undefined : only;
}

export const mayBelongToSubdistrict = (kind: BodyKind): boolean => !OF_A_COMMUNITY.has(kind);
export const mayServeSeveral = (kind: BodyKind): boolean => MAY_SERVE_SEVERAL.has(kind);

/** Whether a body of one kind may be part of a body of another. */
export const mayBePartOf = (kind: BodyKind, parent: BodyKind): boolean => PARENT[kind] === parent;
