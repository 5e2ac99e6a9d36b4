/** No query finds people, or the seats they hold, while their roster is half taken over; those that may are named here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** A chat account is bound with a code, and nobody who is half taken over gets one. */
const HAS_ACCOUNT = 'reached through a chat account';
const HAS_CODE = 'reached through an invitation';
const HOLDS = 'one seat by its id, or those of one known person';
const ROSTER = 'the roster itself, which must know whom it has added already';

/** file#declaration → why it may see everybody. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'db/reporter.ts#reporterOf': 'whoever filed the demand',
  'jobs/views.ts#refreshViews': HAS_ACCOUNT,
  'src/notices/accounts.ts#whoIs': HAS_ACCOUNT,
  'src/notices/duty.ts#bearerOf': HAS_ACCOUNT,
  'src/notices/named-seat.ts#namedSeat': HOLDS,
  'src/notices/reader.ts#readerOf': HOLDS,
  'src/notices/recipients.ts#reachEach': HAS_ACCOUNT,
  'src/notices/recipients.ts#directChats': HAS_ACCOUNT,
  'src/usecases/account/bind.ts#load': HAS_CODE,
  'src/usecases/account/bound-people.ts#pageOf': HAS_ACCOUNT,
  'src/usecases/account/rebind.ts#byCode': HAS_CODE,
  'src/usecases/account/rebind.ts#approveRebinding': HAS_ACCOUNT,
  'src/usecases/account/rebindings.ts#listRebindings': HAS_ACCOUNT,
  'src/usecases/account/unbind.ts#unbindAccount': HAS_ACCOUNT,
  'src/usecases/account/voters.ts#isVoter': HAS_ACCOUNT,
  'src/usecases/account/voters.ts#listBindings': HAS_ACCOUNT,
  'db/not-excluded.ts#notExcluded':
    'seats that keep one known person from a case: the more are seen, the fewer may know',
  'db/not-excluded.ts#peopleExcluded': 'seats that keep people from a case: the more are seen, the fewer may know',
  'db/not-excluded.ts#peopleOf': 'seats that keep people from a case: the more are seen, the fewer may know',
  'db/not-excluded.ts#withoutExcluded':
    'seats that keep known people from a case: the more are seen, the fewer may know',
  'src/usecases/ballot/seat-elected.ts#seatsIn': 'whether the elected hold a seat already',
  'src/usecases/conversation/identify.ts#seatsOfEach': HAS_ACCOUNT,
  'src/usecases/conversation/identify.ts#speakersOf': HAS_ACCOUNT,
  'src/usecases/meeting/bodies.ts#onRoll': 'people who are on the roll already',
  'src/usecases/registry/candidates.ts#candidatesStandAside': 'the seats of known candidates',
  'src/usecases/demand/cosign.ts#loadSurviving': HAS_ACCOUNT,
  'src/usecases/demand/read-in-full.ts#personalOf': 'whoever filed the demand',
  'src/usecases/duty/list.ts#seatOf': 'who of the shifts belongs to a body; shifts are planned for visible people only',
  'src/usecases/meeting/petition.ts#countsOf': 'its two ways of counting share one condition each, which has it',
  'src/usecases/outbox/lists.ts#pageUnreached': 'somebody was to be told something, and had been found for it',
  'src/usecases/registry/group-target.ts#ownGroupTargets': HAS_ACCOUNT,
  'src/usecases/registry/merge-household.ts#mergeHousehold': 'whoever is behind a door moves with it, seen or not yet',
  'src/usecases/registry/handover.ts#openHandovers': HOLDS,
  'src/usecases/registry/handover.ts#tickHandover': HOLDS,
  'src/usecases/registry/invitations.ts#revokeInvitation': HAS_CODE,
  'src/usecases/registry/invite-many.ts#notGivenBy': 'seats of the people it has found visible',
  'src/usecases/registry/invite-many.ts#selectInvitees': 'asks for whom `whoIs` gives, which are the visible ones',
  'src/usecases/registry/invite-many.ts#whoIs': 'seats of the people it has found visible',
  'src/usecases/registry/list-people.ts#listPeople': 'seats of the people it has found visible',
  'src/usecases/registry/lists.ts#pageInvitations': HAS_CODE,
  'src/usecases/registry/seats.ts#lockSeat': HOLDS,
  'src/usecases/registry/substitute.ts#isFilled': 'counts vacancies; nobody of a roster moved up from a reserve',
  'src/usecases/registry/substitute.ts#load': HOLDS,
  'src/usecases/roster/registered.ts#enteredByHand': ROSTER,
  'src/usecases/roster/registered.ts#peopleByRosterKey': ROSTER,
  'src/usecases/roster/registered.ts#registeredOf': ROSTER,
  'src/usecases/roster/show.ts#columnsFor': ROSTER,
  'src/usecases/roster/stage.ts#registered': ROSTER,
  'src/usecases/roster/take-over.ts#peopleOf': ROSTER,
};

const QUERY = /\b(?:from|innerJoin|leftJoin)\((?:person|roleSeat)\b|(?:from|join) \$\{(?:person|roleSeat)\}/g;
const DECLARATION = /^(?:export )?(?:async )?(?:function|const) (\w+)/gm;

/** Every query on people or seats: the declaration it stands in, and whether its statement asks who is visible. */
function queriesIn(file: string, text: string) {
  return [...text.matchAll(QUERY)].map(({ index }) => {
    const above = [...text.slice(0, index).matchAll(DECLARATION)].at(-1)?.[1] ?? 'none';
    const end = text.indexOf(';', index);
    return { name: `${file}#${above}`, asks: /\bvisible\(/.test(text.slice(index, end === -1 ? undefined : end)) };
  });
}

const queries = ['src', 'jobs', 'db'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => `${folder}/${name}`)
    .filter((file) => file !== 'db/visible.ts')
    .flatMap((file) => queriesIn(file, readFileSync(join(ROOT, file), 'utf8'))),
);

test('every query on people or seats leaves out whom a roster is just adding, or is named with its reason', () => {
  expect(queries.length).toBeGreaterThan(30);
  const without = [...new Set(queries.filter(({ asks }) => !asks).map(({ name }) => name))];
  expect(without.filter((name) => !(name in EXCEPTIONS))).toEqual([]);
});

test('a reason stands only for a query that is there and does without', () => {
  const without = new Set(queries.filter(({ asks }) => !asks).map(({ name }) => name));
  expect(Object.keys(EXCEPTIONS).filter((name) => !without.has(name))).toEqual([]);
});

test('a query that forgets it is found', () => {
  const [forgetful, careful] = queriesIn(
    'a.ts',
    'export const one = () => tx.select().from(person).where(eq(person.id, id));\nconst two = () => tx.select().from(person).where(visible());',
  );
  expect(forgetful).toEqual({ name: 'a.ts#one', asks: false });
  expect(careful).toEqual({ name: 'a.ts#two', asks: true });
});
