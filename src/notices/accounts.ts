/** Notices about chat accounts: bound, parted, and asked to be bound anew. */
import { and, eq, ne } from 'drizzle-orm';
import { chatAccount, community, person, place, rebinding } from '../../db/schema/index.ts';
import type { Language, Text } from '../channel.ts';
import type { RegistryNotice } from '../domain/registry/notices.ts';
import { giverFor, standingOf } from '../domain/registry/rebinding.ts';
import { formatDay, formatTime } from '../locales/dates.ts';
import { lookUp, phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { type Asked, approvedFor, askedAbout, decidedBy, deciderName, deciderNames, rolesOf } from './deciders.ts';
import type { Outgoing } from './intent.ts';
import { roleName } from './named-seat.ts';
import { holders, reachAccount, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

type Of<K extends RegistryNotice['kind']> = Extract<RegistryNotice, { kind: K }>;

export const platformName = (language: Language, platform: string): string =>
  lookUp(language, `platform.${platform}`) ?? platform;

async function whoIs({ tx, keys }: ComposeTools, personId: string) {
  const [row] = await tx
    .select({ who: person, home: place.name })
    .from(person)
    .leftJoin(place, eq(place.id, person.homePlaceId))
    .where(eq(person.id, personId));
  return row && { ...row, name: keys.openText('person.name', row.who.nameSealed) };
}

const supervisors = async ({ tx }: ComposeTools, communityId: string) =>
  reachPeople(tx, await holders(tx, communityId, ['supervisor']));

export async function accountBound(tools: ComposeTools, notice: Of<'account.bound'>): Promise<Outgoing[]> {
  const found = await whoIs(tools, notice.personId);
  const [account] = await tools.tx.select().from(chatAccount).where(eq(chatAccount.id, notice.accountId));
  if (!found || !account) return [];
  const about = { topic: notice.kind, subject: `chat_account:${account.id}`, policy: 'skip' } as const;
  const approved = await approvedFor(tools.tx, account.id, found.who.id);
  const watching =
    notice.voter || notice.how === 'rebinding'
      ? await tell(tools, await supervisors(tools, found.who.communityId), about, (language) => {
          const said = { name: found.name, platform: platformName(language, account.platform) };
          return {
            text:
              notice.how === 'code'
                ? translate(language, 'notice.voter-bound', said)
                : translate(language, 'notice.voter-rebound', {
                    ...said,
                    who: deciderNames(language, approved, 'and'),
                  }),
          };
        })
      : [];
  const asked = await askedAbout(tools.tx, { communityId: found.who.communityId, personId: found.who.id });
  return [...(await toHerOthers(tools, notice, account.platform, asked)), ...watching];
}

/** Whoever got at a code, or talked the committee into it, does not stand for her unseen. */
async function toHerOthers(
  tools: ComposeTools,
  { kind, accountId, personId }: Of<'account.bound'>,
  platform: string,
  { deciders }: Asked,
): Promise<Outgoing[]> {
  const others = await tools.tx
    .select({ id: chatAccount.id })
    .from(chatAccount)
    .where(and(eq(chatAccount.personId, personId), ne(chatAccount.id, accountId)));
  const told: Outgoing[] = [];
  for (const { id } of others) {
    const about = { topic: kind, subject: `chat_account:${id}`, policy: 'repeat' } as const;
    told.push(
      ...(await tell(tools, await reachAccount(tools.tx, id), about, (language) => ({
        text: translate(language, 'notice.account-added', {
          platform: platformName(language, platform),
          who: deciderNames(language, deciders, 'or'),
        }),
      }))),
    );
  }
  return told;
}

/** The account itself hears it, unless it was its own wish; of a voter, and after a lost phone, the supervisors too. */
export async function accountUnbound(tools: ComposeTools, notice: Of<'account.unbound'>): Promise<Outgoing[]> {
  const found = await whoIs(tools, notice.personId);
  const [account] = await tools.tx.select().from(chatAccount).where(eq(chatAccount.id, notice.accountId));
  if (!found || !account) return [];
  const about = { topic: notice.kind, subject: `chat_account:${account.id}`, policy: 'skip' } as const;
  const { because, voter } = notice;
  const { deciders } = await askedAbout(tools.tx, { communityId: found.who.communityId, personId: found.who.id });
  const giver = giverFor(standingOf(await rolesOf(tools.tx, found.who.id)));
  const words = (language: Language): Text =>
    because === 'rebinding'
      ? translate(language, 'notice.unbound.rebinding', { who: deciderNames(language, deciders, 'or') })
      : translate(language, 'notice.unbound.by', {
          by: deciderName(language, because === 'self' ? 'committee' : because),
          who: deciderName(language, giver),
        });
  const told =
    because === 'self'
      ? []
      : await tell(tools, await reachAccount(tools.tx, account.id), about, (language) => ({ text: words(language) }));
  const watching =
    voter || because === 'rebinding'
      ? await tell(tools, await supervisors(tools, found.who.communityId), about, (language) => ({
          text: translate(language, 'notice.voter-unbound', {
            name: found.name,
            platform: platformName(language, account.platform),
          }),
        }))
      : [];
  return [...told, ...watching];
}

/** Whoever decides sees the facts; never the person it is about, whose old account may be in other hands. */
export async function rebindingAsked(tools: ComposeTools, notice: Of<'rebinding.asked'>): Promise<Outgoing[]> {
  const { tx, keys } = tools;
  const [found] = await tx
    .select()
    .from(rebinding)
    .innerJoin(community, eq(community.id, rebinding.communityId))
    .innerJoin(chatAccount, eq(chatAccount.id, rebinding.accountId))
    .where(eq(rebinding.id, notice.rebindingId));
  const about = found && (await whoIs(tools, found.rebinding.personId));
  if (!found || !about) return [];
  const { rebinding: row, community: home, chat_account: account } = found;
  const held = await rolesOf(tx, row.personId);
  const standing = standingOf(held);
  const bound = await tx
    .select({ platform: chatAccount.platform, boundAt: chatAccount.boundAt })
    .from(chatAccount)
    .where(eq(chatAccount.personId, row.personId));
  const decide = (language: Language, key: 'rebind.button.approve' | 'rebind.button.refuse') =>
    button(language, key, {
      do: 'registry',
      act: {
        kind: 'rebinding',
        rebindingId: row.id,
        decision: key === 'rebind.button.approve' ? 'approve' : 'refuse',
      },
    });
  return tell(
    tools,
    await reachPeople(tx, (await askedAbout(tx, row)).people),
    { topic: notice.kind, subject: `rebinding:${row.id}`, policy: 'repeat' },
    (language) => ({
      title: phrase(language, 'rebind.asked.title'),
      text: [
        ...translate(language, 'rebind.asked.head'),
        ...(held.includes('committee_head') ? ['\n', ...translate(language, 'rebind.asked.several')] : []),
      ],
      fields: [
        { label: phrase(language, 'rebind.field.person'), value: about.name },
        ...(standing === 'other'
          ? []
          : [{ label: phrase(language, 'rebind.field.seat'), value: roleName(language, standing) }]),
        ...(about.home ? [{ label: phrase(language, 'rebind.field.home'), value: about.home }] : []),
        {
          label: phrase(language, 'rebind.field.bound'),
          value: bound
            .map(({ platform, boundAt }) =>
              [
                platformName(language, platform),
                ...(boundAt ? [formatDay(language, home.timeZone, boundAt)] : []),
              ].join(' '),
            )
            .join('\n'),
        },
        {
          label: phrase(language, 'rebind.field.new'),
          value: [
            platformName(language, account.platform),
            ...(account.nameSealed ? [keys.openText('chat_account.name', account.nameSealed)] : []),
          ].join(' '),
        },
        {
          label: phrase(language, 'rebind.field.asked'),
          value: formatTime(language, home.timeZone, row.askedAt),
        },
      ].filter(({ value }) => value !== ''),
      choices: [decide(language, 'rebind.button.approve'), decide(language, 'rebind.button.refuse')],
    }),
  );
}

export async function rebindingDecided(tools: ComposeTools, notice: Of<'rebinding.decided'>): Promise<Outgoing[]> {
  const [row] = await tools.tx.select().from(rebinding).where(eq(rebinding.id, notice.rebindingId));
  if (!row) return [];
  const by = await decidedBy(tools.tx, row);
  const { deciders } = await askedAbout(tools.tx, row);
  return tell(
    tools,
    await reachAccount(tools.tx, row.accountId),
    { topic: notice.kind, subject: `rebinding:${row.id}`, policy: 'repeat' },
    (language) => ({
      text:
        row.state === 'approved'
          ? translate(language, 'rebind.approved', { who: deciderNames(language, by, 'and') })
          : translate(language, 'rebind.refused', {
              by: row.decidedBy === null ? deciderName(language, 'operator') : deciderNames(language, by, 'and'),
              who: deciderNames(language, deciders, 'or'),
            }),
    }),
  );
}
