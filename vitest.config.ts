import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{src,adapters,db,jobs,test}/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // One more than the cores of a small machine: suites that talk to servers wait more than they compute.
    maxWorkers: 3,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    passWithNoTests: false,
  },
});
