/** `docs/commands.md`: what can be typed in chat, and at the command line. */
import type { Command } from 'commander';
import { COMMAND_NAMES, commandMenu, SLASH } from '../../conversation/commands.ts';
import { phrase } from '../../locales/translate.ts';

const HEAD = `# Commands

Printed from the code with \`npm run -s lilong -- commands\`.

## In chat

People need none of these: they say what is wrong, and the buttons do the rest. A word counts as a command at the
beginning of a message, or, where nothing can follow it, when it stands alone. In a group, name the bot or begin with
the slash.
`;

const CLI_HEAD = `
## At the command line

\`npm run -s lilong -- <command>\` is a client of the admin API of a running installation.

| setting | meaning |
|---|---|
| \`LILONG_URL\` | where it runs; \`http://127.0.0.1:$PORT\`, port 3000, unless set |
| \`ADMIN_TOKEN\` | its admin token |
| \`DATA_DIR\` | where else to find the token, in the file \`admin-token\`; \`./data\` unless set |
| \`LILONG_LANG\` | the language of headings and messages: \`zh-Hans\`, \`zh-Hant\` or \`en\`; that of the terminal (\`LANG\`) unless set |

Every command takes \`--json\`, and \`--lang\`, which goes before \`LILONG_LANG\`. Times are printed in the time zone of the community (\`2026-11-20 17:30 UTC+8\`), with
\`--json\` as the API gives them, in UTC. A command exits with 0 when done, 1 when refused, 2 when the command line is
not right, and 3 when nothing answers. One that changes something is sent with a key of its own; when the answer was
lost, repeat it with \`--key\` and that key, and it is not done twice. A list shows one page (\`--limit\`, 50 rows, at
most 100), names the \`--cursor\` of the next, and shows every page with \`--all\`.
`;

export function commandsPage(program: Command): string {
  return [HEAD, chatTable(), CLI_HEAD, ...program.commands.map(groupSection)].join('\n');
}

function chatTable(): string {
  const inGroups = new Set(commandMenu('group', 'en').map(({ command }) => command));
  const rows = COMMAND_NAMES.map(({ word, names }) => {
    const slashes = Object.keys(SLASH).filter((name) => SLASH[name] === word);
    const meaning = `${phrase('zh-Hans', `command.${word}`)} · ${phrase('en', `command.${word}`)}`;
    return `| ${slashes.map(code('/')).join(' ')} | ${[...new Set(names)].map(code('')).join(' ')} | ${meaning} | ${inGroups.has(word) ? 'yes' : ''} |`;
  });
  return ['| slash | words | meaning | shown in groups |', '|---|---|---|---|', ...rows].join('\n');
}

const code = (before: string) => (text: string) => `\`${before}${text}\``;

function groupSection(group: Command): string {
  const commands = group.commands.length === 0 ? [group] : group.commands;
  return [`### ${group.name()}`, '', `${group.description()}.`, '', ...commands.map(entry), ''].join('\n');
}

/** Said once above for all lists and all changes. */
const SAID_ABOVE = ['limit', 'cursor', 'key'];

function entry(command: Command): string {
  const isList = command.options.some((option) => option.name() === 'cursor');
  const options = command.options.filter(
    (option) => !SAID_ABOVE.includes(option.name()) && !(isList && option.name() === 'all'),
  );
  const described = [
    ...command.registeredArguments.map((argument) => [argument.name(), argument.description] as const),
    ...options.map((option) => [option.flags, option.description] as const),
  ];
  const details = described.flatMap(([name, text]) => (text ? [`  - \`${name}\`: ${text}`] : []));
  const meaning = command.parent?.parent ? `: ${command.description()}` : '';
  return [`- \`${pathOf(command)}\`${meaning}`, ...details].join('\n');
}

/** `place create <community> <kind> <name>`. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let each: Command | null = command; each?.parent; each = each.parent) names.unshift(each.name());
  const given = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  return [...names, ...given].join(' ');
}
