/** What the buttons of requests to a committee 准入 and of bulletins 通报 mean. */

export const ADMISSION_ACTS = ['accept', 'refuse', 'report'] as const;
export type AdmissionAct = (typeof ADMISSION_ACTS)[number];

export const BULLETIN_ACTS = ['approve', 'publish'] as const;
export type BulletinAct = (typeof BULLETIN_ACTS)[number];

export type HotlineListIntent =
  | { readonly do: 'admission'; readonly itemId: string; readonly act: AdmissionAct }
  | { readonly do: 'bulletin'; readonly bulletinId: string; readonly act: BulletinAct };
