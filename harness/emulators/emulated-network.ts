import type { Timers } from '#orchestrator/ports/timers';
import type { Network } from '#topologies/network';
import { Kernel } from '../sim/kernel.ts';
import { type NodeVoice, UNHEARD } from '../sim/node-voice.ts';
import type { WorldObserver } from '../sim/observer.ts';
import { seededRandom } from '../sim/random.ts';
import { SimWorld } from '../sim/world.ts';
import { ApiFaults } from './api-faults.ts';
import type { Clockwork } from './clockwork.ts';
import type { EmulatedDesk } from './desk.ts';
import { createDesks, type Desks } from './desks.ts';
import { type Pace, Paced, pacedBy, Stepwise } from './pace.ts';
import { PaymentLog, type PaymentWatcher } from './payment-log.ts';
import type { PaymentTruth } from './payment-truth.ts';
import { virtualTimers } from './timers.ts';

export interface EmulatedNetworkOptions {
  readonly network: Network;
  readonly seed?: string;
  /** Unix ms at which the network begins, whole seconds; 2026-01-01 when not given. */
  readonly baseUnixMs?: number;
  /** `stepwise`: by `network.run`, with clients in this process. A number: so many times as fast as the wall clock. */
  readonly pace?: 'stepwise' | number;
  readonly hopLatencyMs?: { readonly min: number; readonly max: number };
  /** 0 (when not given): blocks only by `mine`. */
  readonly blockIntervalMs?: number;
  readonly gossipDelayMs?: number;
  /** Is told of payments as they happen. */
  readonly watcher?: PaymentWatcher;
}

export const BASE_UNIX_MS = Date.UTC(2026, 0, 1);
const START_HEIGHT = 800_000;

/** A simulated network of its own, with a desk for every node: for `topology up`, contract suites and real clients. */
export class EmulatedNetwork {
  readonly network: Network;
  readonly kernel = new Kernel();
  readonly world: SimWorld;
  readonly desks: Desks;
  readonly faults: ApiFaults;
  readonly baseUnixMs: number;
  /** For adapters in this process. */
  readonly timers: Timers;
  readonly #pace: Pace;
  readonly #log: PaymentLog;

