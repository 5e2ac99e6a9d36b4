/** Opens what is left when the product has stopped, and holds it against everything that has to be true. */
import { openLeftovers, readEvidence } from './evidence.ts';
import { judgeDemands, judgeLedger, judgeLoad, judgeMessages, judgeNotices } from './judge.ts';
import { checkLedger } from './ledger-check.ts';
import type { Run } from './scenario.ts';
import type { Fakes, Town } from './town.ts';

export async function judgeTown(
  run: Run,
  town: Town,
  fakes: Fakes,
  where: { readonly dataDir: string; readonly databaseUrl?: string },
): Promise<void> {
  const left = await openLeftovers(where);
  run.defer(() => left.db.close());
  const evidence = await readEvidence(left);
  const ledger = await checkLedger(left);
  judgeLoad(run, town, evidence);
  judgeDemands(run, town, evidence, ledger);
  judgeLedger(run, ledger);
  judgeMessages(run, town, evidence, fakes);
  judgeNotices(run, evidence);
}
