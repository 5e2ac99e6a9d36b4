/** What is told about a meeting to everybody who belongs to it. */
import type { Language } from '../channel.ts';
import type { MeetingNotice } from '../domain/meeting/notices.ts';
import { rulesOfKind } from '../domain/meeting/rules.ts';
import type { MeetingState } from '../domain/meeting/states.ts';
import { type MessageKey, phrase, translate } from '../locales/translate.ts';
import type { BoundChoice, BoundPrompt, MeetingAct } from './intent.ts';
import type { Circular } from './many.ts';
import { meetingButtonFor } from './meeting-buttons.ts';
import { type MeetingFacts, meetingValues } from './meeting-facts.ts';
import { type MeetingPaper, meetingLinks } from './papers.ts';
import type { ComposeTools } from './tell.ts';
import { whyButton } from './why.ts';

/** Those told to many. */
export type ToMembers = Extract<
  MeetingNotice,
  {
    readonly kind:
      | 'meeting.noticed'
      | 'meeting.unanswered'
      | 'meeting.changed'
      | 'meeting.check-in'
      | 'minutes.published';
  }
>;

const KINDS: readonly string[] = [
  'meeting.noticed',
  'meeting.unanswered',
  'meeting.changed',
  'meeting.check-in',
  'minutes.published',
] satisfies ToMembers['kind'][];
export const isToMembers = (notice: MeetingNotice): notice is ToMembers => KINDS.includes(notice.kind);

/** While a slice waits for its turn the meeting may have gone on: nobody is asked to come to what was called off. */
const HOLDS_IN: { readonly [K in ToMembers['kind']]?: readonly MeetingState[] } = {
  'meeting.noticed': ['noticed', 'check_in', 'quorum_met'],
  'meeting.unanswered': ['noticed'],
  'meeting.check-in': ['check_in', 'quorum_met', 'in_session', 'voting'],
};
export const meetingStillHolds = ({ kind }: ToMembers, { row }: MeetingFacts): boolean =>
  HOLDS_IN[kind]?.includes(row.state) ?? true;

export const CHANGED = {
  rescheduled: 'meeting.changed.rescheduled',
  cancelled: 'meeting.changed.cancelled',
  suspended: 'meeting.changed.suspended',
  quorum_failed: 'meeting.changed.quorum_failed',
} as const;

export function meetingCircular(tools: ComposeTools, facts: MeetingFacts, notice: ToMembers): Circular {
  const everybody = facts.members.map(personOf);
  const circular = (
    people: readonly string[],
    key: MessageKey,
    acts: readonly MeetingAct[] = [],
    more: Extra = {},
  ): Circular => made(tools, facts, notice.kind, people, key, acts, more);
  switch (notice.kind) {
    case 'meeting.noticed':
      return circular(everybody, 'meeting.notice', ['attend', 'leave'], {
        papers: ['calendar', 'agenda'],
        after: (language, personId) => {
          const body = facts.bodies.find((one) => one.personId === personId);
          return body && phrase(language, 'meeting.notice.for-body', { body: body.name });
        },
        under: (language) => {
          const { notice: ahead, quorum } = rulesOfKind(facts.row.kind);
          return [whyButton(language, { communityId: facts.home.id, at: tools.now }, ahead, quorum)];
        },
      });
    case 'meeting.unanswered':
      return circular(facts.members.filter(({ answer }) => answer === null).map(personOf), 'meeting.unanswered', [
        'attend',
        'leave',
      ]);
    case 'meeting.changed':
      return circular(everybody, CHANGED[notice.because], [], { values: { reason: notice.reason ?? '' } });
    case 'meeting.check-in':
      return circular(membersBut(facts), 'meeting.check-in');
    case 'minutes.published':
      return circular(everybody, 'minutes.published', ['show'], { papers: ['minutes'] });
  }
}

const personOf = ({ personId }: { readonly personId: string }): string => personId;

/** Who runs it: the chair and the recorder. */
export const running = ({ row: { chairId, recorderId } }: MeetingFacts): readonly string[] => [
  ...new Set([chairId, recorderId].filter((id) => id !== null)),
];

/** Its people without those who run it, who are told something of their own. */
const membersBut = (facts: MeetingFacts): readonly string[] =>
  facts.members.map(personOf).filter((id) => !running(facts).includes(id));

interface Extra {
  readonly values?: Readonly<Record<string, string>>;
  /** Each behind an address of one's own; in words for many the button that shows the meeting leads to them. */
  readonly papers?: readonly MeetingPaper[];
  readonly under?: (language: Language) => readonly BoundChoice[];
  /** What concerns one person alone. */
  readonly after?: (language: Language, personId: string) => string | undefined;
}

export const below = (line: string | undefined): readonly string[] => (line === undefined ? [] : ['\n', line]);

function made(
  tools: ComposeTools,
  facts: MeetingFacts,
  topic: string,
  people: readonly string[],
  key: MessageKey,
  acts: readonly MeetingAct[],
  { values = {}, papers = [], under = () => [], after = () => undefined }: Extra,
): Circular {
  const { id } = facts.row;
  const prompt = (language: Language, shown: readonly MeetingAct[]) => ({
    text: translate(language, key, { ...meetingValues(language, facts), ...values }),
    choices: [...shown.map((act) => meetingButtonFor(language, facts, act)), ...under(language)],
  });
  return {
    people,
    topic,
    subject: `meeting:${id}`,
    policy: 'skip',
    words: (language) => prompt(language, papers.length > 0 && !acts.includes('show') ? [...acts, 'show'] : acts),
    own: (language, { personId }) => ({
      ...plus(prompt(language, acts), after(language, personId ?? '')),
      links: meetingLinks(tools.paperUrl, papers, id, language, personId),
    }),
  };
}

const plus = (prompt: BoundPrompt, line: string | undefined): BoundPrompt => ({
  ...prompt,
  text: [...prompt.text, ...below(line)],
});
