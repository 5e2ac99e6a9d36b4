/** What is told about cases to those who work on them. To a reporter letters are written instead (`letters.ts`). */

/** Why the desk hears of it. */
export const TO_DESK = [
  'new',
  'said',
  'withdrawn',
  'disputed',
  'complex_asked',
  'claimed',
  'reopened',
  'climbed',
  'late',
  'look_back',
  'look_back_failed',
  'left_out',
  'reveal_asked',
] as const;
export type ToDesk = (typeof TO_DESK)[number];

/** Why a unit hears of it. */
export const TO_UNIT = [
  'dispatched',
  'cooperating',
  'taken_away',
  'dispute_kept',
  'said',
  'cooperated',
  'unanswered',
  'complex_granted',
  'complex_denied',
  'returned',
  'confirmed',
  'reopened',
  'supervised',
  'late',
  'withdrawn',
  'closed',
] as const;
export type ToUnit = (typeof TO_UNIT)[number];

export type HotlineNotice =
  | { readonly kind: 'case.to-desk'; readonly caseId: string; readonly because: ToDesk; readonly eventId?: string }
  | {
      readonly kind: 'case.to-unit';
      readonly caseId: string;
      readonly because: ToUnit;
      readonly eventId?: string;
      readonly only?: 'lead' | 'cooperating';
      /** For a unit that has just lost it, and only for that one. */
      readonly bodyId?: string;
    }
  /** Work orders from a file: told once how many, not once for each. */
  | { readonly kind: 'cases.imported'; readonly communityId: string; readonly caseIds: readonly string[] }
  /** Two people looked at who reported; shown once, to whoever asked. */
  | { readonly kind: 'case.revealed'; readonly caseId: string; readonly revealId: string }
  | { readonly kind: 'case.reveal-refused'; readonly caseId: string; readonly revealId: string }
  | { readonly kind: 'bulletin.to-approve' | 'bulletin.approved' | 'bulletin.published'; readonly bulletinId: string }
  | { readonly kind: 'admission.requested' | 'admission.decided'; readonly itemId: string };
