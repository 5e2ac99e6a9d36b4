/** Pictures we hold, for platforms that upload bytes and for those that fetch a signed, expiring address. */
import { timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Database } from '../../db/client.ts';
import { attachment, attachmentBlob, blobPurpose, caseFile, caseFilePurpose } from '../../db/schema/index.ts';
import type { FieldKeys, IndexKey } from '../../db/sealed.ts';
import type { MediaSource } from '../channel.ts';

/** A picture that was just sent may still be on its way here. */
const WAIT_MS = 5000;
const LOOK_EVERY_MS = 250;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const VALID_MS = 7 * 24 * 3_600_000;

export function createMediaSource(db: Database, keys: FieldKeys): MediaSource {
  return async (id) => {
    if (!UUID.test(id)) return undefined;
    const ofCase = await caseMedia(db, keys, id);
    if (ofCase) return ofCase;
    const deadline = Date.now() + WAIT_MS;
    for (;;) {
      const [row] = await db.direct
        .select({ state: attachment.state, mime: attachment.mime, bytesSealed: attachmentBlob.bytesSealed })
        .from(attachment)
        .leftJoin(attachmentBlob, eq(attachmentBlob.attachmentId, attachment.id))
        .where(eq(attachment.id, id));
      if (row?.state === 'stored' && row.bytesSealed)
        return {
          bytes: keys.open(blobPurpose(id), row.bytesSealed),
          mime: row.mime ?? 'application/octet-stream',
        };
      if (row?.state !== 'pending' || Date.now() > deadline) return undefined;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  };
}

/** A picture of a case lies with it from the first, and is shown only to whoever was given its address. */
async function caseMedia(db: Database, keys: FieldKeys, id: string): ReturnType<MediaSource> {
  const [row] = await db.direct
    .select({ mime: caseFile.mime, bytesSealed: caseFile.bytesSealed })
    .from(caseFile)
    .where(eq(caseFile.id, id));
  return row && { bytes: keys.open(caseFilePurpose(id), row.bytesSealed), mime: row.mime };
}

const signature = (index: IndexKey, id: string, expires: string): string => index.of('media', id, expires);

/** @returns undefined for every picture when there is no public address */
export function pictureUrlFor(publicBaseUrl: string | undefined, index: IndexKey): (id: string) => string | undefined {
  return (id) => {
    if (!publicBaseUrl) return undefined;
    const expires = String(Date.now() + VALID_MS);
    return `${publicBaseUrl}/media/${id}?e=${expires}&s=${signature(index, id, expires)}`;
  };
}

export function isSignedPicture(index: IndexKey, id: string, expires: string, given: string): boolean {
  const right = Buffer.from(signature(index, id, expires));
  const told = Buffer.from(given);
  return right.length === told.length && timingSafeEqual(right, told) && Number(expires) > Date.now();
}
