/** Compares the stored bytes of files with what their rows, and so the ledger, say of them. One file is in memory at a time. */
import { and, asc, eq, gt, isNotNull } from 'drizzle-orm';
import { contentDigest, subjectOf } from '../../../db/digest.ts';
import { attachment, attachmentBlob, blobPurpose } from '../../../db/schema/index.ts';
import { SealBroken } from '../../../db/sealed.ts';
import type { Findings } from './findings.ts';
import type { RowTools } from './verify-rows.ts';

const FILES = 200;

export async function verifyFiles(tools: RowTools, findings: Findings): Promise<void> {
  for (let after: string | undefined; ; ) {
    const page = await tools.tx
      .select({ id: attachment.id, salt: attachment.salt, digest: attachment.contentDigest })
      .from(attachment)
      .where(
        and(
          eq(attachment.state, 'stored'),
          isNotNull(attachment.contentDigest),
          after === undefined ? undefined : gt(attachment.id, after),
        ),
      )
      .orderBy(asc(attachment.id))
      .limit(FILES);
    for (const { id, salt, digest } of page) {
      const wrong = salt && (await differs(tools, id, salt, digest));
      if (wrong) findings.add({ kind: 'file_changed', subject: subjectOf('attachment', id), message: wrong });
      await tools.pause();
    }
    after = page.at(-1)?.id;
    if (page.length < FILES) return;
  }
}

async function differs(
  { tx, keys }: RowTools,
  id: string,
  salt: Uint8Array,
  digest: string | null,
): Promise<string | undefined> {
  const subject = subjectOf('attachment', id);
  const [blob] = await tx
    .select({ sealed: attachmentBlob.bytesSealed, state: attachment.state })
    .from(attachment)
    .leftJoin(attachmentBlob, eq(attachmentBlob.attachmentId, attachment.id))
    .where(eq(attachment.id, id));
  // Taken back since the page was read.
  if (blob?.state !== 'stored') return undefined;
  if (!blob.sealed) return `The bytes of ${subject} are gone.`;
  try {
    const there = contentDigest(salt, keys.open(blobPurpose(id), blob.sealed));
    return there === digest ? undefined : `The bytes of ${subject} are not those that were stored.`;
  } catch (error) {
    if (error instanceof SealBroken) return `The bytes of ${subject} do not open.`;
    throw error;
  }
}
