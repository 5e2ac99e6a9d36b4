/**
 * After a reporter asked to be forgotten: what her own chat still held of the case goes, so that nobody with the key finds it
 * there either. This happens where the letter is delivered, in a transaction that touches no case.
 */
import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { choicePrompt, conversation, outbox } from '../../../db/schema/index.ts';
import type { LetterOut } from '../../domain/hotline/letters.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** Every sealed thing of a chat, by what it is sealed as. */
const CHOICES = 'choice_prompt.choices';
const STATE = 'conversation.state';
const WIRE = 'outbox.wire';

export async function forgetTraces(uow: UnitOfWork, { caseId, number, contact }: LetterOut): Promise<void> {
  const { tx, keys } = uow;
  const { chatId } = contact;
  const tells = (sealedAs: string, sealed: Uint8Array | null): boolean => {
    const text = sealed === null ? '' : JSON.stringify(keys.openJson(sealedAs, sealed));
    return text.includes(caseId) || text.includes(number);
  };
  const prompts = await tx
    .select({ id: choicePrompt.id, sealed: choicePrompt.choicesSealed })
    .from(choicePrompt)
    .where(eq(choicePrompt.chatId, chatId));
  const buttons = prompts.filter(({ sealed }) => tells(CHOICES, sealed)).map(({ id }) => id);
  if (buttons.length > 0) await tx.delete(choicePrompt).where(inArray(choicePrompt.id, buttons));
  const said = await tx
    .select({ id: outbox.id, sealed: outbox.wireSealed })
    .from(outbox)
    // What still waits to be sent is needed, and is purged in its time like any other.
    .where(and(eq(outbox.chatId, chatId), isNotNull(outbox.settledAt), isNotNull(outbox.wireSealed)));
  const told = said.filter(({ sealed }) => tells(WIRE, sealed)).map(({ id }) => id);
  if (told.length > 0)
    await tx.update(outbox).set({ wireSealed: null, envelopeSealed: null }).where(inArray(outbox.id, told));
  const open = await tx.select().from(conversation).where(eq(conversation.chatId, chatId));
  const standing = open.filter(({ stateSealed }) => tells(STATE, stateSealed)).map(({ id }) => id);
  if (standing.length > 0)
    await tx
      .update(conversation)
      .set({ flow: null, step: null, stateSealed: null })
      .where(inArray(conversation.id, standing));
}
