import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

/** Failures that speak against the node itself. Written down here again; not read from the suspect. */
const TROUBLE: ReadonlySet<string> = new Set(['interrupted', 'not_sent', 'node_unavailable']);

interface Breaker {
  state: string;
  /** The last thing that keeps it open: it opened, the node gave a bad answer, or a probe left. */
  pressedAtMs: number;
  /** The first good answer since the last bad one, while it is not closed; -1 none. */
  wellSinceMs: number;
}

export const breakersClose: Invariant = {
  id: 'L07',
  title: 'Breakers close again',
  promise:
    'An open circuit breaker lets a payment through within the bound after the last bad answer of its node, and closes within the bound after the first good one, with the node up and no fault on: no node is blacklisted for good (Liveness L07).',
  kind: 'liveness',
  checked: 'quiescence',
  listens: ['breaker-moved', 'call-sent', 'call-answered', 'orchestrator-moved'],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Breakers that were left, or judged while open. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** By node; closed ones are not in it. */
  private readonly open = new Map<number, Breaker>();
  /** Breakers live in the memory of one process; one that was replaced is no concern of ours. */
  private process = 0;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'breaker-moved' || event.kind === 'orchestrator-moved') {
      if (event.request < this.process) return;
      if (event.request > this.process) {
        this.process = event.request;
        this.open.clear();
      }
      if (event.kind === 'breaker-moved') this.moved(event, violated);
      return;
    }
    if (this.open.size === 0) return;
    const breaker = this.open.get(event.node);
    if (breaker === undefined) return;
    if (event.kind === 'call-sent') {
      if (event.state === 'pay') breaker.pressedAtMs = event.atMs;
    } else if (speaksAgainst(event)) {
      breaker.pressedAtMs = event.atMs;
      breaker.wellSinceMs = -1;
    } else if (breaker.wellSinceMs < 0) breaker.wellSinceMs = event.atMs;
  }

  end(violated: Report): void {
    for (const [node, breaker] of this.open) this.judge(node, breaker, violated);
  }

  private moved(event: HistoryEvent, violated: Report): void {
    const breaker = this.open.get(event.node);
    if (breaker !== undefined) this.judge(event.node, breaker, violated);
    if (event.state === 'closed') this.open.delete(event.node);
    else if (breaker === undefined)
      this.open.set(event.node, { state: event.state, pressedAtMs: event.atMs, wellSinceMs: -1 });
    else {
      breaker.state = event.state;
      if (event.state === 'open') breaker.pressedAtMs = event.atMs;
    }
  }

  private judge(node: number, breaker: Breaker, violated: Report): void {
    const { phases } = this.facts;
    const boundMs = phases.bound('L07');
    if (boundMs === undefined) return;
    const freeMs = Math.max(phases.freeSinceMs, phases.nodeUpSince(node));
    if (freeMs === Number.POSITIVE_INFINITY) return;
    this.examined++;
    const openMs = phases.nowMs - Math.max(freeMs, breaker.pressedAtMs);
    if (breaker.state === 'open' && openMs > boundMs)
      violated(
        `the breaker of node ${node} was open for ${openMs} ms with nothing against the node; the bound is ${boundMs} ms`,
      );
    const wellMs = phases.nowMs - Math.max(freeMs, breaker.wellSinceMs);
    if (breaker.wellSinceMs >= 0 && wellMs > boundMs)
      violated(
        `the breaker of node ${node} was ${breaker.state} for ${wellMs} ms after the node had answered well; the bound is ${boundMs} ms`,
      );
  }
}

function speaksAgainst({ state, cause }: HistoryEvent): boolean {
  if (state === 'unknown' || state === 'not_sent') return true;
  return (state === 'failed' || state === 'rejected') && TROUBLE.has(cause);
}
