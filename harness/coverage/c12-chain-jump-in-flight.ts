import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import type { CoverageCount, CoverageItem } from './coverage-item.ts';

/** Blocks that come within this of each other are a jump of the height; in the simulation they otherwise keep their distance. */
const JUMP_MS = 1_000;

export const chainJumpInFlight: CoverageItem = {
  id: 'C12',
  title: 'Reorganisation or height jump in flight',
  meaning:
    'While payments were under way the chain lost a block, or found several at once, which moves every time lock at a stroke. A burst counts once.',
  source: 'properties-and-faults.md, Coverage C12',
  needs: { faults: ['chain.'] },
  counted: {
    listens: ['block-mined', 'block-disconnected'],
    start: (facts) => new Count(facts),
  },
};

class Count implements CoverageCount {
  times = 0;
  private readonly facts: CoverageFacts;
  private lastAtMs = Number.NEGATIVE_INFINITY;
  private jumping = false;

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    const jumps = event.kind === 'block-disconnected' || event.atMs - this.lastAtMs <= JUMP_MS;
    if (jumps && !this.jumping && this.facts.payments > 0) this.times++;
    this.jumping = jumps;
    this.lastAtMs = event.atMs;
  }
}
