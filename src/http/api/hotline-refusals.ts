/** What the hotline refuses, as the API says it. A refusal without a sentence does not compile. */
import type { Result } from '../../domain/result.ts';
import type { NotPermitted } from '../../usecases/command.ts';
import { MOST_ORDERS } from '../../usecases/demand/import.ts';
import type { FundAdmissionRefusal, RequestAdmissionRefusal } from '../../usecases/hotline/admission.ts';
import type { BulletinRefusal, DraftBulletinRefusal } from '../../usecases/hotline/bulletin.ts';
import type { EnterCaseRefusal } from '../../usecases/hotline/enter.ts';
import type { ImportCasesRefusal } from '../../usecases/hotline/import.ts';
import type { EndMatrixRefusal, MatrixRefusal } from '../../usecases/hotline/matrix.ts';
import type { ImportMatrixRefusal } from '../../usecases/hotline/matrix-import.ts';
import type { CaseNotFound } from '../../usecases/hotline/rows.ts';
import { ApiProblem } from './problem.ts';

export type HotlineRefusal =
  | BulletinRefusal
  | DraftBulletinRefusal
  | CaseNotFound
  | EndMatrixRefusal
  | EnterCaseRefusal
  | FundAdmissionRefusal
  | ImportCasesRefusal
  | ImportMatrixRefusal
  | MatrixRefusal
  | NotPermitted
  | RequestAdmissionRefusal;

type Said = readonly [status: 400 | 403 | 404 | 409, message: string];

type Sentences = {
  readonly [K in HotlineRefusal['kind']]: Said | ((refusal: Extract<HotlineRefusal, { readonly kind: K }>) => Said);
};

const SAID: Sentences = {
  not_permitted: [403, 'The operator may not do this: it needs a person bound in chat.'],
  case_not_found: [404, 'There is no such case.'],
  community_not_found: [404, 'There is no such community.'],
  place_not_found: [404, 'There is no such place in this community.'],
  body_not_found: [404, 'There is no such body here, or it has ended.'],
  category_not_found: [400, 'The field "category" is not one of the categories of cases.'],
  text_missing: [400, 'The field "text" holds no words.'],
  text_too_long: ({ limit }) => [400, `The words are too long. At most ${limit} characters are taken.`],
  title_missing: [400, 'The field "title" must not be empty.'],
  case_anonymous_named: [
    400,
    'Whoever stays anonymous leaves no "name" and no "phone"; choose "confidential" to seal them.',
  ],
  case_name_missing: [400, 'The field "name" or "phone" is missing: the mode "named" needs one.'],
  too_many_orders: [400, `The file has more than ${MOST_ORDERS} work orders; divide it.`],
  no_subdistrict: [409, 'This community belongs to no subdistrict.'],
  matrix_above: [403, 'What holds for a whole subdistrict is set by the subdistrict or the operator.'],
  matrix_row_not_found: [404, 'There is no such duty in the list of this community, or it was taken out.'],
  matrix_conflict: ({ conflicts }) => [
    409,
    `This contradicts the list: ${conflicts.map(({ kind }) => kind).join(', ')}. End the row that is in force first.`,
  ],
  matrix_rows_wrong: ({ problems }) => [409, `Nothing was taken in; rows that are wrong: ${problems.length}.`],
  admission_not_found: [404, 'There is no such request.'],
  admission_department_missing: [400, 'Give the field "departmentBodyId", or "department" with its name.'],
  admission_not_your_unit: [403, 'A unit asks in its own name only.'],
  admission_funding_missing: [409, 'No money was named that could come; give the field "fundingFen" above zero.'],
  subdistrict_not_found: [404, 'There is no such subdistrict.'],
  bulletin_not_found: [404, 'There is no such bulletin.'],
  bulletin_month_not_over: [409, 'The month in the field "month" is not over yet.'],
  bulletin_there: ({ state }) => [
    409,
    `There is a bulletin of this month; it is "${state}". One that is not published yet can be withdrawn.`,
  ],
  bulletin_not_now: ({ action, state }) => [409, `A bulletin that is "${state}" does not take the step "${action}".`],
  bulletin_already: ({ state }) => [409, `The bulletin is "${state}" already.`],
  bulletin_own_draft: [403, 'Whoever drafted it does not approve it.'],
  day_in_future: [409, 'The field "receivedOn" must not be in the future.'],
};

/** @throws ApiProblem for what was refused */
export function mustHotline<T>(result: Result<T, HotlineRefusal>): T {
  if (result.ok) return result.value;
  const said = SAID[result.error.kind];
  // The kind of the refusal has chosen the sentence that takes it.
  const [status, message] =
    typeof said === 'function' ? (said as (refusal: HotlineRefusal) => Said)(result.error) : said;
  throw new ApiProblem(status, result.error.kind, message);
}
