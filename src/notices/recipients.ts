/** Whom a notice about a demand concerns, and through which chat each of them is reached. */
import { and, desc, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { chat, chatAccount, conversation, person, place, roleSeat } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { LANGUAGES } from '../channel.ts';
import type { DemandTier } from '../domain/demand/states.ts';
import { PERSON_ROLES, type PersonRole } from '../domain/permissions/roles.ts';
import { PERMISSIONS } from '../domain/permissions/table.ts';

export interface Recipient {
  readonly personId?: string;
  readonly accountId: string;
  readonly chatId: string;
  readonly language: Language;
}

export interface Reach {
  readonly recipients: readonly Recipient[];
  /** People without any chat: they go on the list for a printed notice. */
  readonly unreached: readonly string[];
}

export const DEFAULT_LANGUAGE: Language = 'zh-Hans';

export const languageOf = (...wishes: readonly (string | null | undefined)[]): Language =>
  wishes.find((wish): wish is Language => LANGUAGES.includes(wish as Language)) ?? DEFAULT_LANGUAGE;

/** Each person once, in the direct chat used last; a blocked chat counts as none. */
export async function reachPeople(tx: Tx, personIds: readonly string[]): Promise<Reach> {
  if (personIds.length === 0) return { recipients: [], unreached: [] };
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
  const byPerson = new Map<string, Recipient>();
  for (const row of rows) {
    if (!row.personId || byPerson.has(row.personId)) continue;
    byPerson.set(row.personId, {
      personId: row.personId,
      accountId: row.accountId,
      chatId: row.chatId,
      language: languageOf(row.accountLanguage, row.personLanguage, row.guessed),
    });
  }
  return { recipients: [...byPerson.values()], unreached: personIds.filter((id) => !byPerson.has(id)) };
}

/** The chat in which the submitter filed it, if it can still be written to; else any chat of the person. */
export async function reachSubmitter(
  tx: Tx,
  row: { readonly chatId: string | null; readonly submitterPersonId: string | null },
): Promise<Reach> {
  if (row.chatId) {
    const [found] = await tx
      .select()
      .from(chat)
      .innerJoin(chatAccount, eq(chatAccount.id, chat.accountId))
      .leftJoin(person, eq(person.id, chatAccount.personId))
      .where(and(eq(chat.id, row.chatId), eq(chat.state, 'active')));
    if (found) {
      const account = found.chat_account;
      const language = languageOf(
        account.language,
        found.person?.language,
        account.guessedLanguage,
        found.chat.language,
      );
      return {
        recipients: [
          {
            accountId: account.id,
            chatId: found.chat.id,
            language,
            ...(account.personId && { personId: account.personId }),
          },
        ],
        unreached: [],
      };
    }
  }
  return row.submitterPersonId ? reachPeople(tx, [row.submitterPersonId]) : { recipients: [], unreached: [] };
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
        places && or(isNull(roleSeat.placeId), places.length > 0 ? inArray(roleSeat.placeId, [...places]) : undefined),
      ),
    );
  return rows.map((row) => row.personId);
};

export interface HandledDemand {
  readonly communityId: string;
  readonly placeId: string | null;
  readonly tier: DemandTier;
  readonly handlerPersonId: string | null;
}

/**
 * Who must act: whoever has taken it on, else the seats of its tier — the grid officer of the nearest place up the tree,
 * else the committee. A tier without a seat falls to the next one, so a demand is never nobody's.
 */
export async function handlersOf(
  tx: Tx,
  row: HandledDemand,
  placeChain: readonly string[],
  options: { readonly late?: boolean } = {},
): Promise<string[]> {
  const committee = () => holders(tx, row.communityId, ['committee_head']);
  const found = new Set<string>();
  if (row.tier === 'grid') {
    if (row.handlerPersonId) found.add(row.handlerPersonId);
    else for (const id of await gridOfficers(tx, row.communityId, placeChain)) found.add(id);
  }
  if (row.tier === 'subdistrict') for (const id of await holders(tx, row.communityId, ['subdistrict'])) found.add(id);
  if (row.tier !== 'grid' || options.late || found.size === 0) for (const id of await committee()) found.add(id);
  if (row.tier !== 'grid' && row.handlerPersonId) found.add(row.handlerPersonId);
  return [...found];
}

const REJECTERS = PERSON_ROLES.filter((role) => Object.hasOwn(PERMISSIONS['demand.reject'], role));

/** Whoever may decline a demand: the committee and the subdistrict office. */
export async function mayReject(tx: Tx, communityId: string, personId: string | undefined): Promise<boolean> {
  return personId !== undefined && (await holders(tx, communityId, REJECTERS)).includes(personId);
}

/** The nearest covered place wins; without a place, or where none covers it, every grid officer without a fixed place. */
async function gridOfficers(tx: Tx, communityId: string, placeChain: readonly string[]): Promise<string[]> {
  const rows = await tx
    .select({ personId: roleSeat.personId, placeId: roleSeat.placeId })
    .from(roleSeat)
    .leftJoin(place, eq(place.id, roleSeat.placeId))
    .where(and(eq(roleSeat.communityId, communityId), eq(roleSeat.role, 'grid_officer'), isNull(roleSeat.until)));
  for (const placeId of placeChain) {
    const here = rows.filter((row) => row.placeId === placeId);
    if (here.length > 0) return here.map((row) => row.personId);
  }
  return rows.filter((row) => row.placeId === null).map((row) => row.personId);
}
