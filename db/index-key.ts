/** The key of all HMACs in routing columns: made once per installation, kept in the database, sealed with `FIELD_KEY`. */
import { randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { setting } from './schema/index.ts';
import { createIndexKey, type FieldKeys, type IndexKey, SealBroken } from './sealed.ts';

const NAME = 'index-key';
export const INDEX_KEY_PURPOSE = 'setting.index-key';

/** @throws SealBroken when `FIELD_KEY` is not the one this database was made with. */
export async function loadIndexKey(tx: Tx, keys: FieldKeys): Promise<IndexKey> {
  await tx
    .insert(setting)
    .values({ name: NAME, valueSealed: keys.seal(INDEX_KEY_PURPOSE, randomBytes(32)) })
    .onConflictDoNothing();
  const [row] = await tx.select().from(setting).where(eq(setting.name, NAME));
  if (!row?.valueSealed) throw new SealBroken('the index key is missing from the database');
  return createIndexKey(keys.open(INDEX_KEY_PURPOSE, row.valueSealed));
}
