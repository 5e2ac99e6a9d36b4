/** A plan as {@link readPlan} takes it, for files and people: what is written here reads to the same plan. */
import type { Duration } from '../calendar/duration.ts';
import type { DueRule, DurationKey, Written } from './due.ts';
import type { PlanDocument, PlanText } from './plan.ts';
import type { Json } from './plan-reading.ts';

export function writePlan(plan: PlanDocument): Json {
  return {
    key: plan.key,
    title: plainly(plan.title),
    source: plan.source,
    ...(plan.communities && { communities: [...plan.communities] }),
    ...(plan.stages.length > 0 && {
      stages: plan.stages.map(({ key, title, after }) => ({
        key,
        title: plainly(title),
        ...(after.length > 0 && { after: [...after] }),
      })),
    }),
    items: plan.items.map((item) => ({
      key: item.key,
      title: plainly(item.title),
      ...(item.details && { details: plainly(item.details) }),
      owner: item.owner,
      ...(item.body && { body: item.body }),
      due: writeDue(item.due),
      evidence: item.evidence,
      verifier: item.verifier,
      ...(item.stage && { stage: item.stage }),
      ...(item.needs && { needs: { ...item.needs } }),
      ...(item.article && { article: item.article }),
      ...(item.proposal && { proposal: plainly(item.proposal) }),
    })),
  };
}

const plainly = (text: PlanText): PlanText | string =>
  text['zh-Hant'] === undefined && text.en === undefined ? text['zh-Hans'] : { ...text };

const twoDigits = (number: number): string => String(number).padStart(2, '0');

function writeDue(due: DueRule): Json {
  switch (due.mode) {
    case 'date':
      return { mode: due.mode, on: due.on };
    case 'yearly':
      return {
        mode: due.mode,
        on: 'rule' in due.on ? { ...due.on } : `${twoDigits(due.on.value.month)}-${twoDigits(due.on.value.day)}`,
      };
    case 'monthly':
    case 'quarterly':
      return due.day === 31 ? { mode: due.mode } : { mode: due.mode, day: due.day };
    case 'rolling':
      return { mode: due.mode, since: due.since, every: writePeriod(due.every) };
    case 'relative':
      return {
        mode: due.mode,
        after: due.after,
        ...(due.item !== undefined && { item: due.item }),
        within: writePeriod(due.within),
      };
    case 'threshold':
      return {
        mode: due.mode,
        figure: due.figure,
        when: due.when,
        line: 'rule' in due.line ? { ...due.line } : due.line.value,
        within: writePeriod(due.within),
      };
  }
}

const writePeriod = (period: Written<Duration, DurationKey>): Json =>
  'rule' in period ? { ...period } : { ...period.value };
