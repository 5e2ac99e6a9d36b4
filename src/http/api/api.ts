/** What every part of the API is built from. */
import type { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import type { Tx } from '../../../db/client.ts';
import type { Config } from '../../config.ts';
import type { Runtime } from '../../runtime.ts';
import { actsIn, bodyById } from '../../usecases/registry/bodies.ts';
import { type CommunityRow, communityByCode, communityById } from '../../usecases/registry/communities.ts';
import { placesOf } from '../../usecases/registry/places.ts';
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

/** @throws ApiProblem for a place or body that is not one of this community's */
export async function mustBelong(
  tx: Tx,
  communityId: string,
  { placeId, bodyId }: { readonly placeId?: string | undefined; readonly bodyId?: string | undefined },
): Promise<void> {
  if (placeId !== undefined && !(await placesOf(tx, communityId)).some(({ id }) => id === placeId))
    throw new ApiProblem(404, 'place_not_found', 'There is no such place in this community.');
  const body = bodyId === undefined ? undefined : await bodyById(tx, bodyId);
  if (bodyId !== undefined && !(body && (await actsIn(tx, body, communityId))))
    throw new ApiProblem(404, 'body_not_found', 'There is no such body here, or it has ended.');
}
