/** People know places and bodies by name, the API by id. */
import { z } from 'zod';
import type { ShownBody } from '../http/api/bodies.ts';
import type { ShownPlace } from '../http/api/communities.ts';
import type { Cli, Page } from './cli.ts';
import { CliProblem } from './problem.ts';

export async function placeId(
  cli: Cli,
  community: string | undefined,
  ref: string | undefined,
): Promise<string | undefined> {
  if (ref === undefined || z.uuid().safeParse(ref).success) return ref;
  if (community === undefined)
    throw new CliProblem(2, 'usage', `To find the place "${ref}" by its name, add --community.`);
  const found: ShownPlace[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<ShownPlace> = await cli.client().get('/places', { community, limit: '100', cursor });
    found.push(...page.items.filter(({ name, aliases }) => [name, ...aliases].some((each) => sameName(each, ref))));
    cursor = page.next;
  }
  const [only, other] = found;
  if (!only)
    throw new CliProblem(
      1,
      'place_not_found',
      `There is no place "${ref}" in ${community}; see: place list ${community}`,
    );
  if (other)
    throw new CliProblem(1, 'place_ambiguous', `Several places in ${community} are called "${ref}"; give the id.`);
  return only.id;
}

const sameName = (a: string, b: string): boolean =>
  a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();

/** A body by its name in a community, or by its id. */
export async function bodyId(
  cli: Cli,
  community: string | undefined,
  ref: string | undefined,
): Promise<string | undefined> {
  if (ref === undefined || z.uuid().safeParse(ref).success) return ref;
  if (community === undefined)
    throw new CliProblem(2, 'usage', `To find the body "${ref}" by its name, add --community.`);
  const { items } = await cli.client().get<Page<ShownBody>>('/bodies', { community });
  const found = items.filter(({ name, aliases }) => [name, ...aliases].some((each) => sameName(each, ref)));
  const [only, other] = found;
  if (!only)
    throw new CliProblem(1, 'body_not_found', `There is no body "${ref}" in ${community}; see: body list ${community}`);
  if (other)
    throw new CliProblem(1, 'body_ambiguous', `Several bodies in ${community} are called "${ref}"; give the id.`);
  return only.id;
}
