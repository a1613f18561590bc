import { describe, expect, it } from 'vitest';
import { judge } from './broken-history.ts';
import { ALL_INVARIANTS } from './registry.ts';
import { correctHistory, PATHS } from './test-history.ts';

describe('a correct history', () => {
  it.each(PATHS)('of one %s intent breaks no promise', (path) => {
    expect(judge(correctHistory([path])).violations).toEqual([]);
  });

  it('of all paths together puts every promise to the test and breaks none', () => {
    const { violations, examined } = judge(correctHistory());
    expect(violations).toEqual([]);
    const vacuous = ALL_INVARIANTS.map(({ id }) => id).filter((id) => examined[id] === 0);
    // S09 needs two tenants with one key: it has a test of its own.
    expect(vacuous).toEqual(['S09']);
  });
});
