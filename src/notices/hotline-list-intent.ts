/** What the buttons of requests to a committee 准入, of bulletins 通报 and of rates 三率 mean. */
import type { RatesCut } from '../domain/hotline/rates.ts';

export const ADMISSION_ACTS = ['accept', 'refuse', 'report'] as const;
export type AdmissionAct = (typeof ADMISSION_ACTS)[number];

export const BULLETIN_ACTS = ['approve', 'publish'] as const;
export type BulletinAct = (typeof BULLETIN_ACTS)[number];

export type HotlineListIntent =
  | { readonly do: 'admission'; readonly itemId: string; readonly act: AdmissionAct }
  | { readonly do: 'bulletin'; readonly bulletinId: string; readonly act: BulletinAct }
  | { readonly do: 'rates'; readonly by: RatesCut };
