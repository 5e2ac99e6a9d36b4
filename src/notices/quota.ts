/** The month's pushes will not be enough: told to the subdistricts, who can order a larger plan or send less to groups. */
import { and, eq, isNull } from 'drizzle-orm';
import { roleSeat } from '../../db/schema/index.ts';
import { visible } from '../../db/visible.ts';
import type { Notice } from '../domain/notices/notice.ts';
import { formatDate, formatMonth } from '../locales/dates.ts';
import { lookUp, translate } from '../locales/translate.ts';
import type { Outgoing } from './intent.ts';
import { reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

export async function quotaShort(
  tools: ComposeTools,
  notice: Extract<Notice, { kind: 'quota.short' }>,
): Promise<Outgoing[]> {
  const { platform, month, expected, limit, runsOutOn } = notice;
  const seats = await tools.tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(and(eq(roleSeat.role, 'subdistrict'), isNull(roleSeat.until), visible(roleSeat.personId)));
  return tell(
    tools,
    await reachPeople(
      tools.tx,
      seats.map(({ personId }) => personId),
    ),
    { topic: notice.kind, subject: `quota:${platform}:${month}`, policy: 'skip' },
    (language) => ({
      text: translate(language, 'quota.short', {
        platform: lookUp(language, `platform.${platform}`) ?? platform,
        month: formatMonth(language, month),
        expected,
        limit,
        day: formatDate(language, runsOutOn),
      }),
    }),
  );
}
