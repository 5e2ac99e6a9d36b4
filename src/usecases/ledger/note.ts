/**
 * Ledger lines about what was done without changing a row the ledger answers for: a reading, a retry, a moved clock.
 * They carry no digest, so they say nothing about the row they name and `verify` passes over them.
 */
import { type Recorded, type UnitOfWork, writeEntry } from '../unit-of-work.ts';

/** @param subject `<kind>:<id>` of what it was done to */
export const note = (uow: UnitOfWork, subject: string, what: Recorded): void => writeEntry(uow, subject, what, {});
