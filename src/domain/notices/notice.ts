import type { BallotNotice } from '../ballot/notices.ts';
import type { NudgeAudience } from '../demand/clocks.ts';
import type { HotlineNotice } from '../hotline/notices.ts';
import type { MeetingNotice } from '../meeting/notices.ts';
import type { PollNotice } from '../poll/notices.ts';
import type { RegistryNotice } from '../registry/notices.ts';
import type { TaskNotice } from '../task/notices.ts';

/**
 * What must be told because something happened. A use case says what; `src/notices` decides whom, in which words and
 * on which platform. A notice carries ids, not words, so that every recipient reads the present facts.
 */

/** Why a handler gets the card. */
export const TO_HANDLE = [
  'new',
  'reopened',
  'info-added',
  /** Not answered in time; the work itself not done in time. */
  'late',
  'overdue',
  'climbed',
  'supervised',
  /** No longer pressed. */
  'unsupervised',
  'referred',
  'returned',
  /** Whoever had it gave up the seat. */
  'released',
  'split',
] as const;
export type ToHandle = (typeof TO_HANDLE)[number];

/** An account that was answered already, and is not told once more. */
interface But {
  readonly except?: string;
}

/** Told to everyone who filed or co-signed the demand or one that was merged into it, each of them once. */
export type Told =
  | { readonly kind: 'demand.accepted'; readonly demandId: string }
  | { readonly kind: 'demand.rejected'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.progress'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.resolved'; readonly demandId: string; readonly eventId: string }
  | ({ readonly kind: 'demand.confirmed'; readonly demandId: string; readonly because: 'submitter' | 'silence' } & But)
  | { readonly kind: 'demand.closed-without-info'; readonly demandId: string }
  /** The demand that goes on in its place, if neighbours' demands were merged into it. */
  | ({ readonly kind: 'demand.withdrawn'; readonly demandId: string; readonly successorId?: string } & But)
  | ({ readonly kind: 'demand.doubted'; readonly demandId: string; readonly because: 'reopened' | 'climbed' } & But)
  | { readonly kind: 'demand.referred'; readonly demandId: string; readonly unit: string }
  | ({ readonly kind: 'demand.returned'; readonly demandId: string } & But)
  | { readonly kind: 'demand.merged'; readonly demandId: string; readonly intoId: string }
  | { readonly kind: 'demand.split'; readonly demandId: string }
  /** Of one that had climbed: they were told that it was pressed. */
  | { readonly kind: 'demand.unsupervised'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.listed'; readonly demandId: string }
  | {
      readonly kind: 'demand.promoted';
      readonly demandId: string;
      readonly because: 'cosigns' | 'pick';
      readonly eventId: string;
    };

export type Notice =
  | Told
  | RegistryNotice
  | TaskNotice
  | MeetingNotice
  | BallotNotice
  | PollNotice
  | HotlineNotice
  /** The submitter's own confirmation comes as the answer in the conversation; this one is for those who must act. */
  | {
      readonly kind: 'demand.to-handle';
      readonly demandId: string;
      readonly because: ToHandle;
      readonly tells?: NudgeAudience;
      /** Words that came with it. */
      readonly eventId?: string;
    }
  /** Only for those who filed: they can answer it. */
  | { readonly kind: 'demand.info-asked'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.card-changed'; readonly demandId: string }
  /** Work orders of one file, for those who handle them; days are told in the community's time zone. */
  | {
      readonly kind: 'orders.imported';
      readonly communityId: string;
      readonly zone: string;
      readonly demandIds: readonly string[];
    }
  /** Enough neighbours co-signed a demand that is not in the catalogue yet: the head may list it. */
  | { readonly kind: 'demand.many-cosigned'; readonly demandId: string }
  /** A unit no longer has it. */
  | { readonly kind: 'demand.left-unit'; readonly demandId: string; readonly bodyId: string }
  /** For the subdistrict; `told` is for those whose demands went up. */
  | { readonly kind: 'bundle.sent' | 'bundle.told' | 'bundle.late'; readonly bundleId: string }
  | { readonly kind: 'bundle.answered'; readonly bundleId: string; readonly next: 'keep' | 'hand_back' }
  /** The chain's newest link, told every day to those who watch over it: whoever noted it can prove a later rewrite. */
  | { readonly kind: 'ledger.head'; readonly communityId: string; readonly position: number; readonly hash: string }
  /** A community's rules change: told to its head and to those who watch over it, whoever entered it. */
  | { readonly kind: 'rules.adopted'; readonly communityId: string; readonly adoptionId: string }
  | { readonly kind: 'rules.overridden'; readonly communityId: string; readonly overrideId: string }
  | { readonly kind: 'rules.override-ended'; readonly communityId: string; readonly overrideId: string }
  /** The pushes of a month (`2026-11`) will run out on a day. */
  | {
      readonly kind: 'quota.short';
      readonly platform: string;
      readonly month: string;
      readonly expected: number;
      readonly limit: number;
      readonly runsOutOn: string;
    }
  /** A row of the inbox could not be processed; the person is told that nothing was lost. */
  | { readonly kind: 'inbox.parked'; readonly chatId: string; readonly accountId: string };
