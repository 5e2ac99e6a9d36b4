/**
 * What a button means. Intents are stored on our side; the platform carries only a token, so a forged or copied button
 * can at most name a prompt that exists, in the chat and for the person it was made for.
 */
import type { Choice, Language, Prompt } from '../channel.ts';
import type { NextRound } from '../domain/ballot/again.ts';
import type { WorkFilter } from '../domain/demand/work.ts';
import type { RuleArea } from '../domain/rules/areas.ts';
import type { RuleKey } from '../domain/rules/keys.ts';
import type { CaseIntent } from './case-intent.ts';
import type { HotlineListIntent } from './hotline-list-intent.ts';

export type Intent =
  /** A choice of a flow's step; stale once the conversation has moved on. */
  | { readonly do: 'pick'; readonly flow: string; readonly step: string; readonly pick: string }
  | { readonly do: 'leave' }
  | { readonly do: 'help' }
  | { readonly do: 'report' }
  /** Words that were not taken for a demand are one after all. */
  | { readonly do: 'report-this'; readonly text: string }
  | { readonly do: 'my'; readonly page: number }
  /** The rules of one's community, by area. */
  | { readonly do: 'rules'; readonly area?: RuleArea; readonly page: number }
  /** Which rules a message applied, as they stood at that time. */
  | { readonly do: 'why'; readonly rules: readonly RuleKey[]; readonly communityId?: string; readonly at: string }
  | { readonly do: 'show'; readonly demandId: string }
  | { readonly do: 'language'; readonly language: Language }
  | { readonly do: 'pictures'; readonly demandId: string }
  | { readonly do: 'accept'; readonly demandId: string }
  /** A handler's list of today. */
  | { readonly do: 'today'; readonly filter: WorkFilter; readonly page: number }
  /** Which filters there are; with `by`, the values of one. */
  | { readonly do: 'filter'; readonly by?: FilterBy; readonly page: number }
  | { readonly do: 'accept-all'; readonly demandIds: readonly string[] }
  /** Several of a list, to be done together. */
  | { readonly do: 'choose'; readonly demandIds: readonly string[] }
  /** Asks for the words first. */
  | ({
      readonly do: 'write';
      readonly purpose: WordsPurpose;
      readonly demandId: string;
      readonly resolution?: number;
    } & About)
  /** What a handler does more rarely. */
  | { readonly do: 'more'; readonly demandId: string }
  /** The units it can be referred to. */
  | { readonly do: 'units'; readonly demandId: string; readonly page: number }
  | { readonly do: 'list'; readonly demandId: string }
  | { readonly do: 'split'; readonly demandId: string }
  | { readonly do: 'cosign'; readonly demandId: string }
  | { readonly do: 'take-back'; readonly demandId: string }
  | { readonly do: 'catalogue'; readonly page: number }
  | { readonly do: 'confirm'; readonly demandId: string; readonly resolution: number }
  | { readonly do: 'withdraw'; readonly demandId: string }
  /** For somebody no chat reaches: she was told; she says it is solved. */
  | { readonly do: 'told'; readonly demandId: string }
  | { readonly do: 'confirm-for'; readonly demandId: string; readonly resolution: number }
  /** What one must do, soonest first. */
  | { readonly do: 'tasks'; readonly page: number }
  | { readonly do: 'task'; readonly taskId: string; readonly act: TaskAct }
  /** 收到 for all that a digest showed. */
  | { readonly do: 'acknowledge-tasks'; readonly taskIds: readonly string[] }
  | { readonly do: 'extension'; readonly extensionId: string; readonly grant: boolean }
  /** What waits for one's signature or decision. */
  | { readonly do: 'to-verify'; readonly page: number }
  /** To whom a task can be handed, and to one of them. */
  | { readonly do: 'task-people'; readonly taskId: string; readonly page: number }
  | { readonly do: 'hand-over'; readonly taskId: string; readonly personId: string }
  /** What is late and due this week; without a community, of all that one looks after. */
  | { readonly do: 'week'; readonly communityId?: string; readonly page: number }
  /** How the communities of a subdistrict stand. */
  | { readonly do: 'wall' }
  /** Sets a task; without a community, one is asked for where there are several, or `all`. `line`: what was typed of it. */
  | { readonly do: 'new-task'; readonly communityId?: string; readonly all?: true; readonly line?: string }
  | { readonly do: 'meetings'; readonly page: number }
  /** `seen`: what she is shown that she agrees to, the version of the minutes or the round of the date. */
  | { readonly do: 'meeting'; readonly meetingId: string; readonly act: MeetingAct; readonly seen?: string }
  /** Puts something to the vote in a meeting; what was typed of it. */
  | { readonly do: 'new-motion'; readonly meetingId: string; readonly line: string }
  | { readonly do: 'series'; readonly act: 'end'; readonly seriesId: string }
  /** `seen`: the words she finds nothing against. */
  | { readonly do: 'ballot'; readonly ballotId: string; readonly act: BallotAct; readonly seen?: string }
  /** Asks for the words first. */
  | {
      readonly do: 'ballot-words';
      readonly ballotId: string;
      readonly purpose: 'recuse' | 'challenge' | 'object' | 'uphold' | 'dismiss' | 'recount' | 'paper' | 'aside';
      readonly objectionId?: string;
    }
  /** One choice, in the canonical form of `domain/ballot/question.ts`. */
  /** On her own entry, or on that of whoever gave her a proxy. */
  | { readonly do: 'vote'; readonly ballotId: string; readonly choice: string; readonly entry?: number }
  /** Asks how she votes for whoever gave her a proxy. */
  | { readonly do: 'vote-for'; readonly ballotId: string; readonly entry: number }
  | { readonly do: 'petition'; readonly petitionId: string; readonly act: 'sign' | 'withdraw' }
  /** Whether somebody who was challenged must stay out of it. */
  | { readonly do: 'recusal'; readonly recusalId: string; readonly uphold: boolean }
  | { readonly do: 'poll'; readonly pollId: string; readonly act: PollAct }
  /** One tap: an option by its number. */
  | { readonly do: 'poll-pick'; readonly pollId: string; readonly option: number }
  /** Asks a group; what was typed of it. */
  | { readonly do: 'new-poll'; readonly chatId: string; readonly line: string }
  /** About who is who: seats, accounts, duty. */
  | { readonly do: 'registry'; readonly act: RegistryAct }
  | HotlineListIntent
  | CaseIntent;

