import type { FailureReason } from '#orchestrator/domain/outcome';
import { DaemonDesk, type DeskParts, type PaymentRuns } from './daemon-desk.ts';
import { failureName, INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS, NO_FAILURE } from './htlc/failures.ts';
import { ADDING } from './htlc/parts.ts';
import type { HtlcSwitch, PartReturns } from './htlc/switch.ts';
import type { WorldObserver } from './observer.ts';
import { PartPlacer, type PartPlacerParts } from './part-placer.ts';
import type { Payees } from './payee.ts';
import { isOver, type PaymentRun, type PayOrder, type RunLimits, TRIES_MAX } from './payment-run.ts';
import type { Booked } from './personality/daemon.ts';
import type { LookupSaid, PaySaid } from './personality/said.ts';
import { HOPS_MAX } from './route-cost.ts';

export interface PayersParts extends PartPlacerParts, DeskParts {
  readonly htlcs: HtlcSwitch;
  readonly payees: Payees;
  readonly observer: WorldObserver;
}

/**
 * All payer nodes. Each has a daemon, which decides what is sent and what its books say; here is what they have in common:
 * runs of payments, from the first part to the last HTLC.
 */
export class Payers implements PartReturns, PaymentRuns {
  readonly #at: PayersParts;
  readonly #placer: PartPlacer;
  /** Runs that are not over, by ordinal. */
  readonly #runs: (PaymentRun | undefined)[] = [];
  /** By node; made when the node first pays. */
  readonly #desks: (DaemonDesk | undefined)[];
  readonly #onEnd: number;
  readonly #onCommit: number;

  constructor(at: PayersParts) {
    this.#at = at;
    this.#placer = new PartPlacer(at);
    this.#desks = new Array(at.graph.nodeCount).fill(undefined);
    this.#onEnd = at.kernel.register((ordinal) => this.#endOf(ordinal));
    this.#onCommit = at.kernel.register((part, stamp) => this.#committed(part, stamp));
  }

  /**
   * Asks a node to pay. What it says at once, or null: it answers `call` later, through the voice, or never.
   * @throws Error when the node does not run: who cannot be reached cannot be asked.
   */
  pay(node: number, order: PayOrder, call: number, gone: boolean): PaySaid | null {
    const { nodes } = this.#at;
    if (!nodes.isUp(node))
      throw new Error(`node ${node} is ${nodes.state(node)}: a pay call cannot reach it`);
    const desk = this.#desk(node);
    desk.forgetOld();
    return desk.daemon.pay(order, call, gone);
  }

  look(node: number, hash: string): LookupSaid {
    return this.#desk(node).daemon.look(hash);
  }

  booked(node: number, hash: string): Booked | undefined {
    return this.#desks[node]?.daemon.booked(hash);
  }

  lists(node: number, hash: string): Booked['state'] | undefined {
    return this.#desks[node]?.daemon.lists(hash);
  }

