/**
 * Salted digests of rows, and which rows the ledger answers for. `ledger verify` recomputes them from the live tables,
 * so a row changed behind the application's back no longer matches the last digest the chain has for it.
 */
import { createHash, randomBytes } from 'node:crypto';
import canonicalize from 'canonicalize';
import { getTableColumns } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import { Temporal } from 'temporal-polyfill';
import * as schema from './schema/index.ts';
import type { FieldKeys, IndexKey } from './sealed.ts';

/** Names the words of a motion in a button, so that whoever presses it agrees to what she was shown and nothing else. */
export const wordingOf = ({ title, text }: { readonly title: string; readonly text: string }): string =>
  createHash('sha256')
    .update(JSON.stringify([title, text]))
    .digest('hex')
    .slice(0, 16);

/** Every audited table has `id` and `salt`. */
export const AUDITED = {
  subdistrict: schema.subdistrict,
  community: schema.community,
  place: schema.place,
  body: schema.body,
  household: schema.household,
  person: schema.person,
  role_seat: schema.roleSeat,
  rebinding: schema.rebinding,
  rebinding_approval: schema.rebindingApproval,
  handover: schema.handover,
  handover_item: schema.handoverItem,
  duty_shift: schema.dutyShift,
  rule_adoption: schema.ruleAdoption,
  rule_override: schema.ruleOverride,
  handbook_entry: schema.handbookEntry,
  roster_import: schema.rosterImport,
  chat_account: schema.chatAccount,
  invitation: schema.invitation,
  chat: schema.chat,
  demand: schema.demand,
  demand_bundle: schema.demandBundle,
  cosign: schema.cosign,
  announcement: schema.announcement,
  demand_event: schema.demandEvent,
  attachment: schema.attachment,
  plan: schema.plan,
  task: schema.task,
  task_event: schema.taskEvent,
  task_extension: schema.taskExtension,
  figure: schema.figure,
  training: schema.training,
  calendar_feed: schema.calendarFeed,
  petition: schema.petition,
  petition_signature: schema.petitionSignature,
  meeting_series: schema.meetingSeries,
  meeting: schema.meeting,
  meeting_item: schema.meetingItem,
  meeting_member: schema.meetingMember,
  meeting_presence: schema.meetingPresence,
  meeting_event: schema.meetingEvent,
  minutes: schema.minutes,
  minutes_signature: schema.minutesSignature,
  ballot: schema.ballot,
  ballot_entry: schema.ballotEntry,
  vote: schema.vote,
  paper_entry: schema.paperEntry,
  ballot_recusal: schema.ballotRecusal,
  ballot_objection: schema.ballotObjection,
  voting_proxy: schema.votingProxy,
  ballot_event: schema.ballotEvent,
  poll: schema.poll,
  poll_answer: schema.pollAnswer,
  hotline_case: schema.hotlineCase,
  case_excluded: schema.caseExcluded,
  case_unit: schema.caseUnit,
  case_clock: schema.caseClock,
  case_event: schema.caseEvent,
  case_file: schema.caseFile,
  case_reveal: schema.caseReveal,
  duty_matrix: schema.dutyMatrix,
  admission_item: schema.admissionItem,
  bulletin: schema.bulletin,
} as const;
export type AuditedKind = keyof typeof AUDITED;

/** Columns that change without a governance meaning: transport state of a download still under way. */
const LEFT_OUT: Partial<Record<AuditedKind, readonly string[]>> = {
  attachment: ['attempts', 'nextAt', 'refSealed'],
  announcement: ['cursor', 'reached', 'doneAt'],
  // Looked at every day; how far is no matter of governance.
  plan: ['lookedAt', 'crossed'],
  roster_import: ['rows', 'published', 'added', 'changed', 'unchanged', 'wrong', 'readerSeenAt'],
  household: ['doorSettled'],
  // Keys and envelopes are destroyed by design; of a secret ballot the ledger answers for the counted choices.
  ballot: ['keySealed'],
  vote: ['envelope', 'accountId', 'pressedAt', 'receivedAt', 'sequence'],
  paper_entry: ['choicesSealed'],
  poll: ['keySealed'],
  poll_answer: ['envelope', 'accountId', 'answeredAt'],
  // Its content digest stands for the bytes.
  case_file: ['bytesSealed'],
  // Derived from the words, which are in the digest, with a key that may change.
  demand: ['grams'],
};

