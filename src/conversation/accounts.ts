/** Parting an account from its person, and a new phone: what was asked for waits to be seen, and can be taken back. */

import { permit } from '../domain/permissions/permit.ts';
import { giverFor, standingOf } from '../domain/registry/rebinding.ts';
import { formatDay } from '../locales/dates.ts';
import { translate } from '../locales/translate.ts';
import { platformName } from '../notices/accounts.ts';
import { askedAbout, deciderName, deciderNames, rolesOf } from '../notices/deciders.ts';
import type { BoundChoice, RegistryAct } from '../notices/intent.ts';
import { whyButton } from '../notices/why.ts';
import { accountsOf, boundPeopleNamed } from '../usecases/account/bound-people.ts';
import {
  approveRebinding,
  askRebinding,
  pendingRebinding,
  type RebindingRow,
  refuseRebinding,
  withdrawRebinding,
} from '../usecases/account/rebind.ts';
import { unbindAccount } from '../usecases/account/unbind.ts';
import { choice } from './answers.ts';
import type { RebindState } from './flows/rebind.ts';
import { wordsOf } from './flows/said.ts';
import { sayRefusal } from './refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

/** 「解绑」 for oneself; 「解绑 姓名」 for the committee's head and the subdistrict. */
export async function askUnbind(turn: Turn, name: string): Promise<void> {
  if (name !== '') return askUnbindOf(turn, name);
  if (!turn.account.personId) return sayText(turn, 'refused.not_bound', 'refused.not-bound');
  say(turn, 'unbind.ask', {
    text: translate(turn.language, 'unbind.ask'),
    choices: [
      choice(turn, 'unbind.button.yes', { do: 'registry', act: { kind: 'unbind', accountId: turn.account.id } }),
      choice(turn, 'unbind.button.no', { do: 'leave' }, 'quiet'),
    ],
  });
}

async function askUnbindOf(turn: Turn, name: string): Promise<void> {
  const homes = turn.actor.seats
    .filter(({ communityId }) => permit('account.unbind', turn.actor, { communityId }).ok)
    .map(({ communityId }) => communityId);
  if (homes.length === 0) return sayRefusal(turn, { kind: 'not_permitted', command: 'account.unbind' });
  const choices: BoundChoice[] = [];
  for (const home of new Set(homes)) choices.push(...(await accountsNamed(turn, name, home)));
  if (choices.length === 0) return sayText(turn, 'unbind.nobody', 'unbind.nobody', { name });
  say(turn, 'unbind.which', {
    text: translate(turn.language, 'unbind.which', { name }),
    choices: [...choices, choice(turn, 'unbind.button.no', { do: 'leave' }, 'quiet')],
  });
}

async function accountsNamed(turn: Turn, name: string, home: string): Promise<BoundChoice[]> {
  const choices: BoundChoice[] = [];
  for (const who of await boundPeopleNamed(turn.uow, name, home)) {
    for (const account of await accountsOf(turn.uow.tx, who.id)) {
      const since = account.boundAt ? formatDay(turn.language, turn.policy.zone, account.boundAt) : '';
      const label = `${platformName(turn.language, account.platform)} ${since}`.trim();
      choices.push({ label, says: label, intent: { do: 'registry', act: { kind: 'unbind', accountId: account.id } } });
    }
  }
  return choices;
}

export async function unbind(turn: Turn, accountId: string): Promise<void> {
  const done = await unbindAccount(turn.uow, { accountId });
  if (!done.ok) return sayRefusal(turn, done.error);
  if (accountId !== turn.account.id) return sayText(turn, 'unbind.done', 'unbind.done.other');
  const giver = giverFor(standingOf(await rolesOf(turn.uow.tx, done.value.person.id)));
  sayText(turn, 'unbind.done', 'unbind.done', { who: deciderName(turn.language, giver) });
}

/** True when the question for a name is to be asked. */
export async function mayAskRebinding(turn: Turn): Promise<boolean> {
  if (turn.account.personId) {
    sayText(turn, 'rebind.bound-already', 'rebind.bound-already');
    return false;
  }
  const pending = await pendingRebinding(turn.uow, turn.account.id);
  if (pending) await sayPending(turn, pending);
  return pending === undefined;
}

async function sayPending(turn: Turn, row: RebindingRow): Promise<void> {
  const { deciders } = await askedAbout(turn.uow.tx, row);
  say(turn, 'rebind.pending', {
    text: translate(turn.language, 'rebind.pending', {
      day: formatDay(turn.language, turn.policy.zone, row.askedAt),
      who: deciderNames(turn.language, deciders, 'and'),
    }),
    choices: [
      choice(turn, 'rebind.button.withdraw', {
        do: 'registry',
        act: { kind: 'rebinding', rebindingId: row.id, decision: 'withdraw' },
      }),
    ],
  });
}

export async function finishRebind(turn: Turn, { said, proof }: RebindState): Promise<void> {
  const done = await askRebinding(turn.uow, {
    accountId: turn.account.id,
    name: wordsOf(said),
    proof,
    ...(turn.community && { communityId: turn.community.id }),
  });
  if (!done.ok) return sayRefusal(turn, done.error);
  await sayPending(turn, done.value);
}

const DECIDE = { approve: approveRebinding, refuse: refuseRebinding, withdraw: withdrawRebinding } as const;
const DECIDED = {
  approve: 'rebind.done.approve',
  refuse: 'rebind.done.refuse',
  withdraw: 'rebind.done.withdraw',
} as const;

export async function decideRebinding(
  turn: Turn,
  { rebindingId, decision }: Extract<RegistryAct, { kind: 'rebinding' }>,
): Promise<void> {
  const done = await DECIDE[decision](turn.uow, { rebindingId });
  if (!done.ok) return sayRefusal(turn, done.error);
  const { state, communityId } = done.value;
  if (state !== 'asked') return sayText(turn, DECIDED[decision], DECIDED[decision]);
  const applied = { communityId, at: turn.uow.now };
  say(turn, 'rebind.done.first', {
    text: translate(turn.language, 'rebind.done.first'),
    choices: [whyButton(turn.language, applied, 'rebinding.approvals.head')],
  });
}
