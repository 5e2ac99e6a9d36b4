/** A community's rules change: its head and its supervision committee are told what, from when and why. */
import { eq } from 'drizzle-orm';
import { community, ruleAdoption, ruleOverride } from '../../db/schema/index.ts';
import type { Language } from '../channel.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { isRuleKey, RULE_KINDS, type RuleValue } from '../domain/rules/keys.ts';
import { readValue } from '../domain/rules/value-kinds.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import { button } from './button.ts';
import type { Outgoing } from './intent.ts';
import { holders, reachPeople } from './recipients.ts';
import { sentenceWith } from './rule-words.ts';
import { type ComposeTools, tell } from './tell.ts';

export type RuleNotice = Extract<Notice, { kind: `rules.${string}` }>;
export const isRuleNotice = (notice: Notice): notice is RuleNotice => notice.kind.startsWith('rules.');

export async function rulesChanged(tools: ComposeTools, notice: RuleNotice): Promise<Outgoing[]> {
  const [home] = await tools.tx.select().from(community).where(eq(community.id, notice.communityId));
  const words = home && (await wordsOf(tools, notice, home.name));
  if (!home || !words) return [];
  const reach = await reachPeople(tools.tx, await holders(tools.tx, home.id, ['committee_head', 'supervisor']));
  return tell(tools, reach, { topic: notice.kind, subject: `community:${home.id}`, policy: 'repeat' }, (language) => ({
    text: [words(language)],
    choices: [button(language, 'rules.button.see', { do: 'rules', page: 0 })],
  }));
}

type InWords = (language: Language) => string;

async function wordsOf(tools: ComposeTools, notice: RuleNotice, name: string): Promise<InWords | undefined> {
  switch (notice.kind) {
    case 'rules.adopted': {
      const [row] = await tools.tx.select().from(ruleAdoption).where(eq(ruleAdoption.id, notice.adoptionId));
      if (!row) return undefined;
      const { chain } = await tools.rulesOn(tools.tx, notice.communityId, row.effectiveFrom);
      return (language) =>
        phrase(language, 'notice.rules-adopted', {
          from: formatDate(language, row.effectiveFrom),
          community: name,
          pack: chain[0]?.title ?? row.packId,
          reason: row.reason,
        });
    }
    case 'rules.overridden':
    case 'rules.override-ended':
      return overrideInWords(tools, notice, name);
  }
}

async function overrideInWords(
  tools: ComposeTools,
  notice: Exclude<RuleNotice, { kind: 'rules.adopted' }>,
  name: string,
): Promise<InWords | undefined> {
  const [row] = await tools.tx.select().from(ruleOverride).where(eq(ruleOverride.id, notice.overrideId));
  if (!row || !isRuleKey(row.key)) return undefined;
  const { key, effectiveFrom, effectiveUntil, againstLawBecause } = row;
  const read = readValue(RULE_KINDS[key], row.value);
  if (!read.ok) return undefined;
  const book = await tools.rulesOn(tools.tx, notice.communityId, effectiveFrom);
  const sentence = (language: Language) => sentenceWith(language, book, key, read.value as RuleValue);
  if (notice.kind === 'rules.override-ended') {
    return (language) =>
      phrase(language, 'notice.rules-override-ended', {
        until: formatDate(language, effectiveUntil ?? effectiveFrom),
        community: name,
        sentence: sentence(language),
        reason: row.endedBecause ?? '',
      });
  }
  return (language) =>
    [
      phrase(language, 'notice.rules-overridden', {
        from: formatDate(language, effectiveFrom),
        community: name,
        sentence: sentence(language),
        reason: row.reason,
      }),
      ...(effectiveUntil === null
        ? []
        : [phrase(language, 'notice.rules-overridden.until', { until: formatDate(language, effectiveUntil) })]),
      ...(againstLawBecause === null
        ? []
        : [phrase(language, 'notice.rules-overridden.against-law', { reason: againstLawBecause })]),
    ].join('\n');
}
