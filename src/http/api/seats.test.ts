/** Seats by the API: a day of the calendar is a day where the seat acts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ADMIN_TOKEN, type AdminApi, adminApi } from '../../../test/harness/admin-api.ts';
import { type Installation, startInstallation } from '../../../test/harness/installation.ts';

let house: Installation;
let api: AdminApi;

beforeAll(async () => {
  house = await startInstallation({ env: { ADMIN_TOKEN } });
  api = adminApi(house.app);
}, 60_000);
afterAll(() => house?.stop());

test('a term ends at midnight of the community the seat acts in', async () => {
  for (const [code, timeZone] of [
    ['west', 'Asia/Urumqi'],
    ['far', 'America/New_York'],
  ]) {
    const made = await api('POST', '/communities', { body: { code, name: `${code} 社区`, timeZone } });
    expect(made.status).toBe(201);
  }
  const { json: who } = await api('POST', '/people', { body: { community: 'west', name: '阿依古丽' } });
  const ends = async (role: string, community?: string) => {
    const body = { role, termEnds: '2027-01-01', ...(community !== undefined && { community }) };
    const { json } = await api('POST', `/people/${who.id}/seats`, { body });
    return json.termEndsAt;
  };
  expect(await ends('committee_member')).toBe('2026-12-31T18:00:00Z');
  expect(await ends('supervisor', 'far')).toBe('2027-01-01T05:00:00Z');
  expect(await ends('grid_officer', 'demo')).toBe('2026-12-31T16:00:00Z');
});
