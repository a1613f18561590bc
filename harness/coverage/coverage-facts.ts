import type { HistoryEvent } from '#reports/evidence/history';
import { IN_DOUBT, IN_FLIGHT, PAIR_STATES, RECEIVED, stateIndex } from './pairs.ts';
import { PerNode } from './per-node.ts';

/** A request that was refused before an intent came of it: in no state at all. */
const NOWHERE = -1;

/**
 * What the coverage items share: where every intent is, on which node its open attempt is, and what is out in the world.
 * Columns by number instead of objects: nothing is allocated per event, and an intent costs a few numbers.
 *
 * An intent has a *slot* from its first request on, before the ledger has heard of it: a crash in between must not be
 * missed.
 */
export class CoverageFacts {
  /** By slot: index of `PAIR_STATES`. */
  readonly state: number[] = [];
  /** By slot: payer node of the last attempt, -1 none. */
  readonly node: number[] = [];
  /** By slot: number of the last attempt, 0 none. */
  readonly attempt: number[] = [];
  /** By slot: amount of the intent. */
  readonly amountMsat: number[] = [];
  /** By slot: deadline, absolute ms; `Infinity` before the ledger has it. */
  readonly deadlineMs: number[] = [];
  /** By state: how many intents are in it. */
  readonly inState: number[] = PAIR_STATES.map(() => 0);
  /** By payer node: intents whose open attempt is there. */
  readonly inFlightOn = new PerNode();
  readonly inDoubtOn = new PerNode();
  /** By payer node: payments that are under way in the world; and over all nodes. */
  readonly paymentsOn = new PerNode();
  payments = 0;
  private readonly slotByHash = new Map<string, number>();
  private readonly slotByIntent: number[] = [];
  private readonly slotByRequest: number[] = [];

  /** Called before the items see the event: what they read holds it already. */
  observe(event: HistoryEvent): void {
    switch (event.kind) {
      case 'request-submitted':
        this.submitted(event);
        break;
      case 'response-received':
        this.answered(event);
        break;
      case 'intent-received':
        this.received(event);
        break;
      case 'attempt-opened': {
        const slot = this.slotOf(event.intent);
        if (slot === -1) break;
        this.node[slot] = event.node;
        this.attempt[slot] = event.attempt;
        break;
      }
      case 'intent-moved':
        this.move(this.slotOf(event.intent), stateIndex(event.state));
        break;
      case 'payment-begun':
        this.payments++;
        this.paymentsOn.add(event.node, 1);
        break;
      case 'payment-ended':
        this.payments--;
        this.paymentsOn.add(event.node, -1);
        break;
      default:
    }
  }

  /** The slot of an intent, -1 if the ledger has none of this ordinal. */
  slotOf(intent: number): number {
    return intent >= 0 && intent < this.slotByIntent.length ? this.slotByIntent[intent] : -1;
  }

  /** The slot of a payment hash, -1 if nobody asked for it. */
  slotOfHash(hash: string): number {
    return this.slotByHash.get(hash) ?? -1;
  }

  private submitted(event: HistoryEvent): void {
    while (this.slotByRequest.length <= event.request) this.slotByRequest.push(-1);
    if (event.state !== 'first' || this.slotByHash.has(event.hash)) return;
    this.slotByRequest[event.request] = this.open(event.hash, event.amountMsat);
  }

  /** Refused without an intent (400, 409, 422): there is nothing that could be in a state. Unanswered: it may be there. */
  private answered(event: HistoryEvent): void {
    const slot = event.request < this.slotByRequest.length ? this.slotByRequest[event.request] : -1;
    if (slot === -1 || this.state[slot] !== RECEIVED || this.deadlineMs[slot] < Number.POSITIVE_INFINITY)
      return;
    if (event.state.startsWith('4')) this.move(slot, NOWHERE);
  }

  private received(event: HistoryEvent): void {
    const known = this.slotByHash.get(event.hash);
    const slot = known ?? this.open(event.hash, event.amountMsat);
    while (this.slotByIntent.length <= event.intent) this.slotByIntent.push(-1);
    this.slotByIntent[event.intent] = slot;
    this.deadlineMs[slot] = event.feeMsat;
    if (this.state[slot] === NOWHERE) this.move(slot, RECEIVED);
  }

  private open(hash: string, amountMsat: number): number {
    const slot = this.state.length;
    this.slotByHash.set(hash, slot);
    this.state.push(RECEIVED);
    this.node.push(-1);
    this.attempt.push(0);
    this.amountMsat.push(amountMsat);
    this.deadlineMs.push(Number.POSITIVE_INFINITY);
    this.inState[RECEIVED]++;
    return slot;
  }

  private move(slot: number, to: number): void {
    if (slot === -1) return;
    const from = this.state[slot];
    const node = this.node[slot];
    if (from !== NOWHERE) this.inState[from]--;
    if (from === IN_FLIGHT) this.inFlightOn.add(node, -1);
    else if (from === IN_DOUBT) this.inDoubtOn.add(node, -1);
    this.state[slot] = to;
    if (to !== NOWHERE) this.inState[to]++;
    if (to === IN_FLIGHT) this.inFlightOn.add(node, 1);
    else if (to === IN_DOUBT) this.inDoubtOn.add(node, 1);
  }
}
