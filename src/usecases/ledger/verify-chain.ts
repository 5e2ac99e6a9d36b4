/** Walks the chain from its first link and recomputes every hash. */
import { asc, gt } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../../../db/client.ts';
import { hashEntry } from '../../../db/digest.ts';
import { ledger } from '../../../db/schema/index.ts';
import { GENESIS_HASH } from '../../domain/ledger/entry.ts';
import type { Findings } from './findings.ts';
import { hex, type LedgerHead } from './head.ts';

const PAGE = 500;

/** A head someone knew earlier; `from` says who, for the sentence. */
export interface KnownHead extends LedgerHead {
  readonly from: string;
}

export interface Walked {
  readonly entries: number;
  readonly head: LedgerHead;
}

type Link = typeof ledger.$inferSelect;

export async function verifyChain(
  tx: Tx,
  known: readonly KnownHead[],
  findings: Findings,
  pause: () => Promise<void>,
): Promise<Walked> {
  let head: LedgerHead = { position: 0, hash: GENESIS_HASH };
  let entries = 0;
  for (;;) {
    const links = await tx
      .select()
      .from(ledger)
      .where(gt(ledger.position, head.position))
      .orderBy(asc(ledger.position))
      .limit(PAGE);
    for (const link of links) {
      checkLink(link, head, findings);
      head = { position: link.position, hash: hex(link.hash) };
      for (const other of known) if (other.position === head.position) compareHead(other, head, findings);
    }
    entries += links.length;
    if (links.length < PAGE) break;
    await pause();
  }
  for (const other of known) {
    if (other.position <= head.position) continue;
    findings.add({
      kind: 'tail_cut',
      position: other.position,
      message: `The chain ended at position ${other.position} (${other.from}); now it ends at ${head.position}. Entries ${head.position + 1} to ${other.position} are gone.`,
    });
  }
  return { entries, head };
}

function checkLink(link: Link, before: LedgerHead, findings: Findings): void {
  const { position, subject } = link;
  const at = { position, subject };
  const [from, to] = [before.position + 1, position - 1];
  if (to >= from) {
    const missing = from === to ? `Entry ${from} is missing.` : `Entries ${from} to ${to} are missing.`;
    findings.add({ kind: 'chain_gap', position: from, subject, message: missing });
  } else if (hex(link.prevHash) !== before.hash) {
    const message = `Entry ${position} does not continue entry ${before.position}: one of the two was replaced.`;
    findings.add({ kind: 'chain_broken', ...at, message });
  }
  if (hex(hashEntry(link.prevHash, link.entry)) !== hex(link.hash)) {
    findings.add({ kind: 'entry_changed', ...at, message: `Entry ${position} does not have the hash it carries.` });
    return;
  }
  const said = saidIn(link.entry);
  if (!said || said.subject !== subject || (said.digest ?? null) !== link.digest) {
    const message = `Entry ${position} says something else than the columns beside it.`;
    findings.add({ kind: 'entry_changed', ...at, message });
  }
}

const SAID = z.object({ subject: z.string(), digest: z.string().optional() });

function saidIn(entry: string): z.infer<typeof SAID> | undefined {
  try {
    return SAID.safeParse(JSON.parse(entry)).data;
  } catch {
    return undefined;
  }
}

function compareHead(known: KnownHead, found: LedgerHead, findings: Findings): void {
  if (known.hash === found.hash) return;
  findings.add({
    kind: 'head_differs',
    position: known.position,
    message: `Entry ${known.position} had the hash ${known.hash} (${known.from}); now it has ${found.hash}.`,
  });
}
