/** People know places and bodies by name, the API by id. */
import { z } from 'zod';
import type { Cli, Page } from './cli.ts';
import { CliProblem } from './problem.ts';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
}

/** A place by its name in a community, or by its id. */
export const placeId = (cli: Cli, community: string | undefined, ref: string | undefined) =>
  idOf(cli, 'place', '/places', { community, limit: '100' }, ref);

/** A body by its name in a community, or by its id. */
export const bodyId = (cli: Cli, community: string | undefined, ref: string | undefined) =>
  idOf(cli, 'body', '/bodies', { community }, ref);

async function idOf(
  cli: Cli,
  what: 'place' | 'body',
  path: string,
  query: { readonly community: string | undefined; readonly limit?: string },
  ref: string | undefined,
): Promise<string | undefined> {
  const { community } = query;
  if (ref === undefined || z.uuid().safeParse(ref).success) return ref;
  if (community === undefined) throw new CliProblem(2, 'usage', ['cli.problem.name-of-where', { ref }]);
  const found: Named[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Page<Named> = await cli.client().get(path, { ...query, cursor });
    found.push(...page.items.filter(({ name, aliases }) => [name, ...aliases].some((each) => sameName(each, ref))));
    cursor = page.next;
  }
  const [only, other] = found;
  if (!only)
    throw new CliProblem(1, `${what}_not_found`, [
      what === 'body' ? 'cli.problem.no-body' : 'cli.problem.no-place',
      { ref, community },
    ]);
  if (other) throw new CliProblem(1, `${what}_ambiguous`, ['cli.problem.several-called', { ref, community }]);
  return only.id;
}

const sameName = (a: string, b: string): boolean =>
  a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();
