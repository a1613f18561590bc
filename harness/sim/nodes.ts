import type { Kernel } from './kernel.ts';
import type { Latency } from './latency.ts';

export const NODE_STATES = ['up', 'down', 'hung'] as const;
export type NodeState = (typeof NODE_STATES)[number];
const UP = 0;
const HUNG = 2;

/**
 * Which daemons run. What reaches a node that is down or hung waits in it, and goes on, after one hop's latency (channel
 * re-establish), when it is back.
 */
export class Nodes {
  readonly #kernel: Kernel;
  readonly #latency: Latency;
  readonly #hungNoticeMs: number;
  readonly #state: Uint8Array;
  readonly #since: Float64Array;
  readonly #epoch: Int32Array;
  readonly #refusing: Uint8Array;
  readonly #holdUntilMs: Float64Array;
  /** Flat triples (handler, a, b) by node. */
  readonly #waiting: number[][];

  constructor(kernel: Kernel, latency: Latency, nodeCount: number, hungNoticeMs: number) {
    this.#kernel = kernel;
    this.#latency = latency;
    this.#hungNoticeMs = hungNoticeMs;
    this.#state = new Uint8Array(nodeCount);
    this.#since = new Float64Array(nodeCount);
    this.#epoch = new Int32Array(nodeCount).fill(1);
    this.#refusing = new Uint8Array(nodeCount);
    this.#holdUntilMs = new Float64Array(nodeCount);
    this.#waiting = Array.from({ length: nodeCount }, () => []);
  }

  isUp(node: number): boolean {
    return this.#state[node] === UP;
  }

  state(node: number): NodeState {
    return NODE_STATES[this.#state[node]];
  }

  /** 1, 2, …: moves on at every start after `down`; a hang is not a restart. */
  epoch(node: number): number {
    return this.#epoch[node];
  }

  /**
   * Whether its peers think that the node answers. A killed daemon closes its sockets at once; a hung one keeps them, and
   * is noticed by a missing pong only (LND and Core Lightning: about half a minute).
   */
  linkAlive(node: number): boolean {
    const state = this.#state[node];
    return state === UP || (state === HUNG && this.#kernel.nowMs - this.#since[node] < this.#hungNoticeMs);
  }

  /** Whether the node answers every new HTLC with `temporary_node_failure` (it drains before a stop, or is not synced). */
  isRefusing(node: number): boolean {
    return this.#refusing[node] !== 0;
  }

  setRefusing(node: number, refusing: boolean): void {
    this.#refusing[node] = refusing ? 1 : 0;
  }

  /** Until when the node keeps new HTLCs to itself before it goes on with them. */
  holdUntilMs(node: number): number {
    return this.#holdUntilMs[node];
  }

  hold(node: number, untilMs: number): void {
    this.#holdUntilMs[node] = Math.max(this.#holdUntilMs[node], untilMs);
  }

  /** Keeps an event until the node is up. */
  wait(node: number, handler: number, a: number, b: number): void {
    this.#waiting[node].push(handler, a, b);
  }

  waitingCount(node: number): number {
    return this.#waiting[node].length / 3;
  }

  /** False when the node was in that state already. @throws RangeError for down → hung: what does not run cannot hang. */
  set(node: number, state: NodeState): boolean {
    const was = this.state(node);
    if (was === state) return false;
    if (was === 'down' && state === 'hung') throw new RangeError(`node ${node} is down: it cannot hang`);
    this.#state[node] = NODE_STATES.indexOf(state);
    this.#since[node] = this.#kernel.nowMs;
    if (was === 'down') this.#epoch[node]++;
    if (state === 'up') this.#resume(node);
    return true;
  }

  #resume(node: number): void {
    const waiting = this.#waiting[node];
    this.#waiting[node] = [];
    for (let at = 0; at < waiting.length; at += 3)
      this.#kernel.schedule(
        this.#kernel.nowMs + this.#latency.hopMs(),
        waiting[at],
        waiting[at + 1],
        waiting[at + 2],
      );
  }
}
