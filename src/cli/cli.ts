/** What every command of the command line is given: a client when it needs one, and one way of answering. */
import { type Command, Option } from 'commander';
import type { Client, Query } from './client.ts';
import { type Minute, minuteIn, untold, zoneOf } from './times.ts';
import type { Cell, Heading, Words } from './words.ts';

export interface Cli {
  /** Made at the first use: what needs no installation asks for no token. */
  client(): Client;
  print(text: string): void;
  readonly words: Words;
}

interface AnyOptions {
  readonly json?: boolean;
  readonly key?: string;
  readonly limit?: string;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** Prints what came back: as it came with `--json`, else as people read it, with the times of the community. */
export async function answer<T>(
  cli: Cli,
  command: Command,
  data: T,
  human: (data: T, minute: Minute) => string,
): Promise<void> {
  const { json } = command.optsWithGlobals<AnyOptions>();
  if (json) return cli.print(JSON.stringify(data, null, 2));
  // Asked for the zone only where a time is shown: what needs no installation asks nobody.
  let shown = false;
  const said = human(
    data,
    untold(() => {
      shown = true;
    }),
  );
  if (!shown) return cli.print(said);
  cli.print(human(data, minuteIn(await zoneOf(cli.client(), command, data), cli.words.language)));
}

/** A command that changes something. */
export const changing = (command: Command): Command =>
  command.addOption(
    new Option('--key <key>', 'repeat an earlier command safely: the Idempotency-Key it was sent with'),
  );

export const keyOf = (command: Command): string | undefined => command.opts<AnyOptions>().key;

/** A command that shows a list. */
export const paging = (command: Command): Command =>
  command
    .option('--limit <number>', 'rows per page, at most 100')
    .option('--cursor <cursor>', 'where the page before ended')
    .option('--all', 'every page');

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

export async function pageOf<T>(cli: Cli, command: Command, path: string, query: Query): Promise<Page<T>> {
  const { limit, cursor, all } = command.opts<AnyOptions>();
  const client = cli.client();
  const first = await client.get<Page<T>>(path, { ...query, limit: limit ?? (all ? '100' : undefined), cursor });
  if (!all) return first;
  const items = [...first.items];
  for (let next = first.next; next !== null; ) {
    const page = await client.get<Page<T>>(path, { ...query, limit: limit ?? '100', cursor: next });
    items.push(...page.items);
    next = page.next;
  }
  return { ...first, items, next: null };
}

/** A page as a table, with how to see the next one. */
export const pageTable =
  <T>({ words }: Cli, headings: readonly Heading[], row: (item: T, minute: Minute) => readonly Cell[]) =>
  ({ items, next }: Page<T>, minute: Minute): string =>
    words.table(
      headings,
      items.map((item) => row(item, minute)),
    ) + (next === null ? '' : `\n\n${words.say('cli.more', { cursor: next })}`);

export function group(program: Command, name: string, description: string): Command {
  return program.command(name).description(description);
}
