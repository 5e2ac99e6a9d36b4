/** Ids, numbers and codes that say nothing of when they were made. */
import { randomInt, randomUUID } from 'node:crypto';
import { newCaseNumber, newReceiptCode } from '../../domain/hotline/codes.ts';

export const randomRowId = (): string => randomUUID();
export const randomNumber = (): string => newCaseNumber(randomInt);
export const randomCode = (): string => newReceiptCode(randomInt);
