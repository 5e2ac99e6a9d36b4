/**
 * 通函: the same thing told to everybody of a meeting or of a roll. Where they are few it is told at once, to each with what
 * concerns her alone. Where they are thousands it is only written down here: `jobs/circulars.ts` sends it out in slices, in
 * words that are the same for all who read a language, so that one call of a platform reaches many of them.
 */
import { circular, type community } from '../../db/schema/index.ts';
import { newId } from '../../db/schema/namespace.ts';
import type { Language } from '../channel.ts';
import type { BallotNotice } from '../domain/ballot/notices.ts';
import type { MeetingNotice } from '../domain/meeting/notices.ts';
import type { BoundPrompt, Outgoing } from './intent.ts';
import { type Recipient, reachPeople } from './recipients.ts';
import { type ComposeTools, tell } from './tell.ts';

export const CIRCULAR_NOTICE = 'circular.notice';
export type CircularNotice = MeetingNotice | BallotNotice;

export interface Circular extends Pick<Outgoing, 'topic' | 'policy'> {
  readonly people: readonly string[];
  readonly subject: string;
  /** Nothing of it is about one person. */
  readonly words: (language: Language) => BoundPrompt;
  /** The same with what is hers alone, where each is written to apart. */
  readonly own?: (language: Language, to: Recipient) => BoundPrompt;
}

export async function tellMany(
  tools: ComposeTools,
  home: typeof community.$inferSelect,
  notice: CircularNotice,
  { people, topic, subject, policy, words, own = words }: Circular,
): Promise<Outgoing[]> {
  const { rules } = await tools.policyFor(tools.tx, home, tools.now);
  if (people.length <= rules.value('meeting.told_at_once'))
    return tell(tools, await reachPeople(tools.tx, people), { topic, subject, policy }, own);
  await tools.tx.insert(circular).values({
    id: newId(),
    noticeSealed: tools.keys.sealJson(CIRCULAR_NOTICE, notice),
    createdAt: tools.now,
  });
  return [];
}
