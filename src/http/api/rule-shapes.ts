/** Rules, packs and decisions as the API shows and takes them. */
import { z } from '@hono/zod-openapi';
import { parseDate } from '../../domain/calendar/holiday-table.ts';
import type { AdoptionRow, OverrideRow } from '../../usecases/rules/decided-by.ts';
import { instant, text, timeOf, uuid } from './shapes.ts';

export const day = z
  .string({ error: 'must be a day like 2026-12-01' })
  .refine((written) => parseDate(written) !== undefined, 'must be a day like 2026-12-01')
  .openapi({ format: 'date', example: '2026-12-01' });
export const packId = text(1, 64).openapi({ description: 'The id of a rule pack.', example: 'shanghai' });
export const reason = text(1, 500).openapi({ description: 'Which resolution, and why. Everyone may read it.' });

const Source = z.object({
  kind: z.string(),
  title: z.string(),
  article: z.string().optional(),
  url: z.string().optional(),
});
const standing = {
  value: z.string().openapi({ description: 'With its unit, in plain Chinese.' }),
  raw: z.unknown().openapi({ description: 'As a pack holds it.' }),
  label: z.enum(['L', 'A', 'P', 'N']).openapi({
    description: 'L law in force, A taken from another or an older law, P document or practice, N our proposal.',
  }),
  source: Source,
  jurisdiction: z.string(),
  effectiveFrom: z.string(),
  note: z.string().optional(),
  from: z.object({ kind: z.enum(['pack', 'override']), id: z.string(), version: z.string().optional() }),
};
const Standing = z.object(standing).openapi('RuleStanding');
const Rule = z
  .object({ key: z.string(), area: z.string(), plain: z.string(), ...standing, replaces: z.array(Standing) })
  .openapi('Rule');
export const Rules = z
  .object({
    onDate: z.string(),
    packs: z.array(z.object({ id: z.string(), version: z.string(), title: z.string() })),
    items: z.array(Rule),
  })
  .openapi('Rules');
const Difference = z
  .object({ key: z.string(), what: z.enum(['value', 'source']), left: Standing, right: Standing })
  .openapi('RuleDifference');
export const Differences = z.object({ onDate: z.string(), items: z.array(Difference) }).openapi('RuleDifferences');
export const Pack = z
  .object({
    id: z.string(),
    version: z.string(),
    title: z.string(),
    jurisdiction: z.string(),
    effectiveFrom: z.string(),
    effectiveUntil: z.string().nullable(),
    extends: z.string().nullable(),
    rules: z.number().int(),
    note: z.string().nullable(),
  })
  .openapi('RulePack');
export const Adoption = z
  .object({ id: uuid, pack: z.string(), effectiveFrom: z.string(), reason: z.string(), decidedAt: instant })
  .openapi('RuleAdoption');
export type ShownAdoption = z.infer<typeof Adoption>;
export const Override = z
  .object({
    id: uuid,
    key: z.string(),
    value: z.unknown(),
    effectiveFrom: z.string(),
    effectiveUntil: z.string().nullable(),
    reason: z.string(),
    againstLawBecause: z.string().nullable(),
    endedBecause: z.string().nullable(),
    decidedAt: instant,
  })
  .openapi('RuleOverride');
export type ShownOverride = z.infer<typeof Override>;
export const Decisions = z
  .object({ firstPack: z.string(), adoptions: z.array(Adoption), overrides: z.array(Override) })
  .openapi('RuleDecisions');
export type ShownDecisions = z.infer<typeof Decisions>;

export const showAdoption = ({ id, packId: pack, effectiveFrom, reason: why, decidedAt }: AdoptionRow) => ({
  id,
  pack,
  effectiveFrom,
  reason: why,
  decidedAt: timeOf(decidedAt),
});
export const showOverride = ({ communityId: _community, salt: _salt, decidedAt, ...row }: OverrideRow) => ({
  ...row,
  decidedAt: timeOf(decidedAt),
});
