import { hash as digest } from 'node:crypto';
import type { Random } from '#chaos/random';
import type { Network } from '#topologies/network';
import type { Kernel } from '../sim/kernel.ts';
import type { InvoiceOrder } from '../sim/payee.ts';
import type { Booked } from '../sim/personality/daemon.ts';
import type { LookupSaid, PaySaid } from '../sim/personality/said.ts';
import type { SimWorld } from '../sim/world.ts';
import type { ApiCall } from './api-call.ts';
import type { Clockwork } from './clockwork.ts';
import type {
  DecodedBolt11,
  DeskListener,
  EmulatedChannel,
  EmulatedDesk,
  EmulatedInvoice,
  EmulatedPay,
  EmulatedRecord,
  InvoiceWish,
} from './desk.ts';
import type { InvoiceBook } from './invoice-book.ts';
import type { NodeKeys } from './node-keys.ts';
import type { ApiStrike, EventShaper, StrikeSource } from './strike.ts';

/** What all desks of a network share. */
export interface DeskParts {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly network: Network;
  readonly keys: NodeKeys;
  readonly book: InvoiceBook;
  readonly baseUnixMs: number;
  readonly strikes: StrikeSource;
  readonly events: EventShaper;
  readonly clockwork: Clockwork;
  /** Asks the world to pay; `answered` runs when the node says something. */
  ask(node: number, pay: EmulatedPay, answered: (said: PaySaid) => void): void;
  /** Runs `act` so much later. */
  schedule(afterMs: number, act: () => void): void;
}

/** One event as the daemon put it on its stream. */
export interface Told {
  readonly hash: string;
  readonly claims: Booked['state'];
  readonly preimage: string;
}

/** When the books of a node first and last showed a change of one payment; ms of the kernel. */
interface Changed {
  readonly firstMs: number;
  lastMs: number;
}

/** Events that a node can be made to repeat. */
const TOLD_MAX = 1_000;

/** One node's seat in the simulated network. */
export class NodeDesk implements EmulatedDesk {
  readonly node: number;
  readonly name: string;
  readonly alias: string;
  readonly pubkey: string;
  readonly random: Random;
  readonly #at: DeskParts;
  readonly #listeners = new Set<DeskListener>();
  readonly #changed = new Map<string, Changed>();
  readonly #told: Told[] = [];
  /** What a hung daemon will read, and what it will then say. */
  #inbox: (() => void)[] = [];
  #outbox: (() => void)[] = [];
  /** It reads what it kept while it hung. */
  #isResuming = false;

  constructor(parts: DeskParts, node: number, random: Random) {
    this.#at = parts;
    this.node = node;
    this.name = parts.network.nodes[node]!.name;
    this.alias = this.name;
    this.pubkey = parts.keys.of(node).pubkey;
    this.random = random;
  }

  get state(): 'up' | 'down' | 'hung' {
    return this.#at.world.nodeState(this.node);
  }

  get epoch(): string {
    return `${this.node}.${this.#at.world.epoch(this.node)}`;
  }

  get nowMs(): number {
    return this.#at.baseUnixMs + this.#at.kernel.nowMs;
  }

  get height(): number {
    return this.#at.world.heightAt(this.node);
  }

  get blockHash(): string {
    return digest('sha256', `block ${this.#at.network.name} ${this.height}`, 'hex');
  }

  arrives(call: ApiCall, read: (strike: ApiStrike) => void): void {
    const { clockwork, strikes } = this.#at;
    clockwork.catchUp();
    if (this.state === 'down') return;
    const strike = strikes.strike(this.node, call);
    if (strike.delayMs > 0) this.later(strike.delayMs, () => read({ ...strike, delayMs: 0 }));
    else this.#reads(() => read(strike));
    clockwork.touched();
  }

