/**
 * `npm test`: runs every suite and says plainly what it could not run. With REQUIRE_SERVICES=1 a missing service fails.
 * Arguments are handed to vitest: `npm test -- src/domain`.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startVitest } from 'vitest/node';
import { services } from './services.ts';

const CHROMIUM = '/usr/bin/chromium';

const available = await services().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
const missing = [
  ...(available.postgres ? [] : ['PostgreSQL']),
  ...(available.redis ? [] : ['Redis']),
  ...(available.redisServer ? [] : ['a Redis server of its own']),
  ...(existsSync(CHROMIUM) ? [] : ['Chromium']),
];
console.log(
  missing.length === 0
    ? 'PostgreSQL, Redis and Chromium are here: nothing is skipped.'
    : `Not here: ${missing.join(', ')}. Suites that need them are skipped and named.`,
);

const vitest = await startVitest('test', process.argv.slice(2), {
  watch: false,
  root: fileURLToPath(new URL('..', import.meta.url)),
});
const modules = vitest.state.getTestModules();
const skippedSuites = new Set<string>();
let passed = 0;
let failed = 0;
let skipped = 0;
for (const module of modules) {
  if (module.errors().length > 0) failed += 1;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') passed += 1;
    else if (state === 'failed') failed += 1;
    else {
      skipped += 1;
      skippedSuites.add(test.parent.type === 'suite' ? test.parent.fullName : module.relativeModuleId);
    }
  }
}
failed += vitest.state.getUnhandledErrors().length;
await vitest.close();
if (skippedSuites.size > 0) console.log(`\nSkipped:\n${[...skippedSuites].map((name) => `  ${name}`).join('\n')}`);
if (skipped > 0 && process.env.REQUIRE_SERVICES === '1') {
  console.error('REQUIRE_SERVICES=1, but tests were skipped.');
  failed += 1;
}
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
