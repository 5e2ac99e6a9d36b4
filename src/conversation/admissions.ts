/** 准入 and 通报 in chat: a request is taken, and a bulletin approved, with one tap; to refuse or report, a sentence is asked for. */
import { formatMonth } from '../locales/dates.ts';
import type { MessageKey } from '../locales/translate.ts';
import type { HotlineListIntent } from '../notices/hotline-list-intent.ts';
import type { NotPermitted } from '../usecases/command.ts';
import { admissionById, decideAdmissionItem } from '../usecases/hotline/admission.ts';
import { approveBulletin, type BulletinRefusal, publishBulletin } from '../usecases/hotline/bulletin.ts';
import { sayAdmissionRefusal } from './admission-finish.ts';
import { beginAdmissionWords } from './begin-flow.ts';
import { sayText, type Turn } from './turn.ts';

export async function onHotlineList(
  turn: Turn,
  intent: Exclude<HotlineListIntent, { readonly do: 'rates' }>,
): Promise<void> {
  if (intent.do === 'bulletin') return onBulletin(turn, intent);
  const item = await admissionById(turn.uow.tx, intent.itemId);
  if (!item) return sayText(turn, 'admission', 'admission.refused.gone');
  const { title } = item;
  if (intent.act !== 'accept')
    return beginAdmissionWords(turn, { purpose: intent.act, itemId: item.id, title, said: [] });
  const done = await decideAdmissionItem(turn.uow, { itemId: item.id, step: { action: 'accept' } });
  return done.ok
    ? sayText(turn, 'admission', 'admission.done.accept', { title })
    : sayAdmissionRefusal(turn, done.error);
}

async function onBulletin(
  turn: Turn,
  { bulletinId, act }: Extract<HotlineListIntent, { readonly do: 'bulletin' }>,
): Promise<void> {
  const done = await (act === 'approve' ? approveBulletin : publishBulletin)(turn.uow, { bulletinId });
  if (!done.ok) return sayText(turn, 'bulletin', BULLETIN_SAID[done.error.kind]);
  const month = formatMonth(turn.language, done.value.month.slice(0, 7));
  return done.value.state === 'published'
    ? sayText(turn, 'bulletin', 'bulletin.done.publish', { month })
    : sayText(turn, 'bulletin', 'bulletin.done.approve', { month });
}

const BULLETIN_SAID: { readonly [K in (BulletinRefusal | NotPermitted)['kind']]: MessageKey } = {
  bulletin_own_draft: 'bulletin.refused.own',
  not_permitted: 'bulletin.refused.not-yours',
  bulletin_already: 'bulletin.refused.done',
  bulletin_not_now: 'bulletin.refused.done',
  bulletin_not_found: 'bulletin.refused.gone',
  community_not_found: 'bulletin.refused.gone',
  subdistrict_not_found: 'bulletin.refused.gone',
};
