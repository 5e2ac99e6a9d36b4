import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,adapters,db,jobs,test}/**/*.test.ts'],
    globalSetup: ['test/harness/prepared.ts'],
    environment: 'node',
    pool: 'forks',
    // What a module keeps belongs to the process, not to one suite: loading all of it again for each takes minutes.
    isolate: false,
    // As many as the cores of a small machine: more would only make the suites that keep time wait for each other.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
  },
});