/**
 * Columns added to a table whose rows were in a chain already: they enter a digest only when they hold something, so that
 * rows written before still match what the chain has for them.
 */
const ADDED: Partial<Record<AuditedKind, readonly string[]>> = {
  community: ['subdistrictId', 'type', 'occupancyPercent', 'rulesVersion'],
  person: ['householdId', 'rosterKey', 'speakBasis', 'voteBasis'],
  role_seat: ['bodyId', 'position', 'filledBy', 'rank', 'termEndsAt'],
  chat: ['bodyId', 'placeId'],
  invitation: ['givenAs', 'givenByPersonId'],
  attachment: ['contentDigest', 'taskId'],
  meeting: ['gridDigest', 'chairedById'],
  meeting_series: ['bodies'],
  ballot: ['fillsBodyId', 'fillsRole', 'seatedAt', 'seatedById'],
  ballot_objection: ['foundWrong'],
  task: ['delegateRole', 'delegateBodyId', 'titlePublicAt', 'source'],
  demand: [
    'reporterSealed',
    'enteredByPersonId',
    'externalKey',
    'externalSealed',
    'orderDueAt',
    'mergedIntoId',
    'unitBodyId',
    'supervised',
    'bundleId',
    'resolvedByPersonId',
  ],
};

export const newSalt = (): Uint8Array => randomBytes(16);

export const subjectOf = (kind: AuditedKind, id: string): string => `${kind}:${id}`;

/** The purpose a sealed column is sealed with. */
export const purposeOf = (kind: string, column: string): string => `${kind}.${column}`;

/**
 * Hex SHA-256 of salt, kind and the canonical JSON of the row. Sealed columns enter opened, so that changing the key
 * changes no digest. Undefined when the salt is gone: such a row was erased and nothing can be proved of it.
 */
export function digestOf(
  kind: AuditedKind,
  row: Readonly<Record<string, unknown>>,
  keys: FieldKeys,
): string | undefined {
  const salt = row.salt;
  if (!(salt instanceof Uint8Array)) return undefined;
  const plain: Record<string, unknown> = {};
  const columns = getTableColumns(AUDITED[kind] as PgTable);
  for (const [name, column] of Object.entries(columns)) {
    if (name === 'salt' || LEFT_OUT[kind]?.includes(name)) continue;
    const value = row[name] ?? null;
    if (value === null && ADDED[kind]?.includes(name)) continue;
    if (value instanceof Uint8Array)
      plain[name] = keys.openText(purposeOf(kind, column.name.replace(/_sealed$/, '')), value);
    else if (value instanceof Temporal.Instant) plain[name] = value.toString({ smallestUnit: 'microsecond' });
    else plain[name] = value;
  }
  return createHash('sha256')
    .update(salt)
    .update(kind)
    .update(canonicalize(plain) ?? '')
    .digest('hex');
}

/** What the ledger answers for of a file's bytes, by way of its row. */
export const contentDigest = (salt: Uint8Array, bytes: Uint8Array): string =>
  createHash('sha256').update(salt).update('content').update(bytes).digest('hex');

export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON');
  return text;
};

export const hashEntry = (prevHash: Uint8Array, entry: string): Uint8Array =>
  createHash('sha256').update(prevHash).update(entry, 'utf8').digest();

/** Proves to the sealer that the application wrote a pending entry; the key is not in the database. */
export const pendingMac = (index: IndexKey, entry: string, subject: string, digest: string | null): string =>
  index.of('ledger-pending', entry, subject, digest ?? '');
