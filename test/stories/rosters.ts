/** A committee's list as a file, and what the operator does with it through the API. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { writeXlsx } from '../../src/documents/xlsx-write.ts';
import type { ShownRoster } from '../../src/http/api/rosters.ts';
import type { Answer } from '../harness/admin-api.ts';
import type { Town } from './town.ts';

export const HEADING = ['名册编号', '姓名', '手机号', '楼栋', '单元', '室号', '性别', '职务', '表决资格'];

export const excel = (
  rows: readonly (readonly string[])[],
  heading: readonly string[] = HEADING,
): Promise<Uint8Array> => writeXlsx([{ name: '名册', columns: heading.map(() => ({ width: 12 })), heading, rows }]);

export interface FileAnswer extends Answer {
  readonly bytes: Uint8Array;
}

const tokenOf = (town: Town): string => readFileSync(join(town.house.dataDir, 'admin-token'), 'utf8').trim();

/** A call that sends or brings a file. */
export async function fileCall(
  town: Town,
  method: 'GET' | 'POST',
  path: string,
  { body, key = randomUUID() }: { readonly body?: Uint8Array | object; readonly key?: string } = {},
): Promise<FileAnswer> {
  const sent = body instanceof Uint8Array ? new Uint8Array(body) : body && JSON.stringify(body);
  const answer = await town.house.app.request(`/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${tokenOf(town)}`,
      ...(method === 'POST' && { 'Idempotency-Key': key }),
      ...(body && { 'Content-Type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json' }),
    },
    ...(sent && { body: sent }),
  });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') === true;
  const json: unknown = isJson ? JSON.parse(Buffer.from(bytes).toString('utf8')) : undefined;
  return { status: answer.status, headers: answer.headers, bytes, json };
}

/** Until an import is in one of the states. */
export async function rosterIn(
  town: Town,
  id: string,
  ...states: readonly ShownRoster['state'][]
): Promise<ShownRoster> {
  for (let round = 0; round < 1200; round += 1) {
    const { json } = await fileCall(town, 'GET', `/rosters/${id}`);
    if (states.includes(json.state)) return json;
    await pause(25);
  }
  throw new Error(`the roster does not become ${states.join(' or ')}`);
}

/** Uploads a file and waits until it is read. */
export async function read(town: Town, file: Uint8Array, more = ''): Promise<ShownRoster> {
  const { status, json } = await fileCall(town, 'POST', `/rosters?community=xfl${more}`, { body: file });
  if (status !== 201) throw new Error(`${status} ${json.error.code}: ${json.error.message}`);
  return rosterIn(town, json.id, 'ready', 'refused');
}

export async function takeOver(town: Town, id: string): Promise<ShownRoster> {
  const { status } = await fileCall(town, 'POST', `/rosters/${id}/publish`);
  if (status !== 200) throw new Error(`publishing was answered ${status}`);
  return rosterIn(town, id, 'done');
}
