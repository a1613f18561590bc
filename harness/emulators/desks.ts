import type { Random } from '#chaos/random';
import type { Network } from '#topologies/network';
import type { Kernel } from '../sim/kernel.ts';
import type { NodeVoice } from '../sim/node-voice.ts';
import type { WorldObserver } from '../sim/observer.ts';
import type { InvoiceOrder } from '../sim/payee.ts';
import type { PayOrder } from '../sim/payment-run.ts';
import type { PaySaid } from '../sim/personality/said.ts';
import type { SimWorld } from '../sim/world.ts';
import { BY_HAND, type Clockwork } from './clockwork.ts';
import type { EmulatedDesk, EmulatedInvoice, EmulatedPay } from './desk.ts';
import { InvoiceBook } from './invoice-book.ts';
import { type DeskParts, NodeDesk, type Told } from './node-desk.ts';
import { nodeKeysOf } from './node-keys.ts';
import { type EventShaper, PEACE, type StrikeSource } from './strike.ts';

export interface DesksOptions {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly network: Network;
  /** Unix ms at which the kernel's time is 0. Whole seconds, so that invoices expire to the ms where they should. */
  readonly baseUnixMs: number;
  readonly random: Random;
  readonly strikes?: StrikeSource;
  readonly events?: EventShaper;
  readonly clockwork?: Clockwork;
  readonly watch?: PayWatch;
}

/** Sees pay calls where the world does, in its order of events. */
export interface PayWatch {
  /** The node has read a pay call; `call` is its number from now on. */
  read(node: number, hash: string, call: number): void;
  /** The node answers it. */
  said(call: number): void;
}

/** What the desks must hear of the world; whoever owns it passes it on to `Desks.observer`. */
export type DeskObserver = Pick<
  WorldObserver,
  'invoicePaid' | 'invoiceMoved' | 'nodeMoved' | 'blockMined' | 'blockDisconnected'
>;

/** The desks of one network. Attaches to a world that somebody else owns and drives. */
export interface Desks {
  /** Made when first asked for. @throws RangeError for a node that the network does not have */
  of(node: number): EmulatedDesk;
  /** The world's voice, or one of those that it is passed on to. Every pay call must then come through a desk. */
  readonly voice: NodeVoice;
  readonly observer: DeskObserver;
  /** An invoice that the world has already (`world.createInvoice`) gets its BOLT 11 text. */
  register(order: InvoiceOrder, description?: string): EmulatedInvoice;
  /** What a node told on its event stream lately, oldest first. */
  toldBy(node: number): readonly Told[];
  /** Puts an event on a node's stream now, past all event faults and whether the daemon says so or not. */
  putOnStream(node: number, told: Told): void;
  /** All event streams of the node end as if the connection were gone. */
  breakStreams(node: number): void;
  /** All connections of the node's API are cut; it goes on listening. */
  cutConnections(node: number): void;
}

export function createDesks(options: DesksOptions): Desks {
  return new AllDesks(options);
}

interface OpenCall {
  readonly node: number;
  readonly answered: (said: PaySaid) => void;
}

class AllDesks implements Desks {
  readonly voice: NodeVoice;
  readonly observer: DeskObserver;
  readonly #options: DesksOptions;
  readonly #parts: DeskParts;
  readonly #desks: (NodeDesk | undefined)[];
  /** Pay calls that are not answered, by the number under which the world knows them. */
  readonly #calls = new Map<number, OpenCall>();
  #nextCall = 1;
  readonly #acts: ((() => void) | undefined)[] = [];
  readonly #freeSlots: number[] = [];
  readonly #onDue: number;

