/** The program of the command line, apart from the process it runs in. */
import { Command, CommanderError } from 'commander';
import { LANGUAGES } from '../channel.ts';
import type { Cli } from './cli.ts';
import { type Client, createClient, type Env } from './client.ts';
import { admissionGroup } from './groups/admissions.ts';
import { ballotGroup } from './groups/ballots.ts';
import { bindingGroups } from './groups/bindings.ts';
import { bodyGroups } from './groups/bodies.ts';
import { bulletinGroup } from './groups/bulletins.ts';
import { caseGroups } from './groups/cases.ts';
import { chatGroups } from './groups/chats.ts';
import { doctorCommand } from './groups/doctor.ts';
import { dutyGroups } from './groups/duty.ts';
import { matrixGroup } from './groups/duty-matrix.ts';
import { jobGroup } from './groups/jobs.ts';
import { meetingGroup } from './groups/meetings.ts';
import { monthGroup } from './groups/month.ts';
import { operationGroups } from './groups/operation.ts';
import { pollGroup } from './groups/polls.ts';
import { referenceGroups } from './groups/reference.ts';
import { registryGroups } from './groups/registry.ts';
import { reminderGroup } from './groups/reminders.ts';
import { rosterGroups } from './groups/rosters.ts';
import { ruleGroups } from './groups/rules.ts';
import { taskGroups } from './groups/tasks.ts';
import { CliProblem } from './problem.ts';
import { usageProblem } from './usage.ts';
import { languageOf, type Words, wordsIn } from './words.ts';

export interface Terminal {
  readonly env: Env;
  out(text: string): void;
  err(text: string): void;
}

function buildProgram({ env, out, err }: Terminal, words: Words): Command {
  let client: Client | undefined;
  const cli: Cli = {
    client: () => {
      client ??= createClient(env);
      return client;
    },
    print: (text) => out(`${text.trimEnd()}\n`),
    words,
  };
  const program = new Command('lilong')
    .description('Operates a Lilong installation through its admin API.')
    .option('--json', 'print what the API answers')
    .option('--lang <language>', `of headings and messages: ${LANGUAGES.join(', ')}; else LILONG_LANG, else LANG`)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: out, writeErr: err, outputError: () => {} })
    .hook('preAction', (_program, command) => refuseEmpty(command))
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride();
  registryGroups(program, cli);
  rosterGroups(program, cli);
  bodyGroups(program, cli);
  bindingGroups(program, cli);
  dutyGroups(program, cli);
  caseGroups(program, cli);
  matrixGroup(program, cli);
  admissionGroup(program, cli);
  bulletinGroup(program, cli);
  taskGroups(program, cli);
  meetingGroup(program, cli);
  ballotGroup(program, cli);
  monthGroup(program, cli);
  reminderGroup(program, cli);
  pollGroup(program, cli);
  chatGroups(program, cli);
  operationGroups(program, cli);
  jobGroup(program, cli);
  doctorCommand(program, cli);
  ruleGroups(program, cli);
  referenceGroups(program, cli);
  return program;
}

/** A shell makes an empty argument of a variable that is not set. */
function refuseEmpty({ registeredArguments, processedArgs }: Command): void {
  for (const [at, argument] of registeredArguments.entries()) {
    const given: unknown = processedArgs[at];
    const empty = (Array.isArray(given) ? given : [given]).some((one) => typeof one === 'string' && one.trim() === '');
    if (empty) throw new CliProblem(1, 'empty', ['cli.problem.empty', { name: argument.name() }]);
  }
}

/** @returns the exit code: 0 done, 1 refused, 2 usage, 3 unreachable */
export async function run(args: readonly string[], terminal: Terminal): Promise<0 | 1 | 2 | 3> {
  let words = wordsIn('en');
  try {
    words = wordsIn(languageOf(args, terminal.env));
    await buildProgram(terminal, words).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // Of a command that is missing it has printed the help, of anything else nothing yet.
      const said =
        error.code === 'commander.help' ? words.say('cli.problem.which-command') : usageProblem(words, error);
      terminal.err(`${said}\n`);
      return 2;
    }
    if (!(error instanceof CliProblem)) throw error;
    const { code, sentences, exitCode } = error;
    const message = words.sentences(sentences);
    terminal.err(args.includes('--json') ? `${JSON.stringify({ error: { code, message } })}\n` : `${message}\n`);
    return exitCode;
  }
}
