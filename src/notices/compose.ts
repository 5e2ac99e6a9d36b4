/** From notices to messages: each kind in its own file, from the facts to a prompt in each recipient's language. */
import { eq } from 'drizzle-orm';
import { chatAccount, view, viewStale } from '../../db/schema/index.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { translate } from '../locales/translate.ts';
import { composeBallots, isAboutBallots } from './ballots.ts';
import { bundleNotices } from './bundle-notices.ts';
import { handlerNotices } from './handler-notices.ts';
import { composeCases, isAboutCases } from './hotline.ts';
import { composeHotlineLists, isAboutHotlineLists } from './hotline-lists.ts';
import { ordersImported } from './imported-orders.ts';
import type { Outgoing } from './intent.ts';
import { composeMeetings, isAboutMeetings } from './meetings.ts';
import { composePolls, isAboutPolls } from './polls.ts';
import { quotaShort } from './quota.ts';
import { holders, languageOf, reachPeople } from './recipients.ts';
import { composeRegistry, isAboutRegistry } from './registry.ts';
import { isRuleNotice, rulesChanged } from './rule-changes.ts';
import { subscriberNotices } from './subscriber-notices.ts';
import { composeTasks, isAboutTasks } from './tasks.ts';
import { type ComposeTools, tell } from './tell.ts';

/** @param answers what the same unit says anyway: a card among them needs no second edit */
export async function compose(
  tools: ComposeTools,
  notices: readonly Notice[],
  answers: readonly Outgoing[] = [],
): Promise<Outgoing[]> {
  const outgoing: Outgoing[] = [];
  for (const notice of notices) outgoing.push(...(await composeOne(tools, notice)));
  for (const subject of new Set(notices.flatMap(shownOf))) await markViews(tools, subject, [...answers, ...outgoing]);
  return outgoing;
}

/** The live message that looks different now. */
function shownOf(notice: Notice): readonly string[] {
  if (notice.kind === 'demand.card-changed') return [`demand-card:${notice.demandId}`];
  if (isAboutBallots(notice)) return [`ballot:${notice.ballotId}`];
  return isAboutPolls(notice) ? [`poll:${notice.pollId}`] : [];
}

async function composeOne(tools: ComposeTools, notice: Notice): Promise<Outgoing[]> {
  if (isAboutRegistry(notice)) return composeRegistry(tools, notice);
  if (isAboutTasks(notice)) return composeTasks(tools, notice);
  if (isAboutMeetings(notice)) return composeMeetings(tools, notice);
  if (isAboutBallots(notice)) return composeBallots(tools, notice);
  if (isAboutPolls(notice)) return composePolls(tools, notice);
  if (isRuleNotice(notice)) return rulesChanged(tools, notice);
  if (isAboutHotlineLists(notice)) return composeHotlineLists(tools, notice);
  if (isAboutCases(notice)) return composeCases(tools, notice);
  switch (notice.kind) {
    case 'inbox.parked':
      return parked(tools, notice);
    case 'demand.card-changed':
      return [];
    case 'ledger.head':
      return ledgerHead(tools, notice);
    case 'quota.short':
      return quotaShort(tools, notice);
    case 'bundle.sent':
    case 'bundle.told':
    case 'bundle.late':
    case 'bundle.answered':
      return bundleNotices(tools, notice);
    case 'orders.imported':
      return ordersImported(tools, notice);
    case 'demand.to-handle':
    case 'demand.left-unit':
    case 'demand.many-cosigned':
      return handlerNotices(tools, notice);
    default:
      return subscriberNotices(tools, notice);
  }
}

/** What is shown in chats that can edit is brought up to date; marking is an insert and waits for nobody. */
async function markViews({ tx }: ComposeTools, subject: string, said: readonly Outgoing[]): Promise<void> {
  const fresh = new Set(said.flatMap((item) => (item.viewSubject === subject ? [item.chatId] : [])));
  const shown = await tx.select({ id: view.id, chatId: view.chatId }).from(view).where(eq(view.subject, subject));
  const stale = shown.filter((row) => !fresh.has(row.chatId));
  if (stale.length > 0) await tx.insert(viewStale).values(stale.map(({ id }) => ({ viewId: id })));
}

async function ledgerHead(tools: ComposeTools, notice: Extract<Notice, { kind: 'ledger.head' }>): Promise<Outgoing[]> {
  const { communityId, position, hash } = notice;
  const reach = await reachPeople(tools.tx, await holders(tools.tx, communityId, ['supervisor']));
  return tell(
    tools,
    reach,
    { topic: notice.kind, subject: `community:${communityId}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'notice.ledger-head', { position, hash }),
    }),
  );
}

async function parked({ tx }: ComposeTools, notice: Extract<Notice, { kind: 'inbox.parked' }>): Promise<Outgoing[]> {
  const [account] = await tx.select().from(chatAccount).where(eq(chatAccount.id, notice.accountId));
  const language = languageOf(account?.language, account?.guessedLanguage);
  return [
    {
      chatId: notice.chatId,
      accountId: notice.accountId,
      language,
      prompt: { text: translate(language, 'error.parked') },
      topic: 'inbox.parked',
      lane: 'interactive',
      purpose: 'notice',
      policy: 'skip',
    },
  ];
}
