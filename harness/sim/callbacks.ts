import type { NodeName, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { NodeHint } from '#orchestrator/ports/node';
import type { CallbackFaults } from './faults/callback-faults.ts';
import type { Kernel } from './kernel.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { SimWorld } from './world.ts';

type CallbackCause = 'genuine' | 'late' | 'duplicate' | 'stale' | 'reordered' | 'forged';

interface Callback {
  readonly node: number;
  readonly hash: string;
  readonly claims: 'settled' | 'failed' | 'in_flight';
  readonly preimage: string;
  readonly cause: CallbackCause;
}

export interface CallbackParts {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly recorder: HistoryRecorder;
  readonly faults: CallbackFaults;
  readonly nodeName: (ordinal: number) => string;
  readonly oneWayMs: (node: number) => number;
  /** Whether the orchestrator's process lives: events to a dead process are lost, and no stream replays them. */
  readonly listening: () => boolean;
  readonly deliver: (hint: NodeHint) => void;
  /** Whether what the node sends now never reaches the orchestrator. */
  readonly loses?: (node: number, hash: string) => boolean;
}

/** Past callbacks that a stale replay can bring back. */
const REMEMBERED_MAX = 256;

/** The nodes' event streams into the orchestrator: hints that may be late, doubled, reordered, lost, stale or forged. */
export class Callbacks {
  readonly #at: CallbackParts;
  readonly #callbacks: (Callback | undefined)[] = [];
  readonly #past: Callback[] = [];
  /** By node: when the stream's latest event arrives; a stream keeps its order unless a fault breaks it. */
  readonly #streamAtMs: Float64Array;
  readonly #held: number[][];
  readonly #onDue: number;

  constructor(parts: CallbackParts) {
    this.#at = parts;
    this.#streamAtMs = new Float64Array(parts.world.nodeCount);
    this.#held = Array.from({ length: parts.world.nodeCount }, () => []);
    this.#onDue = parts.kernel.register((at) => this.#due(at));
  }

  /** The node tells of a payment, as its daemon sees it. */
  told(node: number, hash: string, claims: Callback['claims'], preimage: string): void {
    const { kernel, faults, oneWayMs } = this.#at;
    const inOrderMs = Math.max(this.#streamAtMs[node]!, kernel.nowMs + oneWayMs(node));
    this.#streamAtMs[node] = inOrderMs;
    for (const { atMs, cause } of faults.deliveries(node, hash, inOrderMs))
      this.#post({ node, hash, claims, preimage, cause }, atMs);
    if (this.#past.length === REMEMBERED_MAX) this.#past.shift();
    this.#past.push({ node, hash, claims, preimage, cause: 'stale' });
  }

  /** Sends a callback of earlier once more; false when the node has sent none. `pick` is any whole number. */
  replay(node: number, pick: number): string | null {
    const past = this.#past.filter((callback) => callback.node === node);
    const chosen = past[pick % Math.max(1, past.length)];
    if (chosen === undefined) return null;
    this.#post(chosen, this.#at.kernel.nowMs);
    return chosen.hash;
  }

  /** Sends the last `count` callbacks again, in their order; returns how many there were. */
  replayLast(node: number, count: number): number {
    const last = this.#past.filter((callback) => callback.node === node).slice(-count);
    for (const callback of last) this.#post(callback, this.#at.kernel.nowMs);
    return last.length;
  }

  /** Somebody lies in the node's name. */
  forge(node: number, hash: string, claims: 'settled' | 'failed'): void {
    this.#post({ node, hash, claims, preimage: 'f'.repeat(64), cause: 'forged' }, this.#at.kernel.nowMs);
  }

  nodeMoved(node: number, state: 'up' | 'down' | 'hung'): void {
    const held = this.#held[node]!.splice(0);
    // A stream does not resume over a restart (lnd-observed.md §5b); a hung daemon sends what it kept.
    if (state === 'up') for (const at of held) this.#due(at);
  }

  #post(callback: Callback, atMs: number): void {
    const at = this.#callbacks.push(callback) - 1;
    this.#at.kernel.schedule(Math.max(atMs, this.#at.kernel.nowMs), this.#onDue, at, 0);
  }

  #due(at: number): void {
    const { world, recorder, listening, deliver, nodeName } = this.#at;
    const callback = this.#callbacks[at];
    if (callback === undefined) return;
    if (callback.cause !== 'forged' && world.nodeState(callback.node) === 'hung') {
      this.#held[callback.node]!.push(at);
      return;
    }
    this.#callbacks[at] = undefined;
    if (!listening()) return;
    if (callback.cause !== 'forged' && this.#at.loses?.(callback.node, callback.hash)) return;
    const event = recorder.begin('callback-delivered');
    event.request = at;
    event.node = callback.node;
    event.hash = callback.hash;
    event.state = callback.claims;
    event.cause = callback.cause;
    recorder.push();
    deliver({
      node: nodeName(callback.node) as NodeName,
      hash: callback.hash as PaymentHash,
      claims: callback.claims,
      preimage: callback.preimage as Preimage,
    });
  }
}
