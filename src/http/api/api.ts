/** What every part of the API is built from. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Tx } from '../../../db/client.ts';
import type { Config } from '../../config.ts';
import type { Runtime } from '../../runtime.ts';
import { type CommunityRow, communityByCode, communityById } from '../../usecases/registry/communities.ts';
import type { Once } from './once.ts';
import { ApiProblem } from './problem.ts';

export interface Api {
  readonly app: OpenAPIHono;
  readonly runtime: Runtime;
  readonly config: Pick<Config, 'demo' | 'publicBaseUrl' | 'dataDir'>;
  readonly once: Once;
}

/** By code or id. @throws ApiProblem when there is none */
export async function communityOf(tx: Tx, ref: string): Promise<CommunityRow> {
  const found = z.uuid().safeParse(ref).success ? await communityById(tx, ref) : await communityByCode(tx, ref);
  if (!found) throw new ApiProblem(404, 'community_not_found', `There is no community "${ref}".`);
  return found;
}

/** For a filter that may be left out. */
export const communityIdOf = async (tx: Tx, ref: string | undefined): Promise<{ communityId?: string }> =>
  ref === undefined ? {} : { communityId: (await communityOf(tx, ref)).id };
