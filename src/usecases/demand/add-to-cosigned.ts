/**
 * Whoever co-signed a demand adds what she photographed, and her words when she wants them to go along: for those who
 * handle it. It moves nothing, and neither the submitter nor other neighbours read it.
 */
import { and, count, eq, ne } from 'drizzle-orm';
import { attachment } from '../../../db/schema/index.ts';
import { isOpen } from '../../domain/demand/states.ts';
import { err, ok } from '../../domain/result.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import { elapsedMinutes } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import { adoptFiles, filesWaiting, type SentIn } from './attach.ts';
import { appendHistory, type DemandRow } from './change.ts';
import { type CosignRefusal, loadSurviving, type Surviving, signatureOf } from './cosign.ts';

interface AddToCosigned {
  readonly demandId: string;
  /** Where her files wait. */
  readonly from: SentIn;
  readonly words?: string;
}

export type AddToCosignedRefusal =
  | CosignRefusal
  | { readonly kind: 'cosign_none' }
  | { readonly kind: 'too_many_files'; readonly limit: number }
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

export interface Added {
  readonly demand: DemandRow;
  readonly files: number;
}

export const addToCosigned = command<AddToCosigned, Surviving, Added, AddToCosignedRefusal>({
  name: 'demand.cosign-add',
  load: loadSurviving,
  target: ({ demand: row }) => ({ communityId: row.communityId }),
  run: async (uow, loaded, { from, words }, as) => {
    const { demand: row, policy } = loaded;
    if (!(await signatureOf(uow, loaded))) return err({ kind: 'cosign_none' });
    if (!isOpen(row.state)) return err({ kind: 'cosign_over', state: row.state });
    const longest = policy.rules.value('demand.text.max');
    if (words !== undefined && Array.from(words).length > longest)
      return err({ kind: 'text_too_long', limit: longest });
    const rule = 'demand.rate.info';
    const rate = policy.rules.value(rule);
    if (!(await withinLimit(uow, 'demand.cosign-add', `${row.id} ${loaded.personId}`, rate)))
      return err({ kind: 'too_many', rate, rule });
    const waiting = await filesWaiting(uow, from, elapsedMinutes(policy.rules.value('demand.attachment.before')));
    const limit = policy.rules.value('demand.attachment.max');
    const [has] = await uow.tx
      .select({ n: count() })
      .from(attachment)
      .where(and(eq(attachment.demandId, row.id), ne(attachment.state, 'erased')));
    if ((has?.n ?? 0) + waiting.length > limit) return err({ kind: 'too_many_files', limit });
    await adoptFiles(uow, row, waiting, as);
    await appendHistory(uow, row.id, as, { kind: 'neighbour_add', ...(words !== undefined && { text: words }) });
    uow.notices.push(
      { kind: 'demand.to-handle', demandId: row.id, because: 'info-added' },
      { kind: 'demand.card-changed', demandId: row.id },
    );
    return ok({ demand: row, files: waiting.length });
  },
});
