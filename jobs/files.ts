/** Fetches attachments from their platform, cleans photos and recordings, and keeps them sealed. The network is never awaited in a transaction. */
import { and, eq, lte, sql } from 'drizzle-orm';
import { attachment, chat, community, demand } from '../db/schema/index.ts';
import type { FileRef, Platform } from '../src/channel.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import { cleanPhoto } from '../src/media/clean-photo.ts';
import { cleanRecording } from '../src/media/clean-recording.ts';
import { addressOf } from '../src/notices/outbox-writer.ts';
import { type Context, nameOf } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { runUnit } from '../src/pipeline/unit.ts';
import { type FileOutcome, storeFile } from '../src/usecases/demand/store-file.ts';
import { type Policy, policyOf } from '../src/usecases/policies.ts';

const AT_ONCE = 4;
const MAX_ATTEMPTS = 10;

type Outcome = FileOutcome | { readonly state: 'later'; readonly afterMs: number };

/** @returns how many attachments were looked at */
export async function fetchFiles(context: Context, committed: AfterCommit): Promise<number> {
  // Taken by pushing the next look into the future: two processes never fetch the same file at the same time.
  const rows = await context.db.direct
    .update(attachment)
    .set({ nextAt: sql`now() + interval '2 minutes'`, attempts: sql`${attachment.attempts} + 1` })
    .where(
      sql`${attachment.id} in (select id from ${attachment} where ${and(eq(attachment.state, 'pending'), lte(attachment.nextAt, sql`now()`))} order by next_at limit ${AT_ONCE} for update skip locked)`,
    )
    .returning();
  await Promise.all(rows.map((row) => settleFile(context, committed, row)));
  return rows.length;
}

async function settleFile(
  context: Context,
  committed: AfterCommit,
  row: typeof attachment.$inferSelect,
): Promise<void> {
  let outcome: Outcome;
  try {
    outcome = await download(context, row);
  } catch (error) {
    context.log('warn', 'file.failed', { id: row.id, error: nameOf(error) });
    outcome = { state: 'later', afterMs: 5000 * 2 ** row.attempts };
  }
  if (outcome.state === 'later') {
    if (row.attempts < MAX_ATTEMPTS) {
      await context.db.direct
        .update(attachment)
        .set({ nextAt: sql`now() + make_interval(secs => ${outcome.afterMs / 1000})` })
        .where(eq(attachment.id, row.id));
      return;
    }
    outcome = { state: 'gone', reason: 'not available' };
  }
  const settled = outcome;
  committed(
    await runUnit(context, SYSTEM, context.index.of('file', row.id), async (uow) => {
      await storeFile(uow, { attachmentId: row.id, outcome: settled });
      return {};
    }),
  );
}

async function download(context: Context, row: typeof attachment.$inferSelect): Promise<Outcome> {
  const [to] = row.chatId ? await context.db.direct.select().from(chat).where(eq(chat.id, row.chatId)) : [];
  const adapter = to && context.adapters.get(to.platform as Platform);
  if (!to || !adapter || !row.refSealed) return { state: 'gone', reason: 'no platform' };
  const fetched = await adapter.fetchFile(
    context.keys.openJson('attachment.ref', row.refSealed) as FileRef,
    addressOf(to, context.keys),
  );
  switch (fetched.kind) {
    case 'preparing':
      return { state: 'later', afterMs: fetched.afterMs };
    case 'gone':
      return { state: 'gone', reason: fetched.reason };
    case 'file': {
      // A picture sent as a file is a picture all the same, with the place it was taken at in it.
      const isPicture = row.kind === 'photo' || fetched.mime.startsWith('image/');
      if (!isPicture)
        return isRecording(row, fetched.mime)
          ? storedRecording(fetched.bytes)
          : { state: 'stored', bytes: fetched.bytes, mime: fetched.mime };
      const { rules } = await rulesFor(context, row);
      if (fetched.bytes.length > rules.value('demand.photo.max_bytes'))
        return { state: 'refused', reason: 'too large' };
      const cleaned = await cleanPhoto(fetched.bytes, rules.value('demand.photo.long_side'));
      return cleaned.kind === 'photo'
        ? { state: 'stored', bytes: cleaned.bytes, mime: cleaned.mime }
        : { state: 'refused', reason: cleaned.reason };
    }
  }
}

const isRecording = ({ kind }: typeof attachment.$inferSelect, mime: string): boolean =>
  kind === 'voice' || kind === 'video' || /^(?:audio|video)\//.test(mime);

async function storedRecording(bytes: Uint8Array): Promise<Outcome> {
  const cleaned = await cleanRecording(bytes);
  return cleaned.kind === 'recording'
    ? { state: 'stored', bytes: cleaned.bytes, mime: cleaned.mime }
    : { state: 'refused', reason: cleaned.reason };
}

/** Those of the demand's community; a file that still waits for its words has none. */
async function rulesFor(context: Context, { demandId }: typeof attachment.$inferSelect): Promise<Policy> {
  const tx = context.db.direct;
  const [found] = demandId
    ? await tx
        .select({ community })
        .from(demand)
        .innerJoin(community, eq(community.id, demand.communityId))
        .where(eq(demand.id, demandId))
    : [];
  return policyOf({ policies: context.policies, tx, now: context.clock.now() }, found?.community);
}
