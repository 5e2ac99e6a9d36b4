/** `reminder unreached`: whom reminders could not reach, shown without names, or saved with them to be printed. */
import type { Command } from 'commander';
import type { ShownUnreachedReminders } from '../../http/api/unreached.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, group } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import { save } from './save.ts';

interface Wanted {
  readonly community?: string;
  readonly subdistrict?: string;
  readonly out?: string;
}

export function reminderGroup(program: Command, cli: Cli): void {
  const of = group(program, 'reminder', 'Reminders and whom they reached');
  of.command('unreached')
    .description('Whom reminders could not reach; saved as a PDF it has the names, committee by committee')
    .option('--community <community>', 'code or id')
    .option('--subdistrict <subdistrict>', 'code: all its communities')
    .option('--out <file>', 'ending in .pdf')
    .action(async ({ community, subdistrict, out }: Wanted, command: Command) => {
      const asked = { community, subdistrict };
      if (out !== undefined) {
        if (!/\.pdf$/i.test(out)) throw new CliProblem(2, 'usage', ['cli.problem.pdf-ending']);
        const query = { ...asked, lang: cli.words.language };
        const { bytes } = await cli.client().download('GET', '/reminders/unreached/file', query);
        save(out, bytes);
        cli.print(cli.words.say('cli.saved', { file: out }));
        return;
      }
      const found = await cli.client().get<ShownUnreachedReminders>('/reminders/unreached', asked);
      await answer(cli, command, found, ({ communities }, minute) =>
        cli.words.table(
          ['cli.community', 'cli.person', 'cli.title', 'cli.due', 'cli.reason', 'cli.since'],
          communities.flatMap(({ community: name, people }) =>
            people.map(({ personId, title, toVerify, dueOn, fate, at }) => [
              name,
              personId,
              named(cli, title, toVerify),
              dueOn,
              lookUp(cli.words.language, `unreached.fate.${fate}`) ?? fate,
              minute(at),
            ]),
          ),
        ),
      );
    });
}

function named(
  { words }: Cli,
  titles: { readonly 'zh-Hans': string; readonly 'zh-Hant'?: string | undefined; readonly en?: string | undefined },
  toVerify: boolean,
): string {
  const title = titles[words.language] ?? titles['zh-Hans'];
  return toVerify ? words.say('unreached.to-verify', { title }) : title;
}
