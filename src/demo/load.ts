/**
 * The demo community of the sandbox: places, people with seats, their web accounts, and groups. It is made with the
 * same commands an operator uses, so everything in it has its ledger line. Loading it twice changes nothing.
 */

import { sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../../db/advisory-locks.ts';
import { DEFAULT_TIME_ZONE } from '../domain/calendar/default-zone.ts';
import { OPERATOR } from '../domain/permissions/roles.ts';
import type { Result } from '../domain/result.ts';
import type { Context } from '../pipeline/context.ts';
import { runUnit } from '../pipeline/unit.ts';
import { bindAccount } from '../usecases/account/bind.ts';
import { bindChat } from '../usecases/conversation/bind-chat.ts';
import { actorOf, openAccount, openChat } from '../usecases/conversation/identify.ts';
import { createBody } from '../usecases/registry/bodies.ts';
import { communityByCode } from '../usecases/registry/communities.ts';
import { createCommunity, createPlace } from '../usecases/registry/create.ts';
import { enrol } from '../usecases/registry/enrol.ts';
import { createInvitation } from '../usecases/registry/invitations.ts';
import { createSubdistrict, describeCommunity } from '../usecases/registry/subdistricts.ts';
import { createTask } from '../usecases/task/create.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import {
  DEMO_GROUPS,
  DEMO_TASKS,
  type DemoPerson,
  ON_PAPER,
  PERSONA_ROLES,
  PERSONAS,
  type PersonaRole,
  REPRESENTATIVES,
} from './personas.ts';

const CODE = 'demo';
const BUILDINGS = 6;
const LANGUAGE = 'zh-Hans';

function must<T, E extends { readonly kind: string }>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`the demo community could not be made: ${result.error.kind}`);
  return result.value;
}

export async function loadDemo(context: Context): Promise<'made' | 'there'> {
  if (await communityByCode(context.db.direct, CODE)) return 'there';
  let made = false;
  await runUnit(context, OPERATOR, context.index.of('demo', CODE), async (uow) => {
    // Of several processes that start at once, the first makes it and the others find it made.
    await uow.tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.demo})`);
    if (await communityByCode(uow.tx, CODE)) return {};
    made = true;
    await make(uow);
    return {};
  });
  return made ? 'made' : 'there';
}

async function make(uow: UnitOfWork): Promise<void> {
  const home = must(await createCommunity(uow, { code: CODE, name: '幸福里社区' }));
  const above = must(await createSubdistrict(uow, { code: CODE, name: '长寿路街道' }));
  must(await describeCommunity(uow, { communityId: home.id, subdistrictId: above.id, type: 'existing' }));
  const committee = must(await createBody(uow, { communityId: home.id, kind: 'committee', name: '居民委员会' })).id;
  const bodies: Partial<Record<PersonaRole, string>> = {
    committee_head: committee,
    committee_member: committee,
    representative: must(await createBody(uow, { communityId: home.id, kind: 'representatives', name: '居民代表' })).id,
    supervisor: must(await createBody(uow, { communityId: home.id, kind: 'supervision', name: '居务监督委员会' })).id,
    unit_member: must(
      await createBody(uow, { communityId: home.id, kind: 'property_firm', name: '安居物业', aliases: ['物业'] }),
    ).id,
  };
  const grids = [
    must(await createPlace(uow, { communityId: home.id, kind: 'grid', name: '第一网格' })),
    must(await createPlace(uow, { communityId: home.id, kind: 'grid', name: '第二网格' })),
  ];
  const buildings: string[] = [];
  for (let number = 1; number <= BUILDINGS; number += 1) {
    const parentId = grids[number <= BUILDINGS / 2 ? 0 : 1]?.id;
    const building = must(
      await createPlace(uow, {
        communityId: home.id,
        kind: 'building',
        name: `${number}号楼`,
        aliases: [`${number}幢`, `building ${number}`],
        ...(parentId && { parentId }),
      }),
    );
    buildings.push(building.id);
  }
  const homes = { communityId: home.id, buildings };
  for (const role of PERSONA_ROLES) {
    const ofRole = PERSONAS.filter((persona) => persona.role === role);
    for (const office of new Set(ofRole.map((persona) => persona.office))) {
      const personas = ofRole.filter((persona) => persona.office === office);
      const bodyId = office === undefined ? bodies[role] : await officeOf(uow, above.id, office);
      const enrolled = await enrolAll(uow, homes, personas, { role, ...(bodyId && { bodyId }) });
      for (const [at, persona] of personas.entries())
        await bindPersona(uow, persona, must(await createInvitation(uow, { personId: enrolled[at] ?? '' })).code);
    }
  }
  const onPaper = ON_PAPER.flatMap((names, at) => names.map((name) => ({ name, building: at + 1 })));
  if (bodies.representative)
    await enrolAll(uow, homes, onPaper, { role: 'representative', bodyId: bodies.representative });
  for (const { chat, title } of DEMO_GROUPS) {
    const group = await openChat(uow, { address: address(chat), scope: 'group', title }, undefined);
    const bodyId = chat === REPRESENTATIVES.chat ? bodies.representative : undefined;
    if (group) must(await bindChat(uow, { chatId: group.id, communityId: home.id, ...(bodyId && { bodyId }) }));
  }
  await setTasks(uow, home.id, committee);
}

interface Homes {
  readonly communityId: string;
  /** In the order of their numbers. */
  readonly buildings: readonly string[];
}

async function enrolAll(
  uow: UnitOfWork,
  { communityId, buildings }: Homes,
  people: readonly Pick<DemoPerson, 'name' | 'building'>[],
  seat: { readonly role: PersonaRole; readonly bodyId?: string },
): Promise<readonly string[]> {
  const enrolled = people.map(({ name, building }) => {
    const homePlaceId = building === undefined ? undefined : buildings[building - 1];
    return { name, language: LANGUAGE, ...(homePlaceId && { homePlaceId }) };
  });
  return must(await enrol(uow, { communityId, people: enrolled, ...seat }));
}

/** A department of the subdistrict. */
async function officeOf(uow: UnitOfWork, subdistrictId: string, name: string): Promise<string> {
  return must(await createBody(uow, { subdistrictId, kind: 'office', name })).id;
}

/** What the subdistrict expects of the head soon: one to be told in words, one to be shown. */
async function setTasks(uow: UnitOfWork, communityId: string, ownerBodyId: string): Promise<void> {
  const today = uow.now.toZonedDateTimeISO(DEFAULT_TIME_ZONE).toPlainDate();
  for (const { days, ...task } of DEMO_TASKS)
    must(
      await createTask(uow, {
        ...task,
        communityId,
        ownerRole: 'committee_head',
        ownerBodyId,
        verifierRole: 'subdistrict',
        dueOn: today.add({ days }),
      }),
    );
}

const address = (to: string) => ({ platform: 'web', account: 'sandbox', chat: to });

/** The persona opens its chat and types its code, as anyone would. */
async function bindPersona(uow: UnitOfWork, { user, name }: DemoPerson, code: string): Promise<void> {
  const account = await openAccount(uow, address(user), { user, name, language: 'zh-Hans' });
  await openChat(uow, { address: address(user), scope: 'direct' }, account);
  const { actor } = await actorOf(uow.tx, account);
  must(await bindAccount({ ...uow, actor }, { accountId: account.id, code }));
}
