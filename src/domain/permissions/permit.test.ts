import { describe, expect, test } from 'vitest';
import { permit } from './permit.ts';
import { type Actor, OPERATOR, PERSON_ROLES, type Seat, SYSTEM } from './roles.ts';
import { type Command, PERMISSIONS } from './table.ts';

const HERE = 'community-1';
const account = (seats: readonly Seat[] = [], over: Partial<Actor> = {}): Actor => ({
  kind: 'account',
  accountId: 'a1',
  personId: 'p1',
  communityId: HERE,
  seats,
  ...over,
});
const visitor: Actor = { kind: 'account', accountId: 'a9', seats: [] };
const commands = Object.keys(PERMISSIONS) as Command[];

describe('permissions', () => {
  test('a visitor may file and follow her own demand and nothing else of anyone’s', () => {
    expect(permit('demand.submit', visitor, { ownerAccountId: 'a9' })).toEqual({ ok: true, as: 'visitor' });
    for (const command of commands.filter((name) => name !== 'demand.read-public')) {
      expect(
        permit(command, visitor, { communityId: HERE, ownerAccountId: 'a1', ownerPersonId: 'p1' }).ok,
        command,
      ).toBe(false);
    }
  });

  test('an absent fact never widens a permission', () => {
    const officer = account([{ role: 'grid_officer', communityId: HERE, placeIds: ['b1'] }], {
      accountId: 'a2',
      personId: 'p2',
    });
    expect(permit('demand.accept', officer, { communityId: HERE, placeId: 'b1' })).toEqual({
      ok: true,
      as: 'grid_officer',
    });
    expect(permit('demand.accept', officer, { communityId: HERE, placeId: 'b2' }).ok).toBe(false);
    expect(permit('demand.accept', officer, { communityId: HERE }).ok).toBe(false);
    expect(permit('demand.accept', officer, { placeId: 'b1' }).ok).toBe(false);
    expect(permit('demand.accept', { kind: 'account', seats: [] }, {}).ok).toBe(false);
  });

  test('a seat counts in its own community only', () => {
    for (const role of PERSON_ROLES) {
      const elsewhere = account([{ role, communityId: 'community-2' }], { accountId: 'a3', personId: 'p3' });
      for (const command of ['demand.accept', 'demand.reject', 'demand.resolve', 'demand.read'] as const) {
        expect(permit(command, elsewhere, { communityId: HERE, ownerAccountId: 'a1' }).ok, `${role} ${command}`).toBe(
          false,
        );
      }
    }
  });

  test('the record names the humblest hat', () => {
    const both = account([
      { role: 'committee_head', communityId: HERE },
      { role: 'grid_officer', communityId: HERE, placeIds: ['b1'] },
    ]);
    expect(permit('demand.accept', both, { communityId: HERE, placeId: 'b1', ownerPersonId: 'p9' })).toEqual({
      ok: true,
      as: 'grid_officer',
    });
    expect(permit('demand.confirm', both, { communityId: HERE, ownerPersonId: 'p1' })).toEqual({
      ok: true,
      as: 'resident',
    });
  });

  test('the operator configures, and never decides in anyone’s place', () => {
    for (const command of [
      'demand.confirm',
      'demand.reopen',
      'demand.accept',
      'demand.resolve',
      'demand.reject',
      'account.bind',
      'rebinding.approve',
    ] as const) {
      expect(permit(command, OPERATOR, { communityId: HERE }).ok, command).toBe(false);
    }
    expect(permit('community.create', OPERATOR, {})).toEqual({ ok: true, as: 'operator' });
  });

  test('a due time does only what has no person behind it', () => {
    const allowed = commands.filter((command) => permit(command, SYSTEM, {}).ok);
    expect(allowed.sort()).toEqual([
      'attachment.store',
      'ballot.count',
      'ballot.declare',
      'ballot.finalise',
      'ballot.publish',
      'bulletin.draft',
      'case.receive',
      'case.wake',
      'demand.auto-confirm',
      'demand.expire-info',
      'demand.remind',
      'demand.remind-bundle',
      'duty.remind',
      'household.merge',
      'letter.take',
      'meeting.wake',
      'petition.reach',
      'plan.look',
      'poll.close',
      'roster.stage',
      'roster.take-over',
      'task.close',
      'task.escalate',
      'task.escalate-unverified',
      'task.notify',
      'task.remind',
    ]);
  });
});