  constructor(options: DesksOptions) {
    const { kernel, world, network, baseUnixMs } = options;
    const keys = nodeKeysOf(network);
    this.#options = options;
    this.#desks = new Array(network.nodes.length).fill(undefined);
    this.#onDue = kernel.register((slot) => this.#due(slot));
    const book = new InvoiceBook({ world, keys, baseUnixMs });
    this.#parts = {
      kernel,
      world,
      network,
      keys,
      book,
      baseUnixMs,
      strikes: options.strikes ?? PEACE,
      events: options.events ?? PEACE,
      clockwork: options.clockwork ?? BY_HAND,
      ask: (node, pay, answered) => this.#ask(node, pay, answered),
      schedule: (afterMs, act) => this.#schedule(afterMs, act),
    };
    this.voice = {
      answers: (_node, call, said) => this.#answers(call, said),
      tells: (node, hash, claims, preimage) => this.#desks[node]?.tells(hash, claims, preimage),
      changed: (node, hash) => this.#desks[node]?.recordChanged(hash),
    };
    this.observer = {
      invoicePaid: (payee, hash, _amountMsat, preimage) => {
        book.paid(hash, preimage, baseUnixMs + kernel.nowMs);
        this.#desks[payee]?.invoiceMoved(hash);
      },
      invoiceMoved: (payee, hash, state) => {
        // A new invoice is told of when it has its text.
        if (state !== 'open') this.#desks[payee]?.invoiceMoved(hash);
      },
      nodeMoved: (node, state) => {
        if (state === 'down')
          for (const [call, open] of this.#calls) if (open.node === node) this.#calls.delete(call);
        this.#desks[node]?.moved(state);
      },
      blockMined: (height) => this.#blockFound(height),
      blockDisconnected: (height) => this.#blockFound(height - 1),
    };
  }

  of(node: number): EmulatedDesk {
    return this.#desk(node);
  }

  register(order: InvoiceOrder, description = ''): EmulatedInvoice {
    return this.#desk(order.payee).addInvoice(order, description);
  }

  toldBy(node: number): readonly Told[] {
    return this.#desk(node).told;
  }

  putOnStream(node: number, told: Told): void {
    this.#desk(node).putOnStream(told);
  }

  breakStreams(node: number): void {
    this.#desk(node).breakStreams();
  }

  cutConnections(node: number): void {
    this.#desk(node).cutConnections();
  }

  #desk(node: number): NodeDesk {
    const known = this.#desks[node];
    if (known !== undefined) return known;
    const { network, random } = this.#options;
    if (network.nodes[node] === undefined) throw new RangeError(`the network has no node ${node}`);
    const desk = new NodeDesk(this.#parts, node, random.fork(`desk ${node}`));
    this.#desks[node] = desk;
    return desk;
  }

  #ask(node: number, pay: EmulatedPay, answered: (said: PaySaid) => void): void {
    const { world, baseUnixMs } = this.#options;
    const { invoice } = pay;
    const order: PayOrder = {
      hash: invoice.hash,
      // To a node that does not exist there is no route, as to oneself.
      payee: invoice.payee < 0 ? node : invoice.payee,
      amountMsat: pay.amountMsat,
      feeLimitMsat: pay.feeLimitMsat,
      windowMs: pay.windowMs,
      partsMax: pay.partsMax,
      cltvLimitBlocks: pay.cltvLimitBlocks,
      invoiceExpiresAtMs: invoice.createdAtMs + invoice.expirySeconds * 1000 - baseUnixMs,
    };
    const call = this.#nextCall++;
    this.#calls.set(call, { node, answered });
    this.#options.watch?.read(node, order.hash, call);
    const said = world.pay(node, order, call, pay.gone);
    if (said !== null) this.#answers(call, said);
  }

  #answers(call: number, said: PaySaid): void {
    const open = this.#calls.get(call);
    if (open === undefined) return;
    this.#calls.delete(call);
    this.#options.watch?.said(call);
    open.answered(said);
  }

  #blockFound(height: number): void {
    for (const desk of this.#desks) desk?.blockFound(height);
  }

  #schedule(afterMs: number, act: () => void): void {
    const { kernel } = this.#options;
    const slot = this.#freeSlots.pop() ?? this.#acts.length;
    this.#acts[slot] = act;
    const { clockwork } = this.#parts;
    kernel.schedule(kernel.nowMs + clockwork.aheadMs + afterMs, this.#onDue, slot, 0);
    clockwork.touched();
  }

  #due(slot: number): void {
    const act = this.#acts[slot]!;
    this.#acts[slot] = undefined;
    this.#freeSlots.push(slot);
    act();
  }
}
