/** The three engines a deployment can run on, for suites that must hold on each of them. */
import { services, unlessMissing } from '../services.ts';
import { createPreparedDatabase } from './prepared.ts';

export interface EngineSetup {
  readonly settings: { readonly databaseUrl?: string; readonly redisUrl?: string };
  drop(): Promise<void>;
}

export interface EngineCase {
  readonly name: string;
  readonly skip: boolean;
  setUp(): Promise<EngineSetup>;
}

/** For `describe.each`-like loops: `describe.skipIf(engine.skip)(engine.name, …)`. */
export async function engineCases(suite: string): Promise<EngineCase[]> {
  const available = await services();
  const postgres = unlessMissing(available, 'postgres', `${suite}, PostgreSQL`);
  const redis = unlessMissing(available, available.postgres ? 'redis' : 'postgres', `${suite}, PostgreSQL and Redis`);
  return [
    { name: `${suite}, embedded`, skip: false, setUp: async () => ({ settings: {}, drop: async () => {} }) },
    {
      ...postgres,
      setUp: async () => {
        const database = await createPreparedDatabase();
        return { settings: { databaseUrl: database.url }, drop: database.drop };
      },
    },
    {
      ...redis,
      setUp: async () => {
        const database = await createPreparedDatabase();
        const url = available.redis?.url;
        return { settings: { databaseUrl: database.url, ...(url && { redisUrl: url }) }, drop: database.drop };
      },
    },
  ];
}
