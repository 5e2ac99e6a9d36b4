/** The rules of a person's community, in plain words and with where each comes from; and why a message said what it said. */
import { Temporal } from 'temporal-polyfill';
import { RULE_AREAS, type RuleArea, rulesIn } from '../domain/rules/areas.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { BoundChoice, Intent } from '../notices/intent.ts';
import { ruleInFull } from '../notices/rule-words.ts';
import { choice } from './answers.ts';
import { rulesOf, say, type Turn } from './turn.ts';

/** `规则`, or `规则 开会` for one area at once. */
export function sayRules(turn: Turn, wanted: string): void {
  const area = RULE_AREAS.find(
    (each) => wanted !== '' && areaName(turn, each).toLowerCase().includes(wanted.toLowerCase()),
  );
  if (area) sayRulesOf(turn, area, 0);
  else sayRuleAreas(turn);
}

const areaName = ({ language }: Turn, area: RuleArea): string => phrase(language, `rules.area.${area}`);

export function sayRuleAreas(turn: Turn): void {
  const { language, community } = turn;
  say(turn, 'rules.areas', {
    text: community
      ? translate(language, 'rules.title', { community: community.name })
      : translate(language, 'rules.title.any'),
    choices: RULE_AREAS.map((area): BoundChoice => {
      const label = areaName(turn, area);
      return { label, says: label, intent: { do: 'rules', area, page: 0 } };
    }),
  });
}

export function sayRulesOf(turn: Turn, area: RuleArea, page: number): void {
  const book = rulesOf(turn);
  const size = book.value('demand.list.page');
  const keys = rulesIn(area);
  const pages = Math.ceil(keys.length / size);
  const shown = keys.slice(page * size, (page + 1) * size);
  const heading = { area: areaName(turn, area), page: page + 1, pages };
  say(turn, 'rules.page', {
    text: [
      ...translate(turn.language, 'rules.page', heading),
      ...shown.map((key) => `\n\n${ruleInFull(turn.language, book, key)}`),
    ],
    choices: [
      ...(page + 1 < pages
        ? [choice(turn, 'rules.button.more', { do: 'rules', area, page: page + 1 }, 'primary')]
        : []),
      choice(turn, 'rules.button.areas', { do: 'rules', page: 0 }, 'quiet'),
    ],
  });
}

/** The rules as they stood when the message was written: a later decision does not rewrite why. */
export async function sayWhy(turn: Turn, { rules, communityId, at }: Extract<Intent, { do: 'why' }>): Promise<void> {
  const { tx, policies } = turn.uow;
  const then = Temporal.Instant.from(at);
  const home = turn.communities.find(({ id }) => id === communityId);
  const policy = home ? await policies.for(tx, home, then) : policies.common(then);
  say(turn, 'why', {
    text: [
      ...translate(turn.language, 'why.title'),
      ...rules.map((key) => `\n\n${ruleInFull(turn.language, policy.rules, key)}`),
    ],
    choices: [choice(turn, 'rules.button.see', { do: 'rules', page: 0 }, 'quiet')],
  });
}
