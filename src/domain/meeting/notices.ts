/** What is told about meetings. */
export type MeetingNotice =
  /** For the chair and the recorder: it stands, and nobody was written to yet. */
  | { readonly kind: 'meeting.convened'; readonly meetingId: string }
  /** For the supervisors: its notice is to be shorter than the rule. */
  | { readonly kind: 'meeting.consent-asked'; readonly meetingId: string }
  | { readonly kind: 'meeting.consented'; readonly meetingId: string }
  /** For whoever chairs or records it from now on; after its end for whoever signs instead of somebody who is gone. */
  | {
      readonly kind: 'meeting.named';
      readonly meetingId: string;
      readonly chairId?: string;
      readonly recorderId?: string;
    }
  /** For everybody who belongs to it, and its group. */
  | { readonly kind: 'meeting.noticed'; readonly meetingId: string }
  /** Seats changed hands: for those who run it; whoever came onto the roll of an announced meeting is asked. */
  | {
      readonly kind: 'meeting.roll-changed';
      readonly meetingId: string;
      readonly joined: readonly string[];
      readonly left: readonly string[];
      /** A date was told before: whoever left hears that it is no longer hers. */
      readonly told: boolean;
    }
  /** For those who have not answered. */
  | { readonly kind: 'meeting.unanswered'; readonly meetingId: string }
  | {
      readonly kind: 'meeting.changed';
      readonly meetingId: string;
      readonly because: 'rescheduled' | 'cancelled' | 'suspended' | 'quorum_failed';
      readonly reason?: string;
    }
  /** Checking in has begun: for everybody who belongs to it. */
  | { readonly kind: 'meeting.check-in'; readonly meetingId: string }
  /** For the chair and the recorder. */
  | { readonly kind: 'meeting.quorum'; readonly meetingId: string; readonly reached: boolean }
  | { readonly kind: 'meeting.begins'; readonly meetingId: string }
  | { readonly kind: 'meeting.closed'; readonly meetingId: string }
  /** For whoever has to sign the minutes and has not. */
  | { readonly kind: 'minutes.to-sign'; readonly meetingId: string }
  | { readonly kind: 'minutes.published'; readonly meetingId: string }
  | { readonly kind: 'petition.reached'; readonly petitionId: string; readonly meetingId: string }
  | { readonly kind: 'proxy.filed'; readonly proxyId: string; readonly meetingId: string }
  /** Whoever gave it came herself. */
  | { readonly kind: 'proxy.ended'; readonly proxyId: string; readonly meetingId: string };
