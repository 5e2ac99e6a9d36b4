/** What several people who pressed in a group are told in one message: whom it concerns, then the words, each only once. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Tx } from '../../db/client.ts';
import { chatAccount, person } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import { visible } from '../../db/visible.ts';
import type { Language, Prompt } from '../channel.ts';
import { listed, withColon } from '../locales/lists.ts';
import { phrase } from '../locales/translate.ts';
import type { Gathered } from './gather.ts';
import { ballotStandingOf, standingText } from './group-ballot.ts';

interface Reading {
  readonly tx: Tx;
  readonly keys: FieldKeys;
}

export async function togetherPrompt(reading: Reading, language: Language, rows: readonly Gathered[]): Promise<Prompt> {
  const names = await namesBehind(reading, rows);
  const alike = new Map<string, Gathered[]>();
  for (const row of rows) {
    const key = `${row.discreet} ${row.words}`;
    alike.set(key, [...(alike.get(key) ?? []), row]);
  }
  const lines = [...alike.values()].map((those) => {
    const [{ words = '', discreet = true } = {}] = those;
    return discreet ? words : withColon(language, whoOf(language, those, names), words);
  });
  return { text: [[...lines, ...(await standings(reading, language, rows))].join('\n')] };
}

/** Whoever is not known by name is counted. */
function whoOf(language: Language, rows: readonly Gathered[], names: ReadonlyMap<string, string>): string {
  const known = rows.flatMap(({ accountId }) => names.get(accountId ?? '') ?? []);
  const others = rows.length - known.length;
  return listed(language, [...known, ...(others > 0 ? [phrase(language, 'together.others', { others })] : [])]);
}

async function namesBehind({ tx, keys }: Reading, rows: readonly Gathered[]): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ accountId, discreet }) => (accountId && !discreet ? [accountId] : [])))];
  if (ids.length === 0) return new Map();
  const found = await tx
    .select({ id: chatAccount.id, name: person.nameSealed })
    .from(chatAccount)
    .innerJoin(person, eq(person.id, chatAccount.personId))
    .where(and(inArray(chatAccount.id, ids), isNull(person.erasedAt), visible()));
  return new Map(found.map(({ id, name }) => [id, keys.openText('person.name', name)]));
}

/** How an open vote stands: where a message cannot be kept up to date, this is where it is seen. */
async function standings(reading: Reading, language: Language, rows: readonly Gathered[]): Promise<string[]> {
  const ids = new Set(
    rows.flatMap(({ about }) => (about.startsWith('ballot:') ? [about.slice('ballot:'.length)] : [])),
  );
  const lines: string[] = [];
  for (const id of ids) {
    const standing = await ballotStandingOf(reading, id);
    const text = standing && standingText(language, standing);
    if (standing && text !== undefined)
      lines.push(phrase(language, 'together.standing', { number: standing.row.number, text }));
  }
  return lines;
}
