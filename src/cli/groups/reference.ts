/** What can be looked up without a running installation. */
import type { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import { PERMISSIONS } from '../../domain/permissions/table.ts';
import { isRuleKey, RULE_KEYS } from '../../domain/rules/keys.ts';
import { answer, type Context, group } from '../context.ts';
import { commandsPage } from '../pages/commands.ts';
import { permissionsPage } from '../pages/permissions.ts';
import { ruleCard, ruleNow, type ShownRule } from '../pages/rules.ts';
import { CliProblem } from '../problem.ts';
import { table } from '../table.ts';

export function referenceGroups(program: Command, context: Context): void {
  group(program, 'permissions', 'Print docs/permissions.md: which role may do what; needs no installation').action(
    (_options, command: Command) => answer(context, command, PERMISSIONS, permissionsPage),
  );
  const rules = group(program, 'rules', 'The rules of governance and where each comes from; needs no installation');
  rules
    .command('show')
    .description('Show one rule in full, or all in a line each')
    .argument('[key]', 'like demand.response')
    .action((key: string | undefined, _options, command: Command) => {
      const today = Temporal.Now.plainDateISO('Asia/Shanghai');
      if (key === undefined) {
        const all = RULE_KEYS.map((each) => ruleNow(each, today));
        answer(context, command, all, (shown: readonly ShownRule[]) =>
          table(
            ['KEY', 'VALUE', 'LABEL', 'SOURCE'],
            shown.map((rule) => [rule.key, rule.value, rule.label, rule.source.title]),
          ),
        );
        return;
      }
      if (!isRuleKey(key))
        throw new CliProblem(1, 'no_such_rule', `There is no rule "${key}"; "rules show" lists them.${nearest(key)}`);
      answer(context, command, ruleNow(key, today), ruleCard);
    });
  group(program, 'commands', 'Print docs/commands.md: the commands of chat and of this program').action(
    (_options, command: Command) => answer(context, command, commandsPage(program), (page) => page),
  );
}

function nearest(key: string): string {
  const area = key.split('.')[0];
  const near = RULE_KEYS.filter((known) => known.startsWith(`${area}.`));
  return near.length === 0 ? '' : ` Did you mean one of: ${near.slice(0, 12).join(', ')}?`;
}
