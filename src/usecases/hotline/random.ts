/** Ids, numbers and codes that say nothing of when they were made. */
import { randomInt, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { hotlineCase } from '../../../db/schema/index.ts';
import { newCaseNumber, newReceiptCode } from '../../domain/hotline/codes.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export const randomRowId = (): string => randomUUID();
export const randomCode = (): string => newReceiptCode(randomInt);

const randomNumber = (): string => newCaseNumber(randomInt);

/** One that no case has: of a hundred thousand cases every ten thousandth draw would hit one, and its report be lost. */
export async function freeNumber({ tx }: Pick<UnitOfWork, 'tx'>, draw: () => string = randomNumber): Promise<string> {
  for (;;) {
    const number = draw();
    const [taken] = await tx.select({ id: hotlineCase.id }).from(hotlineCase).where(eq(hotlineCase.number, number));
    if (!taken) return number;
  }
}
