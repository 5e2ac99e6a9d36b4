/** What is wrong with a command line, in the language of whoever typed it: the parser itself speaks English only. */
import type { CommanderError } from 'commander';
import type { MessageKey } from '../locales/translate.ts';
import type { Words } from './words.ts';

const SAID: Readonly<Record<string, MessageKey>> = {
  'commander.missingArgument': 'cli.usage.missing-argument',
  'commander.optionMissingArgument': 'cli.usage.option-needs-value',
  'commander.missingMandatoryOptionValue': 'cli.usage.missing-option',
  'commander.unknownOption': 'cli.usage.unknown-option',
  'commander.unknownCommand': 'cli.usage.unknown-command',
  'commander.excessArguments': 'cli.usage.too-many',
  'commander.invalidArgument': 'cli.usage.not-allowed',
};

/** In English the parser's own sentence, which also guesses what was meant; so too where no text of ours foresees it. */
export function usageProblem({ language, say }: Words, { code, message }: CommanderError): string {
  const key = SAID[code];
  const what = /'([^']*)'/.exec(message)?.[1];
  if (language === 'en' || key === undefined || what === undefined) return message;
  return say(key, { what, choices: /Allowed choices are (.*)\./.exec(message)?.[1] ?? '' });
}
