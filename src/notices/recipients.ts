/** Whom a notice about a demand concerns, and through which chat each of them is reached. */
import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { chat, chatAccount, conversation, person, place, roleSeat } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import { visible } from '../../db/visible.ts';
import type { Language } from '../channel.ts';
import { LANGUAGES } from '../channel.ts';
import type { NudgeAudience } from '../domain/demand/clocks.ts';
import type { DemandState, DemandTier } from '../domain/demand/states.ts';
import type { PersonRole } from '../domain/permissions/roles.ts';

export interface Recipient {
  readonly personId?: string;
  readonly accountId: string;
  readonly chatId: string;
  readonly language: Language;
}

export interface Reached {
  readonly recipients: readonly Recipient[];
  /** People without any chat: they go on the list for a printed notice. */
  readonly unreached: readonly string[];
}

export const DEFAULT_LANGUAGE: Language = 'zh-Hans';

export const languageOf = (...wishes: readonly (string | null | undefined)[]): Language =>
  wishes.find((wish): wish is Language => LANGUAGES.includes(wish as Language)) ?? DEFAULT_LANGUAGE;

/** Every direct chat of these people that can still be written to; the one used last comes first. */
async function directChats(
  tx: Tx,
  personIds: readonly string[],
): Promise<(Recipient & { readonly personId: string })[]> {
  if (personIds.length === 0) return [];
  const rows = await tx
    .select({
      personId: chatAccount.personId,
      accountId: chatAccount.id,
      chatId: chat.id,
      accountLanguage: chatAccount.language,
      personLanguage: person.language,
      guessed: chatAccount.guessedLanguage,
    })
    .from(chatAccount)
    .innerJoin(person, eq(person.id, chatAccount.personId))
    .innerJoin(chat, and(eq(chat.accountId, chatAccount.id), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .leftJoin(conversation, and(eq(conversation.chatId, chat.id), eq(conversation.accountId, chatAccount.id)))
    .where(inArray(chatAccount.personId, [...personIds]))
    .orderBy(desc(conversation.updatedAt), desc(chat.createdAt));
  return rows.flatMap(({ personId, accountId, chatId, accountLanguage, personLanguage, guessed }) =>
    personId ? [{ personId, accountId, chatId, language: languageOf(accountLanguage, personLanguage, guessed) }] : [],
  );
}

/** Each person once, in the direct chat used last; a blocked chat counts as none. */
export async function reachPeople(tx: Tx, personIds: readonly string[]): Promise<Reached> {
  const byPerson = new Map<string, Recipient>();
  for (const one of await directChats(tx, personIds)) if (!byPerson.has(one.personId)) byPerson.set(one.personId, one);
  return { recipients: [...byPerson.values()], unreached: personIds.filter((id) => !byPerson.has(id)) };
}

/** A further chat of each person who has one, beside those already used: another platform, another account. */
export async function otherChats(
  tx: Tx,
  personIds: readonly string[],
  used: ReadonlySet<string>,
): Promise<readonly Recipient[]> {
  const byPerson = new Map<string, Recipient>();
  for (const one of await directChats(tx, personIds))
    if (!used.has(one.chatId) && !byPerson.has(one.personId)) byPerson.set(one.personId, one);
  return [...byPerson.values()];
}

/** Names in the order asked for; whoever was erased has none. */
export async function namesOf(
  { tx, keys }: { readonly tx: Tx; readonly keys: FieldKeys },
  personIds: readonly string[],
): Promise<readonly string[]> {
  if (personIds.length === 0) return [];
  const rows = await tx
    .select({ id: person.id, nameSealed: person.nameSealed })
    .from(person)
    .where(and(inArray(person.id, [...personIds]), isNull(person.erasedAt), visible()));
  const byId = new Map(rows.map(({ id, nameSealed }) => [id, keys.openText('person.name', nameSealed)]));
  return personIds.flatMap((id) => byId.get(id) ?? []);
}

/** One account, whoever stands behind it or nobody: its direct chat, if it can still be written to. */
export async function reachAccount(tx: Tx, accountId: string): Promise<Reached> {
  const [found] = await tx
    .select()
    .from(chat)
    .innerJoin(chatAccount, eq(chatAccount.id, chat.accountId))
    .where(and(eq(chat.accountId, accountId), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .orderBy(desc(chat.createdAt))
    .limit(1);
  if (!found) return { recipients: [], unreached: [] };
  const { chat_account: account, chat: direct } = found;
  const language = languageOf(account.language, account.guessedLanguage, direct.language);
  const { personId } = account;
  return {
    recipients: [{ accountId, chatId: direct.id, language, ...(personId && { personId }) }],
    unreached: [],
  };
}

/** Whom to reach: the chat in which she asked to hear back, if it can still be written to, else any chat of the person. */
export interface HearsIn {
  readonly chatId: string | null;
  readonly personId: string | null;
}

/** One answer for each that was asked for, in the same order; undefined where there is no chat. */
export async function reachEach(tx: Tx, wanted: readonly HearsIn[]): Promise<readonly (Recipient | undefined)[]> {
  const chatIds = [...new Set(wanted.flatMap(({ chatId }) => chatId ?? []))];
  const rows =
    chatIds.length === 0
      ? []
      : await tx
          .select()
          .from(chat)
          .innerJoin(chatAccount, eq(chatAccount.id, chat.accountId))
          .leftJoin(person, eq(person.id, chatAccount.personId))
          .where(and(inArray(chat.id, chatIds), eq(chat.state, 'active')));
  const byChat = new Map(
    rows.map((found): [string, Recipient] => {
      const account = found.chat_account;
      const wishes = [account.language, found.person?.language, account.guessedLanguage, found.chat.language];
      const language = languageOf(...wishes);
      const { personId } = account;
      return [found.chat.id, { accountId: account.id, chatId: found.chat.id, language, ...(personId && { personId }) }];
    }),
  );
  const elsewhere = wanted.flatMap(({ chatId, personId }) =>
    personId && !(chatId && byChat.has(chatId)) ? [personId] : [],
  );
  const people = await reachPeople(tx, [...new Set(elsewhere)]);
  const byPerson = new Map(people.recipients.map((one) => [one.personId, one]));
  return wanted.map(
    ({ chatId, personId }) => (chatId && byChat.get(chatId)) || (personId ? byPerson.get(personId) : undefined),
  );
}

/** People who hold one of the seats in a community; with `places`, seats without a place or at one of them. */
export const holders = async (
  tx: Tx,
  communityId: string,
  roles: readonly PersonRole[],
  places?: readonly string[],
): Promise<string[]> => {
  const rows = await tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        inArray(roleSeat.role, [...roles]),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
        places && or(isNull(roleSeat.placeId), places.length > 0 ? inArray(roleSeat.placeId, [...places]) : undefined),
      ),
    );
  return rows.map((row) => row.personId);
};

export interface HandledDemand {
  readonly communityId: string;
  readonly placeId: string | null;
  readonly tier: DemandTier;
  readonly state: DemandState;
  readonly handlerPersonId: string | null;
  readonly unitBodyId: string | null;
}

/**
 * Who must act: whoever has taken it on, else the seats of its tier — the grid officer of the nearest place up the tree,
 * else the committee. A tier without a seat falls to the next one, so a demand is never nobody's. Referred to a unit, its
 * people must act, and whoever referred it hears with them.
 */
export async function handlersOf(
  tx: Tx,
  row: HandledDemand,
  placeChain: readonly string[],
  tells: NudgeAudience = 'handler',
): Promise<string[]> {
  const found = new Set<string>();
  const add = (people: readonly string[]) => {
    for (const id of people) found.add(id);
  };
  const seats = async (role: PersonRole) => add(await holders(tx, row.communityId, [role]));
  if (row.unitBodyId && row.state === 'referred') add(await unitMembers(tx, row.unitBodyId));
  if (row.handlerPersonId) add([row.handlerPersonId]);
  else if (row.tier === 'grid') add(await gridOfficers(tx, row.communityId, placeChain));
  if (row.tier === 'subdistrict' || tells === 'subdistrict') await seats('subdistrict');
  if (row.tier !== 'grid' || tells !== 'handler' || found.size === 0) await seats('committee_head');
  return [...found];
}

/** The people of a unit that work on what is referred to it. */
export async function unitMembers(tx: Tx, bodyId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.bodyId, bodyId),
        eq(roleSeat.role, 'unit_member'),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    );
  return rows.map((row) => row.personId);
}

/** The nearest covered place wins; without a place, or where none covers it, every grid officer without a fixed place. */
async function gridOfficers(tx: Tx, communityId: string, placeChain: readonly string[]): Promise<string[]> {
  const rows = await tx
    .select({ personId: roleSeat.personId, placeId: roleSeat.placeId })
    .from(roleSeat)
    .leftJoin(place, eq(place.id, roleSeat.placeId))
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        eq(roleSeat.role, 'grid_officer'),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    );
  for (const placeId of placeChain) {
    const here = rows.filter((row) => row.placeId === placeId);
    if (here.length > 0) return here.map((row) => row.personId);
  }
  return rows.filter((row) => row.placeId === null).map((row) => row.personId);
}
