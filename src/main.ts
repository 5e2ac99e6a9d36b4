/** Starts the process. The database opens while the rest of the program is still being loaded: both take a second. */
import { FolderInUse } from '../db/lock.ts';
import { ConfigError, readConfig } from './config.ts';
import { openDatabase } from './open-database.ts';

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const opening = openDatabase(config);
  // Whoever waits for it below hears of a failure; until somebody does, it is not an unhandled one.
  opening.catch(() => {});
  const { serveInstallation } = await import('./serve.ts');
  await serveInstallation(config, opening);
}

main().catch(async (error: unknown) => {
  const { SealBroken } = await import('../db/sealed.ts');
  const { RulePacksBroken } = await import('./rule-packs/folder.ts');
  const code = (error as NodeJS.ErrnoException).code;
  if (error instanceof ConfigError || error instanceof FolderInUse || error instanceof RulePacksBroken)
    console.error(error.message);
  else if (error instanceof SealBroken)
    console.error(
      `FIELD_KEY does not open this database (${error.message}). Use the key it was made with, or list it after the new one: FIELD_KEY=new,old`,
    );
  else if (code === 'EADDRINUSE')
    console.error(`PORT is in use by another program; stop it or choose another, like PORT=3001.`);
  else console.error(error);
  process.exit(1);
});
