/** What reading a plan from a file comes to. */
import type { PlanDocument } from '../domain/task/plan.ts';
import type { PlanProblem } from '../domain/task/plan-reading.ts';
import type { FileProblem } from './table.ts';

export type PlanFileProblem =
  /** The content is not right; `line` is that of the text or the row of the sheet. */
  | (PlanProblem & { readonly line: number })
  /** It is not written as YAML is. */
  | { readonly kind: 'syntax'; readonly line: number }
  /** A row that says neither plan, stage nor item; a sheet without a heading. */
  | { readonly kind: 'unknown_row'; readonly line: number; readonly given: string }
  | { readonly kind: 'heading_missing'; readonly line: number }
  | { readonly kind: 'file'; readonly line: number; readonly problem: FileProblem };

export type PlanRead =
  | { readonly ok: true; readonly plan: PlanDocument }
  | { readonly ok: false; readonly problems: readonly PlanFileProblem[] };