export type TaskAct =
  | 'show'
  | 'acknowledge'
  /** Evidence is asked for where the task wants some, then it is handed in. */
  | 'hand-in'
  | 'extend'
  | 'transfer'
  | 'pictures'
  | 'verify'
  | 'return'
  | 'waive'
  | 'reschedule'
  | 'supervise'
  | 'unsupervise'
  | 'cancel'
  /** The same task in every committee it was sent to. */
  | 'everywhere'
  /** Whether the title somebody typed stands on the public wall. */
  | 'publish-title'
  | 'withdraw-title';

export type MeetingAct =
  | 'show'
  | 'attend'
  | 'leave'
  | 'send'
  | 'consent'
  | 'open-check-in'
  | 'code'
  /** Who came, off a list on paper. */
  | 'enter'
  | 'begin'
  | 'fail'
  | 'close'
  /** Whoever is there goes. */
  | 'go'
  /** Puts something to the vote. */
  | 'put'
  /** Writes the minutes, or corrects them. */
  | 'write'
  | 'sign'
  /** Names who chairs or records it. */
  | 'people'
  | 'cancel'
  | 'reschedule'
  /** What was agreed becomes a task. */
  | 'follow-up'
  | 'archive'
  /** From now on one like it comes back. */
  | 'monthly'
  | 'quarterly';

export type BallotAct =
  | 'show'
  | 'vote'
  | 'review'
  | 'freeze'
  | 'open'
  | 'pause'
  | 'resume'
  | 'close'
  | 'verify'
  /** Who stands under which number. */
  | 'roll'
  /** Whoever was elected takes the seats. */
  | 'seat'
  /** What was tied once more; the seats an election left empty. */
  | NextRound['kind'];

/** `clear`: what one picked is taken back, to pick anew. */
export type PollAct = 'show' | 'clear' | 'close';

export type RegistryAct =
  /** The next in line takes the vacated seat; of several with equal votes, whom the lot drew. */
  | { readonly kind: 'substitute'; readonly seatId: string; readonly nextSeatId?: string }
  | { readonly kind: 'ask-human' }
  | { readonly kind: 'handover-tick'; readonly handoverId: string; readonly ordinal: number }
  /** Lists of the record, from the one shown last. */
  | { readonly kind: 'people' | 'bindings'; readonly after: string }
  /** Whoever is on duty answers somebody's question. */
  | {
      readonly kind: 'answer-asker';
      /** The question's name; buttons of before have none. */
      readonly ask?: string;
      readonly accountId: string;
      readonly chatId: string;
      readonly communityId: string;
      readonly question: string;
    }
  /** Her own account, or one the committee parts from somebody. */
  | { readonly kind: 'unbind'; readonly accountId: string }
  | { readonly kind: 'rebinding'; readonly rebindingId: string; readonly decision: 'approve' | 'refuse' | 'withdraw' };

export type FilterBy = 'state' | 'category' | 'place';

/** What the words are for; `answer` keeps a bundle with the subdistrict, `answer_back` gives it back to the committee. */
export const WORDS_PURPOSES = [
  'ask_info',
  'progress',
  'resolve',
  'reject',
  'reopen',
  'add_info',
  'merge',
  'refer',
  'return',
  'promote',
  'supervise',
  'unsupervise',
  'escalate',
  'answer',
  'answer_back',
  /** On the word of somebody no chat reaches. */
  'reopen_for',
] as const;
export type WordsPurpose = (typeof WORDS_PURPOSES)[number];

/** What else the words concern. */
export interface About {
  readonly bodyId?: string;
  readonly bundleId?: string;
}

export interface BoundChoice extends Omit<Choice, 'token'> {
  readonly intent: Intent;
}
export type BoundPrompt = Prompt<BoundChoice>;

/** One message to one chat, not yet rendered. */
export interface Outgoing {
  readonly chatId: string;
  readonly prompt: BoundPrompt;
  /** For listings and tests, `demand.registered`. */
  readonly topic: string;
  readonly language: Language;
  readonly lane: 'interactive' | 'bulk';
  /** An answer to what someone just did, or a notice that stands for itself (and may cost money). */
  readonly purpose: 'answer' | 'notice';
  /** Whether to send again when nobody knows if it arrived. */
  readonly policy: 'skip' | 'repeat';
  /** The only account that may press; absent = whoever is in the chat. */
  readonly accountId?: string;
  /** Kept up to date in place where the platform can edit: `demand-card:<id>`. */
  readonly viewSubject?: string;
  /** HMAC of the message whose words a choice carries, where that can be taken back. */
  readonly messageKey?: string;
  /** Once it has arrived, nothing says that it was sent. */
  readonly traceless?: true;
  /** Send-once keys (`reminder_sent`) this message uses up: its row in the outbox is their fate. */
  readonly sentIds?: readonly string[];
  /**
   * In a group, a few plain words for whoever pressed alone, where the platform can say them so; elsewhere together with
   * others. `about`: a later word about the same takes its place. `discreet`: that she pressed is not to be said.
   */
  readonly privately?: { readonly about: string; readonly discreet?: true };
}
