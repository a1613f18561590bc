import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{orchestrator,topologies,chaos,compose,reports,scenarios,harness,bench}/**/*.test.ts'],
    setupFiles: ['./vitest.setup.ts'],
    testTimeout: 60_000,
    reporters: ['default'],
  },
});
