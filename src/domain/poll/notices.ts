/** What is told about polls. */
export type PollNotice =
  /** For the group it is asked in. */
  | { readonly kind: 'poll.opened'; readonly pollId: string }
  /** It stands differently: only the group's message is brought up to date. */
  | { readonly kind: 'poll.answered'; readonly pollId: string }
  /** For those of the body's roll who have not answered. */
  | { readonly kind: 'poll.closing'; readonly pollId: string; readonly personIds: readonly string[] }
  | { readonly kind: 'poll.closed'; readonly pollId: string };
