import type { IntentId, NodeName, PaymentHash } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { NodeListing } from '#orchestrator/ports/node';
import type { HistoryEvent } from '#reports/evidence/history';
import type { Implementation } from '#topologies/network';
import { Callbacks } from '../callbacks.ts';
import type { ActiveFault } from '../faults/active.ts';
import { CallFaults } from '../faults/call-faults.ts';
import { CallbackFaults } from '../faults/callback-faults.ts';
import { ConnectionFaults } from '../faults/connection-faults.ts';
import { HtlcFaults } from '../faults/htlc-faults.ts';
import { simInvoices } from '../invoice-text.ts';
import { Kernel } from '../kernel.ts';
import { LedgerHistory } from '../ledger-history.ts';
import { nodeVoice } from '../node-voice.ts';
import { seededRandom } from '../random.ts';
import { HistoryRecorder } from '../recorder.ts';
import { Wire } from '../wire.ts';
import { SimWorld } from '../world.ts';
import type { WorldFollowers } from '../world-history.ts';
import { worldHistory } from '../world-history.ts';
import { line } from './networks.ts';

export const EXPIRES_AT_MS = 3_600_000;
/** Each way between orchestrator and node, and each hop, ms. */
export const API_MS = 5;
export const HOP_MS = 10;

export function active<Fault extends ActiveFault['fault']>(fault: Fault, ordinal = 0): ActiveFault {
  return { ordinal, fault, phase: 'on', effects: 0, counted: 0 };
}

/** Wire and callbacks between three nodes in a row (0 pays, 2 is paid) and a test that plays the orchestrator. */
export class WireBench {
  readonly kernel = new Kernel();
  readonly history: HistoryEvent[] = [];
  readonly recorder = new HistoryRecorder(() => this.kernel.nowMs, null, [
    (event) => this.history.push({ ...event }),
  ]);
  readonly ledger = new LedgerHistory(this.recorder, ['n0', 'n1', 'n2']);
  readonly invoices = simInvoices(line(3));
  readonly touched: string[] = [];
  readonly callFaults: CallFaults;
  readonly callbackFaults: CallbackFaults;
  readonly connections: ConnectionFaults;
  readonly callbacks: Callbacks;
  readonly world: SimWorld;
  readonly wire: Wire;
  /** Answers in the order in which they came: `<ms> <call> <kind>`. */
  readonly answers: string[] = [];
  readonly listings: NodeListing[] = [];
  /** Fees that settled answers told; null: not said. */
  readonly fees: (bigint | null)[] = [];
  /** Callbacks: `<ms> <claims>`. */
  readonly hints: string[] = [];
  listening = true;
  #callId = 0;

  constructor(payer: Implementation = 'plain') {
    const { kernel, recorder, ledger } = this;
    const followers: WorldFollowers = { wire: null, callbacks: null, injector: null, nodes: null };
    const random = seededRandom('wire');
    const plain = line(3);
    this.world = new SimWorld({
      network: { ...plain, nodes: plain.nodes.with(0, { ...plain.nodes[0]!, implementation: payer }) },
      kernel,
      random,
      observer: worldHistory(recorder, followers, new Map()),
      voice: nodeVoice(followers),
      hopLatencyMs: { min: HOP_MS, max: HOP_MS },
      gossipDelayMs: 60_000,
      blockIntervalMs: 0,
      startHeight: 1000,
    });
    const touch = (_active: ActiveFault, node: number, _hash: string, effect: string) =>
      this.touched.push(`${node} ${effect}`);
    this.callFaults = new CallFaults(kernel, random, [0], touch, () => {});
    this.callbackFaults = new CallbackFaults(random, [0], touch);
    this.connections = new ConnectionFaults({
      kernel,
      payers: [0],
      touch,
      network: new HtlcFaults(kernel, this.world, random, touch),
      reset: (node) => this.wire.cutOff(node),
    });
    this.callFaults.connect(this.connections);
    this.wire = new Wire({
      kernel,
      world: this.world,
      recorder,
      ledger,
      invoices: this.invoices,
      faults: this.callFaults,
      random,
      apiMs: { min: API_MS, max: API_MS },
      sent: () => {},
      sink: {
        answered: (callId, answer) => {
          this.answers.push(`${kernel.nowMs} ${callId} ${said(answer)}`);
          if (answer.kind === 'settled') this.fees.push(answer.feeMsat);
        },
        listed: (_callId, listing) => this.listings.push(listing),
        hinted: ({ claims }) => this.hints.push(`${kernel.nowMs} ${claims}`),
      },
    });
    this.callbacks = new Callbacks({
      kernel,
      world: this.world,
      recorder,
      faults: this.callbackFaults,
      nodeName: (ordinal) => ledger.nodeName(ordinal),
      oneWayMs: () => API_MS,
      listening: () => this.listening,
      loses: (node, hash) => this.connections.losesCallback(node, hash),
      deliver: (hint) => this.wire.told(hint),
    });
    followers.wire = this.wire;
    followers.callbacks = this.callbacks;
    this.callbackFaults.connect(kernel, (node, count) => this.callbacks.replayLast(node, count));
  }

