/** What is told about requests to a committee 准入, about bulletins 通报, and of a file of work orders: none of it names a case. */
import { and, eq, inArray } from 'drizzle-orm';
import { admissionItem, bulletin, chat, community, hotlineCase, subdistrict } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import { fundingOf } from '../domain/hotline/admission.ts';
import { percentOf } from '../domain/hotline/bulletin.ts';
import { deskOf } from '../domain/hotline/desk.ts';
import type { HotlineNotice } from '../domain/hotline/notices.ts';
import { MEASURES } from '../domain/hotline/rates.ts';
import { CASE_TIERS } from '../domain/hotline/states.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { formatMonth } from '../locales/dates.ts';
import { lookUp, type MessageKey, phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import { pictureOf } from './demand-card.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { holders, languageOf, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

type ListNotice = Extract<
  HotlineNotice,
  { readonly bulletinId: string } | { readonly itemId: string } | { readonly kind: 'cases.imported' }
>;

/** All of them, or it does not compile. */
const ABOUT: { readonly [K in ListNotice['kind']]: true } = {
  'admission.requested': true,
  'admission.decided': true,
  'bulletin.to-approve': true,
  'bulletin.approved': true,
  'bulletin.published': true,
  'cases.imported': true,
};
export const isAboutHotlineLists = (notice: Notice): notice is ListNotice => Object.hasOwn(ABOUT, notice.kind);

export async function composeHotlineLists(tools: ComposeTools, notice: ListNotice): Promise<Outgoing[]> {
  switch (notice.kind) {
    case 'admission.requested':
    case 'admission.decided':
      return aboutAdmission(tools, notice);
    case 'bulletin.to-approve':
    case 'bulletin.approved':
    case 'bulletin.published':
      return aboutBulletin(tools, notice);
    case 'cases.imported':
      return imported(tools, notice);
  }
}

async function aboutAdmission(
  tools: ComposeTools,
  { kind, itemId }: Extract<ListNotice, { readonly itemId: string }>,
): Promise<Outgoing[]> {
  const [item] = await tools.tx.select().from(admissionItem).where(eq(admissionItem.id, itemId));
  if (!item) return [];
  const seats = await tools.seatsIn(tools.tx, item.communityId);
  const ofDepartment = seats.filter(({ bodyId }) => bodyId !== null && bodyId === item.departmentBodyId);
  const department = new Set(ofDepartment.map(({ personId }) => personId));
  const committee = seats
    .filter(({ role }) => role === 'committee_head' || role === 'committee_member')
    .map(({ personId }) => personId)
    .filter((personId) => !department.has(personId));
  const asked = kind === 'admission.requested';
  // That it was reported is for nobody of the department to learn.
  if (!asked && item.state === 'reported') return [];
  const people = [...new Set(asked ? committee : department)];
  const about = { topic: kind, subject: `admission:${item.id}`, policy: 'skip' } as const;
  const reason = item.reasonSealed ? tools.keys.openText('admission_item.reason', item.reasonSealed) : '';
  return tell(tools, await reachPeople(tools.tx, people), about, (language) => {
    const values = {
      department: item.department,
      title: item.title,
      basis: item.basis ?? '',
      reason,
      state: lookUp(language, `admission.state.${item.state}`) ?? item.state,
      funding: lookUp(language, `admission.funding.${fundingOf(item)}`) ?? '',
      yuan: item.fundingFen === null ? '' : String(item.fundingFen / 100),
    };
    if (!asked)
      return {
        text: [
          ...translate(language, 'admission.decided', values),
          ...(reason === '' ? [] : ['\n', ...translate(language, 'admission.decided.reason', values)]),
        ],
      };
    const act = (which: 'accept' | 'refuse' | 'report', key: MessageKey, weight: 'primary' | 'quiet') =>
      button(language, key, { do: 'admission', itemId: item.id, act: which }, weight);
    return {
      text: [
        ...translate(language, 'admission.requested', values),
        ...(item.basis === null ? [] : ['\n', ...translate(language, 'admission.basis', values)]),
        '\n',
        ...translate(language, item.fundingFen === null ? 'admission.money.none' : 'admission.money', values),
      ],
      choices: [
        act('accept', 'admission.button.accept', 'primary'),
        act('refuse', 'admission.button.refuse', 'quiet'),
        act('report', 'admission.button.report', 'quiet'),
      ],
    };
  });
}

type BulletinNotice = Extract<ListNotice, { readonly bulletinId: string }>;

async function aboutBulletin(tools: ComposeTools, notice: BulletinNotice): Promise<Outgoing[]> {
  const { tx } = tools;
  const [row] = await tx.select().from(bulletin).where(eq(bulletin.id, notice.bulletinId));
  if (!row) return [];
  const [above] = row.subdistrictId
    ? await tx.select().from(subdistrict).where(eq(subdistrict.id, row.subdistrictId))
    : [];
  const homes = await tx
    .select()
    .from(community)
    .where(row.communityId ? eq(community.id, row.communityId) : eq(community.subdistrictId, row.subdistrictId ?? ''));
  const name = above?.name ?? homes[0]?.name ?? '';
  const prompt = (language: Language, key: MessageKey, choices: BoundPrompt['choices'] = []): BoundPrompt => ({
    text: translate(language, key, {
      name,
      month: formatMonth(language, row.month.slice(0, 7)),
      rates: MEASURES.flatMap((measure) => {
        const percent = percentOf(row.figures.total.rates[measure]);
        const rate = lookUp(language, `bulletin.rate.${measure}`) ?? measure;
        return percent === undefined ? [] : [`\n${phrase(language, 'bulletin.rate.short', { rate, percent })}`];
      }).join(''),
    }),
    pictures: [pictureOf(`bulletin.${row.id}.${language}.png`, tools.pictureUrl)],
    ...(choices.length > 0 && { choices }),
  });
  const about = { topic: notice.kind, subject: `bulletin:${row.id}`, policy: 'skip' } as const;
  const people = async (roles: Parameters<typeof holders>[2]): Promise<string[]> => {
    const found = new Set<string>();
    for (const { id } of homes) for (const person of await holders(tx, id, roles)) found.add(person);
    return [...found];
  };
  const ofCommunity = row.communityId !== null;
  switch (notice.kind) {
    case 'bulletin.to-approve': {
      const approvers = await people(ofCommunity ? ['supervisor', 'subdistrict'] : ['subdistrict']);
      const others = approvers.filter((personId) => personId !== row.draftedById);
      return tell(tools, await reachPeople(tx, others), about, (language) =>
        prompt(language, 'bulletin.to-approve', [
          button(
            language,
            'bulletin.button.approve',
            { do: 'bulletin', bulletinId: row.id, act: 'approve' },
            'primary',
          ),
        ]),
      );
    }
    case 'bulletin.approved':
      return tell(
        tools,
        await reachPeople(tx, await people(ofCommunity ? ['committee_head'] : ['subdistrict'])),
        about,
        (language) =>
          prompt(language, 'bulletin.approved', [
            button(
              language,
              'bulletin.button.publish',
              { do: 'bulletin', bulletinId: row.id, act: 'publish' },
              'primary',
            ),
          ]),
      );
    case 'bulletin.published': {
      const groups = await tx
        .select()
        .from(chat)
        .where(
          and(
            inArray(
              chat.communityId,
              homes.map(({ id }) => id),
            ),
            eq(chat.scope, 'group'),
            eq(chat.state, 'active'),
          ),
        );
      return groups.map(({ id, language: spoken }): Outgoing => {
        const language = languageOf(spoken);
        return {
          chatId: id,
          language,
          prompt: prompt(language, 'bulletin.published'),
          topic: notice.kind,
          lane: 'bulk',
          purpose: 'notice',
          policy: 'skip',
        };
      });
    }
  }
}

/** Of a file of work orders each desk hears how many there are for it, and whether any is urgent. */
async function imported(
  tools: ComposeTools,
  { communityId, caseIds }: Extract<ListNotice, { readonly kind: 'cases.imported' }>,
): Promise<Outgoing[]> {
  const rows = [];
  for (let at = 0; at < caseIds.length; at += CHUNK)
    rows.push(
      ...(await tools.tx
        .select({ tier: hotlineCase.tier, number: hotlineCase.number, emergency: hotlineCase.emergency })
        .from(hotlineCase)
        .where(inArray(hotlineCase.id, caseIds.slice(at, at + CHUNK)))),
    );
  const seats = await tools.seatsIn(tools.tx, communityId);
  const outgoing: Outgoing[] = [];
  for (const tier of CASE_TIERS) {
    const own = rows.filter((row) => row.tier === tier);
    if (own.length === 0) continue;
    const people = deskOf(tier, seats, { bodyIds: [], personIds: [] });
    const urgent = own.filter(({ emergency }) => emergency).map(({ number }) => number);
    outgoing.push(
      ...(await tell(
        tools,
        await reachPeople(tools.tx, people),
        { topic: 'cases.imported', subject: `community:${communityId}`, policy: 'skip' },
        (language) => ({
          text: [
            ...translate(language, 'case.imported', { count: own.length }),
            ...(urgent.length === 0
              ? []
              : [
                  '\n',
                  ...translate(language, 'case.imported.urgent', { numbers: urgent.slice(0, MOST_NAMED).join('、') }),
                ]),
          ],
        }),
      )),
    );
  }
  return outgoing;
}

/** Rows read in one statement. */
const CHUNK = 200;
/** Dangers named by their number; a file with more of them is read from the list. */
const MOST_NAMED = 10;