  pay(pay: EmulatedPay, answered: (said: PaySaid) => void): void {
    const { book, world, clockwork } = this.#at;
    clockwork.catchUp();
    this.#reads(() => {
      book.remember(pay.invoice);
      this.#note(pay.invoice.hash, world.lookup(this.node, pay.invoice.hash) === undefined);
      // Who hung up while the call was still on its way is not noticed: the daemon reads the call before the end of its
      // connection. Only one that hung may find both.
      const gone = pay.gone && this.#isResuming;
      this.#at.ask(this.node, { ...pay, gone }, (said) => this.#says(() => answered(said)));
    });
  }

  look(hash: string): LookupSaid {
    return this.#at.world.look(this.node, hash);
  }

  records(): readonly EmulatedRecord[] {
    const records: EmulatedRecord[] = [];
    this.#at.world.recordsOf(this.node, (booked) => records.push(this.#record(booked)));
    return records;
  }

  record(hash: string): EmulatedRecord | undefined {
    const booked = this.#at.world.lookup(this.node, hash);
    return booked === undefined ? undefined : this.#record(booked);
  }

  createInvoice(wish: InvoiceWish): EmulatedInvoice {
    const { world, book, baseUnixMs, clockwork } = this.#at;
    clockwork.catchUp();
    const { preimage, holdHash, label = '', expirySeconds } = wish;
    if (preimage !== undefined && holdHash !== undefined)
      throw new RangeError('a hold invoice is made without a preimage');
    if (label !== '' && book.isLabelTaken(this.node, label)) throw new RangeError(`label ${label} is taken`);
    const secret = holdHash === undefined ? (preimage ?? this.#drawPreimage()) : '';
    const createdAtMs = Math.floor(this.nowMs / 1000) * 1000;
    const order: InvoiceOrder = {
      payee: this.node,
      hash: holdHash ?? sha256(secret),
      preimage: secret,
      amountMsat: wish.amountMsat ?? 0,
      expiresAtMs: createdAtMs + expirySeconds * 1000 - baseUnixMs,
      ...(holdHash !== undefined && { hold: { ends: 'when-told' as const } }),
    };
    world.createInvoice(order);
    return this.addInvoice(order, wish.description, label);
  }

  /** Writes the text of an invoice that the payee has already, and tells of it. */
  addInvoice(order: InvoiceOrder, description: string, label = ''): EmulatedInvoice {
    this.#at.book.write(order, this.nowMs, description, label);
    const invoice = this.invoice(order.hash)!;
    this.invoiceMoved(order.hash);
    return invoice;
  }

  invoice(hash: string): EmulatedInvoice | undefined {
    return this.#at.book.of(this.node, hash);
  }

  invoices(): readonly EmulatedInvoice[] {
    return this.#at.book.all(this.node);
  }

  settleHold(hash: string, preimage: string): boolean {
    this.#at.clockwork.catchUp();
    if (this.invoice(hash)?.state !== 'held' || sha256(preimage) !== hash) return false;
    const settled = this.#at.world.settleHold(hash, preimage);
    this.#at.clockwork.touched();
    return settled;
  }

  cancelInvoice(hash: string): boolean {
    this.#at.clockwork.catchUp();
    if (this.invoice(hash) === undefined) return false;
    const canceled = this.#at.world.cancelInvoice(hash);
    this.#at.clockwork.touched();
    return canceled;
  }

  decode(text: string): DecodedBolt11 {
    return this.#at.book.decode(text);
  }

  channels(): readonly EmulatedChannel[] {
    const { world, keys, network } = this.#at;
    return world.channelsOf(this.node).map((view) => {
      const { id } = network.channels[view.channel]!;
      const peerAlive = world.linkAlive(view.peer);
      const { capacityMsat, localMsat, remoteMsat, reserveMsat, htlcSlots, htlcs } = view;
      return {
        id,
        shortId: shortIdOf(view.channel),
        fundingTxid: digest('sha256', `funding of ${id} in ${network.name}`, 'hex'),
        peer: view.peer,
        peerPubkey: keys.of(view.peer).pubkey,
        peerAlive,
        active: peerAlive && !view.disabled,
        capacityMsat,
        localMsat,
        remoteMsat,
        reserveMsat,
        htlcSlots,
        htlcs,
      };
    });
  }

  peers(): readonly { readonly node: number; readonly pubkey: string; readonly alive: boolean }[] {
    const { world, keys } = this.#at;
    const nodes = new Set(world.channelsOf(this.node).map(({ peer }) => peer));
    return [...nodes].map((node) => ({ node, pubkey: keys.of(node).pubkey, alive: world.linkAlive(node) }));
  }

  route(payee: number, amountMsat: number, feeLimitMsat: number): ReturnType<EmulatedDesk['route']> {
    const { world, keys } = this.#at;
    const route = payee < 0 ? null : world.route(this.node, payee, amountMsat, feeLimitMsat);
    if (route === null) return null;
    const hops = route.map((hop, at) => ({
      pubkey: keys.of(hop.to).pubkey,
      shortId: shortIdOf(hop.channel),
      amountMsat: hop.amountMsat,
      feeMsat: hop.amountMsat - (route[at + 1]?.amountMsat ?? hop.amountMsat),
      expiryHeight: this.height + hop.blocks,
    }));
    return { feeMsat: route[0]!.amountMsat - amountMsat, hops };
  }

  later(ms: number, act: () => void): void {
    const { epoch } = this;
    this.#at.schedule(ms, () => {
      if (this.state !== 'down' && this.epoch === epoch) this.#reads(act);
    });
  }

  listen(listener: DeskListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The daemon puts an event on its stream. */
  tells(hash: string, claims: Booked['state'], preimage: string): void {
    this.#told.push({ hash, claims, preimage });
    if (this.#told.length > TOLD_MAX) this.#told.shift();
    this.#shaped(hash, () => this.#emit((listener) => listener.told(hash, claims, preimage)));
  }

  /** What it told lately, oldest first. */
  get told(): readonly Told[] {
    return this.#told;
  }

  /** Puts an event on the stream now, whether the daemon says so or not: replays and forgeries. */
  putOnStream({ hash, claims, preimage }: Told): void {
    this.#emit((listener) => listener.told(hash, claims, preimage));
  }

  breakStreams(): void {
    this.#emit((listener) => listener.streamsBroken?.());
  }

  /** The network is at fault, not the daemon: also while it hangs. */
  cutConnections(): void {
    for (const listener of this.#listeners) listener.connectionsCut?.();
    this.#at.clockwork.touched();
  }

  invoiceMoved(hash: string): void {
    this.#shaped(hash, () => {
      const invoice = this.invoice(hash);
      if (invoice !== undefined) this.#emit((listener) => listener.invoiceChanged(invoice));
    });
  }

  recordChanged(hash: string): void {
    this.#note(hash, false);
    this.#emit((listener) => listener.recordChanged(hash));
  }

  blockFound(height: number): void {
    this.#emit((listener) => listener.block(height));
  }

  moved(state: 'up' | 'down' | 'hung'): void {
    for (const listener of this.#listeners) listener.moved(state);
    if (state === 'down') {
      this.#inbox = [];
      this.#outbox = [];
    } else if (state === 'up') {
      this.#isResuming = true;
      for (const read of this.#inbox.splice(0)) read();
      this.#isResuming = false;
      for (const say of this.#outbox.splice(0)) say();
    }
    this.#at.clockwork.touched();
  }

  /** A daemon that hangs reads when it resumes; one that is down has read nothing. */
  #reads(act: () => void): void {
    const { state } = this;
    if (state === 'up') act();
    else if (state === 'hung') this.#inbox.push(act);
    this.#at.clockwork.touched();
  }

  /** A daemon that hangs says nothing until it resumes. */
  #says(act: () => void): void {
    if (this.state === 'hung') this.#outbox.push(act);
    else act();
    this.#at.clockwork.touched();
  }

  #emit(tell: (listener: DeskListener) => void): void {
    if (this.#listeners.size === 0) return;
    this.#says(() => {
      for (const listener of this.#listeners) tell(listener);
    });
  }

  #shaped(hash: string, act: () => void): void {
    if (this.#listeners.size === 0) return;
    for (const afterMs of this.#at.events.deliveries(this.node, hash))
      if (afterMs > 0) this.later(afterMs, act);
      else act();
  }

  #note(hash: string, afresh: boolean): void {
    const { nowMs } = this.#at.kernel;
    const known = this.#changed.get(hash);
    if (known === undefined || afresh) this.#changed.set(hash, { firstMs: nowMs, lastMs: nowMs });
    else known.lastMs = nowMs;
  }

  #record(booked: Booked): EmulatedRecord {
    const { book, baseUnixMs } = this.#at;
    const { order, state, preimage, feeMsat } = booked;
    const changed = this.#changed.get(order.hash);
    return {
      hash: order.hash,
      state,
      amountMsat: order.amountMsat,
      feeMsat,
      preimage,
      createdAtMs: baseUnixMs + (changed?.firstMs ?? 0),
      changedAtMs: baseUnixMs + (changed?.lastMs ?? 0),
      invoice: book.known(order.hash),
      payee: order.payee,
    };
  }

  #drawPreimage(): string {
    let hex = '';
    for (let word = 0; word < 8; word++) hex += this.random.uint32().toString(16).padStart(8, '0');
    return hex;
  }
}

function sha256(preimageHex: string): string {
  return digest('sha256', Buffer.from(preimageHex, 'hex'), 'hex');
}

/** Where its funding would be confirmed: made up from its ordinal, a thousand channels a block. */
function shortIdOf(channel: number): EmulatedChannel['shortId'] {
  return { block: FIRST_FUNDING_BLOCK + Math.floor(channel / 1000), tx: 1 + (channel % 1000), output: 0 };
}

const FIRST_FUNDING_BLOCK = 100;
