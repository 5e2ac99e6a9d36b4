/**
 * Ledger lines about what was done without changing a row the ledger answers for: a reading, a retry, a moved clock.
 * They carry no digest, so they say nothing about the row they name and `verify` passes over them.
 */
import { actedBy, type Recorded, type UnitOfWork } from '../unit-of-work.ts';

/** @param subject `<kind>:<id>` of what it was done to */
export function note(uow: UnitOfWork, subject: string, what: Recorded): void {
  uow.ledger.push({
    subject,
    entry: {
      v: 1,
      at: uow.now.toString({ smallestUnit: 'microsecond' }),
      action: what.action,
      subject,
      by: actedBy(uow, what.as),
      command: uow.commandId,
      ...(what.communityId && { community: what.communityId }),
      ...(what.reason && { reason: what.reason }),
      ...(what.facts && { facts: what.facts }),
    },
  });
}
