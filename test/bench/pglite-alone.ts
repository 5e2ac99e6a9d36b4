/** The embedded database and nothing else, on a folder: what starting cannot be faster than. Argument: the folder. */
import { PGlite } from '@electric-sql/pglite';

const db = await PGlite.create({ dataDir: process.argv[2] ?? '' });
await db.query('select 1');
await db.close();
