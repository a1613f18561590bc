import type { HistoryEvent } from '#reports/evidence/history';
import type { CoverageFacts } from './coverage-facts.ts';
import { FAULT_CLASSES, faultClassIndex } from './fault-class.ts';
import { FIRST_FINAL, IN_DOUBT, IN_FLIGHT, PAIR_COUNT, pairIndex, READY } from './pairs.ts';

/**
 * C15: which intent states each effect of a fault struck. An effect that names a payment hash struck that intent, in
 * whatever state it was. One that names a node struck the intents whose open attempt is there, and those that no node
 * carries yet. One that names neither (the orchestrator's process, its store, the chain) struck every open intent.
 */
export class PairCounts {
  /** By `pairIndex`: intents struck, each once per effect. */
  readonly times = new Uint32Array(PAIR_COUNT);
  private readonly facts: CoverageFacts;

  constructor(facts: CoverageFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent): void {
    // A payee's hold is arranged when the invoice is made; it strikes when the payment has arrived and is kept waiting.
    const held = event.kind === 'invoice-moved';
    if (held && event.state !== 'held') return;
    const faultClass = held ? LN : faultClassIndex(event.state);
    if (faultClass === -1) return;
    const { facts } = this;
    // A burst is felt by everybody who waits, not by the purchase that it began with.
    if (event.hash !== '' && faultClass !== LOAD) {
      const slot = facts.slotOfHash(event.hash);
      if (slot === -1) return;
      const state = facts.state[slot];
      if (state !== -1) this.times[pairIndex(state, faultClass)]++;
      return;
    }
    for (let state = 0; state <= READY; state++)
      this.times[pairIndex(state, faultClass)] += facts.inState[state];
    if (event.node !== -1) {
      this.times[pairIndex(IN_FLIGHT, faultClass)] += facts.inFlightOn.of(event.node);
      this.times[pairIndex(IN_DOUBT, faultClass)] += facts.inDoubtOn.of(event.node);
      return;
    }
    for (let state = IN_FLIGHT; state < FIRST_FINAL; state++)
      this.times[pairIndex(state, faultClass)] += facts.inState[state];
  }
}

const LN = FAULT_CLASSES.indexOf('ln');
const LOAD = FAULT_CLASSES.indexOf('load');
