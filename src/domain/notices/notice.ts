/**
 * What must be told because something happened. A use case says what; `src/notices` decides whom, in which words and
 * on which platform. A notice carries ids, not words, so that every recipient reads the present facts.
 */
import type { RegistryNotice } from '../registry/notices.ts';

export type Notice =
  | RegistryNotice
  /** The submitter's own confirmation comes as the answer in the conversation; this one is for those who must act. */
  | {
      readonly kind: 'demand.to-handle';
      readonly demandId: string;
      readonly because: 'new' | 'reopened' | 'info-added' | 'late' | 'released';
    }
  | { readonly kind: 'demand.accepted'; readonly demandId: string }
  | { readonly kind: 'demand.rejected'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.info-asked'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.progress'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.resolved'; readonly demandId: string; readonly eventId: string }
  | { readonly kind: 'demand.confirmed'; readonly demandId: string; readonly because: 'submitter' | 'silence' }
  | { readonly kind: 'demand.closed-without-info'; readonly demandId: string }
  | { readonly kind: 'demand.withdrawn'; readonly demandId: string }
  | { readonly kind: 'demand.card-changed'; readonly demandId: string }
  /** The chain's newest link, told every day to those who watch over it: whoever noted it can prove a later rewrite. */
  | { readonly kind: 'ledger.head'; readonly communityId: string; readonly position: number; readonly hash: string }
  /** A row of the inbox could not be processed; the person is told that nothing was lost. */
  | { readonly kind: 'inbox.parked'; readonly chatId: string; readonly accountId: string };