  /** Begins a fault of calls or connections. */
  begin(fault: ActiveFault): void {
    const applier = ConnectionFaults.handles(fault.fault.kind) ? this.connections : this.callFaults;
    applier.begin(fault);
  }

  end(fault: ActiveFault): void {
    const applier = ConnectionFaults.handles(fault.fault.kind) ? this.connections : this.callFaults;
    applier.end(fault);
  }

  /** Makes an invoice at node 2; its hash is the letter 64 times. */
  invoice(letter = 'a', afterMs?: number): string {
    const hash = letter.repeat(64);
    const order = {
      payee: 2,
      hash,
      preimage: `p${letter}`,
      amountMsat: 1_000_000,
      expiresAtMs: EXPIRES_AT_MS,
    };
    this.world.createInvoice(
      afterMs === undefined ? order : { ...order, hold: { ends: 'settled', afterMs } },
    );
    return hash;
  }

  pay(letter = 'a', timeoutMs = 1000, attemptNo = 1): number {
    const hash = letter.repeat(64);
    const callId = ++this.#callId;
    this.wire.pay({
      callId,
      intent: 'int_1' as IntentId,
      attemptNo,
      node: 'n0' as NodeName,
      invoice: this.invoices.write({ payee: 2, hash, amountMsat: 1_000_000, expiresAtMs: EXPIRES_AT_MS }),
      hash: hash as PaymentHash,
      epochAtSend: '',
      amountMsat: msat(1_000_000n),
      feeLimitMsat: msat(50_000n),
      attemptWindowMs: 5000,
      timeoutMs,
      partsMax: 1,
      cltvLimitBlocks: 1008,
    });
    return callId;
  }

  lookup(letter = 'a', timeoutMs = 1000): number {
    const callId = ++this.#callId;
    this.wire.lookup({
      callId,
      intent: 'int_1' as IntentId,
      attemptNo: 1,
      node: 'n0' as NodeName,
      hash: letter.repeat(64) as PaymentHash,
      epochAtSend: '',
      timeoutMs,
    });
    return callId;
  }

  list(sinceMs: number): NodeListing {
    this.wire.list({ callId: ++this.#callId, node: 'n0' as NodeName, sinceMs, timeoutMs: 1000 });
    this.kernel.run(this.kernel.nowMs + 1000);
    return this.listings.at(-1)!;
  }

  /** Runs until then; the answers since the last time. */
  until(atMs: number): string[] {
    this.kernel.run(atMs);
    return this.answers.splice(0);
  }

  /** Payments that node 0 made. */
  get paid(): number {
    return this.history.filter(({ kind }) => kind === 'payment-begun').length;
  }
}

function said(answer: NodeAnswer): string {
  return answer.kind === 'unknown' ? answer.cause : answer.kind;
}
