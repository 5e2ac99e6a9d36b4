/** What has to hold after people have used the product through whatever happened to it. */
import type { ChatFacts, Evidence } from './evidence.ts';
import type { LedgerReport } from './ledger-check.ts';
import type { Run } from './scenario.ts';
import type { Fakes, Town } from './town.ts';

const OPEN = new Set(['waiting', 'leased', 'sending']);
/** Told to others than the one who acted. */
const NOTICES = /^demand\.to-handle|^view$/;

export function judgeLoad(run: Run, town: Town, evidence: Evidence): void {
  const { counts, acknowledged } = town.postman;
  run.count('people', town.residents.length);
  run.count('events acknowledged', acknowledged.size);
  run.count('webhooks sent', counts.posts);
  run.count('sent again after 200', counts.duplicates);
  run.count('5xx', counts.unavailable);
  run.count('unanswered', counts.unanswered);
  run.count('slowest answer ms', counts.slowestMs);
  run.expect(counts.refused === 0, `${counts.refused} webhooks were refused with a 4xx`);

  const lost = [...acknowledged].filter((id) => evidence.eventState(id) === undefined).length;
  const undone = [...acknowledged].filter((id) => evidence.eventState(id) !== 'done').length - lost;
  run.expect(lost === 0, `${lost} events were answered 200 and are not stored`);
  run.expect(undone === 0, `${undone} stored events were not handled`);
  run.expect(
    evidence.inboxRows === acknowledged.size,
    `${evidence.inboxRows} inbox rows for ${acknowledged.size} distinct events`,
  );
}

/** Each person has exactly one demand, in their own words, and the numbers have no gap. */
export function judgeDemands(run: Run, town: Town, evidence: Evidence, ledger: LedgerReport): void {
  const { demands, lastNumbers } = evidence;
  run.count('demands', demands.length);
  for (const { chat, complaint } of town.residents) {
    const own = demands.filter((demand) => demand.chat === chat);
    run.expect(own.length === 1, `${own.length} demands of the person in ${chat}`);
    run.expect(
      own.every((demand) => demand.text === complaint),
      `the demand of ${chat} is not in their words: ${own[0]?.text}`,
    );
  }
  run.expect(demands.length === town.residents.length, `${demands.length} demands of ${town.residents.length} people`);
  run.expect(
    demands.every((demand) => demand.plans === 1),
    'a demand has no deadline, or two',
  );
  const years = new Map<number, number[]>();
  for (const { year, number } of demands) years.set(year, [...(years.get(year) ?? []), number]);
  for (const [year, numbers] of years) {
    const gapless = numbers.every((number, at) => number === at + 1);
    run.expect(gapless, `the numbers of ${year} have gaps or repeat: ${numbers.join(',')}`);
    const last = lastNumbers.find((row) => row.year === year)?.last;
    run.expect(last === numbers.length, `the counter of ${year} stands at ${last}, with ${numbers.length} demands`);
  }
  const submitted = ledger.actions.get('demand.submit') ?? 0;
  run.expect(submitted === demands.length, `${submitted} ledger entries for ${demands.length} demands`);
}

export function judgeLedger(run: Run, ledger: LedgerReport): void {
  run.count('ledger entries', ledger.entries);
  for (const fault of ledger.faults.slice(0, 5)) run.expect(false, `ledger: ${fault}`);
  run.expect(ledger.pending === 0, `${ledger.pending} ledger entries were never sealed`);
  run.expect(ledger.repeated === 0, `${ledger.repeated} ledger entries repeat a command`);
}

/** What a platform took, against what we know of it. */
function judgeDeliveries(run: Run, facts: ChatFacts, taken: number): void {
  const messages = facts.rows.filter((row) => row.kind === 'message');
  const accepted = messages.filter((row) => row.state === 'accepted').length;
  const unknown = messages.filter((row) => row.state === 'unknown').length;
  run.expect(
    taken <= accepted + unknown,
    `${taken} messages stand in ${facts.chat}, at most ${accepted + unknown} were sent`,
  );
  run.expect(taken >= accepted, `${accepted} messages to ${facts.chat} count as accepted, ${taken} stand there`);
}

/** Every message has a fate, and each event was answered once. */
export function judgeMessages(run: Run, town: Town, evidence: Evidence, fakes: Fakes): void {
  const fates = new Map<string, number>();
  for (const { state } of evidence.chats.flatMap((chat) => chat.rows)) fates.set(state, (fates.get(state) ?? 0) + 1);
  for (const [state, number] of fates) run.count(`messages ${state}`, number);
  const open = [...fates].filter(([state]) => OPEN.has(state)).reduce((sum, [, number]) => sum + number, 0);
  run.expect(open === 0, `${open} messages have no fate`);
  for (const resident of town.residents) {
    const facts = evidence.chats.find((chat) => chat.platform === resident.platform && chat.chat === resident.chat);
    if (!facts) {
      run.expect(false, `nothing is known of the chat ${resident.chat}`);
      continue;
    }
    const own = facts.rows.filter((row) => row.kind === 'message' && !NOTICES.test(row.topic));
    const answers = own.length - own.filter((row) => row.offered).length;
    const said = `${own.map((row) => row.topic).join(', ')}`;
    run.expect(
      answers === resident.events.length,
      `${resident.events.length} events in ${resident.chat} were answered ${answers} times: ${said}`,
    );
    judgeDeliveries(run, facts, takenBy(fakes, resident));
  }
  for (const facts of evidence.chats.filter((chat) => chat.platform === 'web')) {
    const accepted = facts.rows.filter((row) => row.state === 'accepted').length;
    run.expect(
      facts.standing === accepted,
      `${facts.standing} messages stand in the chat ${facts.chat} of the sandbox, ${accepted} were accepted`,
    );
  }
}

function takenBy({ line, telegram }: Fakes, { platform, chat }: { platform: string; chat: string }): number {
  return platform === 'line'
    ? line.calls.filter((call) => call.to.includes(chat)).length
    : telegram.messages.filter((message) => message.chat === chat).length;
}

const isNotice = (row: { readonly topic: string }) => row.topic === 'demand.to-handle.new';

/** Everybody who handles demands hears of each of them once. */
export function judgeNotices(run: Run, evidence: Evidence): void {
  const told = evidence.chats.filter((chat) => chat.rows.some((row) => isNotice(row)));
  run.expect(evidence.demands.length === 0 || told.length > 0, 'nobody was told about the demands');
  for (const facts of told) {
    const notices = facts.rows.filter((row) => isNotice(row)).length;
    run.expect(
      notices === evidence.demands.length,
      `${facts.chat} was told ${notices} times of ${evidence.demands.length} demands`,
    );
  }
  run.count(
    'notices to those who act',
    told.reduce((sum, chat) => sum + chat.rows.length, 0),
  );
}