  /** @throws RangeError for a pace that is no positive number */
  constructor(options: EmulatedNetworkOptions) {
    const { network, pace = 1, seed = '1' } = options;
    this.network = network;
    this.baseUnixMs = options.baseUnixMs ?? BASE_UNIX_MS;
    const { kernel } = this;
    const random = seededRandom(seed).fork(network.name);
    const heard: { desks: Desks | null } = { desks: null };
    this.#log = new PaymentLog(
      (node) => network.nodes[node]!.name,
      () => this.baseUnixMs + kernel.nowMs,
      options.watcher,
    );
    this.world = new SimWorld({
      network,
      kernel,
      random: random.fork('world'),
      observer: observing(heard, this.#log),
      voice: speaking(heard),
      hopLatencyMs: options.hopLatencyMs ?? { min: 5, max: 30 },
      gossipDelayMs: options.gossipDelayMs ?? 1_000,
      blockIntervalMs: options.blockIntervalMs ?? 0,
      startHeight: START_HEIGHT,
    });
    this.#pace = pace === 'stepwise' ? new Stepwise(kernel) : pacedBy(pace, kernel);
    this.timers = virtualTimers(kernel, this.baseUnixMs, this.#pace);
    this.faults = new ApiFaults({
      random: random.fork('API faults'),
      timers: this.timers,
      ordinalOf: (name) => this.ordinalOf(name),
      openPayments: (node) => this.#openPayments(node),
      nodeCount: network.nodes.length,
    });
    this.desks = createDesks({
      kernel,
      world: this.world,
      network,
      baseUnixMs: this.baseUnixMs,
      random: random.fork('desks'),
      clockwork: this.#pace,
      strikes: this.faults,
      events: this.faults,
    });
    heard.desks = this.desks;
    this.faults.connect(this.desks);
  }

  get clockwork(): Clockwork {
    return this.#pace;
  }

  /** What was really paid, in the order in which it began. */
  get payments(): readonly PaymentTruth[] {
    return this.#log.payments;
  }

  /** @throws RangeError when no node has this name */
  desk(name: string): EmulatedDesk {
    return this.desks.of(this.ordinalOf(name));
  }

  ordinalOf(name: string): number {
    const node = this.network.nodes.findIndex((one) => one.name === name);
    if (node < 0) throw new RangeError(`network ${this.network.name} has no node named ${name}`);
    return node;
  }

  /** Something is done to the world from outside (blocks, a node that dies, a policy): virtual time catches up first. */
  act<Value>(change: (world: SimWorld) => Value): Value {
    this.#pace.catchUp();
    const value = change(this.world);
    this.#pace.touched();
    return value;
  }

  /** `stepwise`: lets so much virtual time go by. @throws NeverQuiet; TypeError where the wall clock drives */
  async run(ms: number): Promise<void> {
    await this.#stepwise().run(this.kernel.nowMs + ms);
  }

  /** `stepwise`: lets virtual time go by until the promise is settled. @throws Error when it is not, after `withinMs` */
  until<Value>(promise: Promise<Value>, withinMs = 600_000): Promise<Value> {
    return this.#stepwise().until(promise, this.kernel.nowMs + withinMs);
  }

  /** How many times as fast as the wall clock. @throws TypeError where the wall clock does not drive */
  get speed(): number {
    return this.#paced().factor;
  }

  /** @throws RangeError for no positive number; TypeError where the wall clock does not drive */
  set speed(factor: number) {
    this.#paced().factor = factor;
  }

  /**
   * Everything that is due within so many ms of the network's time happens now. What a client would have done meanwhile it
   * does afterwards. @throws TypeError where the wall clock does not drive
   */
  advance(ms: number): void {
    this.#paced().advance(ms);
  }

  /** The clock stops; nothing happens in the network any more. */
  stop(): void {
    this.faults.switchAllOff();
    this.#pace.stop();
  }

  #openPayments(node: number): string[] {
    const hashes: string[] = [];
    this.world.recordsOf(node, ({ order, state }) => {
      if (state === 'in_flight') hashes.push(order.hash);
    });
    return hashes;
  }

  #stepwise(): Stepwise {
    if (this.#pace instanceof Stepwise) return this.#pace;
    throw new TypeError('this network is driven by the wall clock');
  }

  #paced(): Paced {
    if (this.#pace instanceof Paced) return this.#pace;
    throw new TypeError('this network is driven step by step');
  }
}

function speaking(heard: { readonly desks: Desks | null }): NodeVoice {
  const voice = () => heard.desks?.voice ?? UNHEARD;
  return {
    answers: (node, call, said) => voice().answers(node, call, said),
    tells: (node, hash, claims, preimage) => voice().tells(node, hash, claims, preimage),
    changed: (node, hash) => voice().changed(node, hash),
  };
}

function observing(heard: { readonly desks: Desks | null }, log: PaymentLog): WorldObserver {
  return {
    paymentBegun: (payer, payee, hash, amountMsat) => log.paymentBegun(payer, payee, hash, amountMsat),
    partFailed() {},
    paymentEnded: (...what) => log.paymentEnded(...what),
    invoicePaid: (...what) => heard.desks?.observer.invoicePaid(...what),
    invoiceMoved: (...what) => heard.desks?.observer.invoiceMoved(...what),
    htlcWaits() {},
    nodeMoved: (...what) => heard.desks?.observer.nodeMoved(...what),
    blockMined: (...what) => heard.desks?.observer.blockMined(...what),
    blockDisconnected: (...what) => heard.desks?.observer.blockDisconnected(...what),
    channelClosed() {},
    liquidityMoved() {},
  };
}
