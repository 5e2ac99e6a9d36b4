/** One town on the embedded engine, for what does not depend on the engine: who may see, and what is kept. */
import { afterAll, beforeAll } from 'vitest';
import { createTown, type Town } from '../stories/town.ts';

export function ownTown(): Town {
  const embedded = { name: 'embedded', skip: false, setUp: async () => ({ settings: {}, drop: async () => {} }) };
  const town = createTown(embedded, {});
  beforeAll(town.open, 60_000);
  afterAll(town.close, 60_000);
  return town;
}