  /** What the books of all nodes hold: nodes in order, then hashes as they came. */
  books(visit: (booked: Booked) => void): void {
    for (const desk of this.#desks) desk?.daemon.books(visit);
  }

  booksOf(node: number, visit: (booked: Booked) => void): void {
    this.#desks[node]?.daemon.books(visit);
  }

  /** The node's database becomes that of `toMs`; its HTLCs go on. Returns the hashes of which it says something else now. */
  rollBack(node: number, toMs: number): readonly string[] {
    return this.#desks[node]?.daemon.rollBack(toMs) ?? [];
  }

  /** The daemon is dead: what it had not committed to never happened. */
  killed(node: number, unsynced: boolean): void {
    const desk = this.#desks[node];
    if (desk === undefined) return;
    const { parts } = this.#at;
    for (let part = 0; part < parts.rowCount; part++)
      if (parts.phase[part] === ADDING && parts.committing[part] !== 0) {
        const run = this.#runs[parts.payment[part]]!;
        if (run.node === node) this.#undo(run, part, desk);
      }
    desk.daemon.killed(unsynced);
    for (const run of desk.live) {
      if (run.partsOut > 0) continue;
      if (run.stoppedBy === '') run.stoppedBy = 'interrupted';
      this.#finish(run);
    }
  }

  started(node: number): void {
    this.#desks[node]?.daemon.started();
  }

  open(node: number, order: PayOrder, call: number, limits: RunLimits | null): PaymentRun {
    const { kernel, nodes } = this.#at;
    const run: PaymentRun = {
      ordinal: this.#runs.length,
      node,
      order,
      call,
      begunAtMs: kernel.nowMs,
      untilMs: kernel.nowMs + (limits === null ? order.windowMs : limits.windowMs),
      triesMax: limits === null ? TRIES_MAX : limits.triesMax,
      epoch: nodes.epoch(node),
      state: 'in_flight',
      endedAtMs: -1,
      preimage: '',
      feeMsat: 0,
      paidMsat: 0,
      reason: '',
      partsOut: 0,
      feesOutMsat: 0,
      unplacedMsat: order.amountMsat,
      tries: 0,
      stoppedBy: '',
    };
    this.#runs.push(run);
    return run;
  }

  begin(run: PaymentRun): void {
    const { order, node } = run;
    this.#desks[node]!.live.add(run);
    this.#at.observer.paymentBegun(node, order.payee, order.hash, order.amountMsat, order.feeLimitMsat);
  }

  place(run: PaymentRun): void {
    if (this.#placer.plan(run)) this.launch(run);
    if (isOver(run)) this.#at.kernel.schedule(this.#at.kernel.nowMs, this.#onEnd, run.ordinal, 0);
  }

  plan(run: PaymentRun): boolean {
    return this.#placer.plan(run);
  }

  /** The plan is dropped, and the run with it unless it has begun. */
  unplan(run: PaymentRun): void {
    this.#placer.unplan();
    if (!this.#desks[run.node]!.live.has(run)) this.#runs[run.ordinal] = undefined;
  }

  launch(run: PaymentRun): void {
    const { daemon } = this.#desks[run.node]!;
    const { kernel, parts, htlcs } = this.#at;
    for (const part of this.#placer.planned) {
      const paidMsat = parts.paidMsat(part);
      const feeMsat = parts.feeMsat(part);
      parts.phase[part] = ADDING;
      parts.number[part] = run.tries++;
      run.partsOut++;
      run.unplacedMsat -= paidMsat;
      run.feesOutMsat += feeMsat;
      const commitMs = daemon.partSent(run, parts.number[part], paidMsat, feeMsat);
      parts.committing[part] = commitMs > 0 ? 1 : 0;
      if (commitMs === 0) htlcs.launch(part);
      else kernel.schedule(kernel.nowMs + commitMs, this.#onCommit, part, parts.stamp[part]);
    }
    this.#placer.forgetPlan();
  }

  /** Tries again for what came back. */
  retry(run: PaymentRun): void {
    if (run.state !== 'in_flight') return;
    if (run.stoppedBy === '' && run.unplacedMsat > 0) {
      if (this.#placer.plan(run)) this.launch(run);
      else this.#gaveUp(run);
    } else if (isOver(run)) this.end(run);
  }

  end(run: PaymentRun): void {
    this.#finish(run);
    this.#desks[run.node]!.daemon.ended(run);
  }

  partSettled(part: number): void {
    const { parts, payees } = this.#at;
    const run = this.#runs[parts.payment[part]]!;
    const number = parts.number[part];
    run.partsOut--;
    run.feesOutMsat -= parts.feeMsat(part);
    run.paidMsat += parts.paidMsat(part);
    run.feeMsat += parts.feeMsat(part);
    run.preimage = payees.preimage(run.order.hash);
    parts.free(part);
    this.#desks[run.node]!.daemon.partBack(run, number, NO_FAILURE);
    if (isOver(run)) this.end(run);
  }

  partFailed(part: number): void {
    const { parts, observer } = this.#at;
    const run = this.#runs[parts.payment[part]]!;
    const desk = this.#desks[run.node]!;
    const failure = parts.failure[part];
    const failedBy = parts.failedBy[part];
    const paidMsat = parts.paidMsat(part);
    const number = parts.number[part];
    run.partsOut--;
    run.feesOutMsat -= parts.feeMsat(part);
    run.unplacedMsat += paidMsat;
    observer.partFailed(run.node, failedBy, run.order.hash, paidMsat, failureName(failure));
    this.#placer.learn(run.node, part, failure, failedBy);
    parts.free(part);
    if (run.stoppedBy === '') run.stoppedBy = this.#stopAfter(run, failure);
    desk.daemon.partBack(run, number, failure);
    if (run.stoppedBy === '') {
      const pauseMs = desk.daemon.pauseMs(run);
      if (pauseMs === 0) this.retry(run);
      else desk.later(pauseMs, () => this.retry(run));
    } else this.#gaveUp(run);
  }

  #gaveUp(run: PaymentRun): void {
    if (isOver(run)) this.end(run);
    else this.#desks[run.node]!.daemon.gaveUp(run);
  }

  /** Whether a failure ends all sending, and why. No daemon goes on with the payments of its last life. */
  #stopAfter(run: PaymentRun, failure: number): FailureReason | '' {
    const { kernel, nodes } = this.#at;
    if (run.epoch !== nodes.epoch(run.node)) return 'interrupted';
    if (failure === INCORRECT_OR_UNKNOWN_PAYMENT_DETAILS || run.preimage !== '')
      return 'incorrect_payment_details';
    return kernel.nowMs >= run.untilMs || run.tries >= run.triesMax ? 'timeout' : '';
  }

  #desk(node: number): DaemonDesk {
    const known = this.#desks[node];
    if (known !== undefined) return known;
    const desk = new DaemonDesk(this, this.#at, node);
    this.#desks[node] = desk;
    return desk;
  }

  /** The payer has committed to the part's first HTLC: nothing takes it back now. */
  #committed(part: number, stamp: number): void {
    const { nodes, parts, htlcs } = this.#at;
    if (parts.stamp[part] !== stamp || parts.phase[part] !== ADDING) return;
    const { node } = this.#runs[parts.payment[part]]!;
    if (!nodes.isUp(node)) {
      nodes.wait(node, this.#onCommit, part, stamp);
      return;
    }
    parts.committing[part] = 0;
    htlcs.launch(part);
  }

  #undo(run: PaymentRun, part: number, desk: DaemonDesk): void {
    const { graph, parts } = this.#at;
    const number = parts.number[part];
    graph.release(parts.edges[part * HOPS_MAX], parts.amounts[part * HOPS_MAX], false);
    run.partsOut--;
    run.feesOutMsat -= parts.feeMsat(part);
    run.unplacedMsat += parts.paidMsat(part);
    parts.free(part);
    desk.daemon.partLost(run, number);
  }

  /** The end of a payment for which no route was found, one event after the call. */
  #endOf(ordinal: number): void {
    const run = this.#runs[ordinal];
    if (run === undefined) return;
    if (this.#at.nodes.isUp(run.node)) this.end(run);
    else this.#at.nodes.wait(run.node, this.#onEnd, ordinal, 0);
  }

  /** The end as the network sees it. */
  #finish(run: PaymentRun): void {
    const { node, order } = run;
    run.state = run.paidMsat > 0 ? 'settled' : 'failed';
    run.reason = run.state === 'settled' ? '' : run.stoppedBy || 'no_route';
    run.endedAtMs = this.#at.kernel.nowMs;
    this.#runs[run.ordinal] = undefined;
    this.#desks[node]!.live.delete(run);
    this.#at.observer.paymentEnded(
      node,
      order.payee,
      order.hash,
      run.state === 'settled',
      run.paidMsat,
      run.feeMsat,
      run.preimage,
      run.reason,
    );
  }
}
