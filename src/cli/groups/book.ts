/** `demand book`: what was registered in a year, as a file to be printed or kept. */
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import type { Cli } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import { save } from './save.ts';

interface Wanted {
  readonly out: string;
  readonly year?: string;
  readonly catalogue?: boolean;
  readonly language?: string;
}

export function demandBook(demand: Command, cli: Cli): void {
  demand
    .command('book')
    .description('Save the book of demands, or the catalogue of common concerns: no words, no names')
    .argument('<community>', 'code or id')
    .option('--out <file>', 'ending in .pdf or .xlsx', 'book.pdf')
    .option('--year <year>', 'this year unless given')
    .option('--catalogue', 'only common concerns and topics')
    .addOption(new Option('--language <language>', 'of the document').choices([...LANGUAGES]))
    .action(async (community: string, { out, year, catalogue, language }: Wanted) => {
      const format = /\.(pdf|xlsx)$/i.exec(out)?.[1]?.toLowerCase();
      if (!format) throw new CliProblem(2, 'usage', ['cli.problem.book-ending']);
      const query = { community, format, year, lang: language, kind: catalogue ? 'catalogue' : 'book' };
      const { bytes } = await cli.client().download('GET', '/demand-book', query);
      save(out, bytes);
      cli.print(cli.words.say('cli.saved', { file: out }));
    });
}
