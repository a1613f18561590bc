import type { Network } from '#topologies/network';
import { Kernel } from '../kernel.ts';
import type { WorldObserver } from '../observer.ts';
import type { InvoiceOrder } from '../payee.ts';
import type { PayOrder } from '../payment-run.ts';
import { seededRandom } from '../random.ts';
import { SimWorld, type SimWorldOptions } from '../world.ts';

/** An observer that writes one line an event: `<ms> <what> <arguments>`. */
export function recordingObserver(kernel: Kernel, log: string[]): WorldObserver {
  const record =
    (what: string) =>
    (...values: readonly unknown[]): void => {
      log.push(`${kernel.nowMs} ${what} ${values.map((value) => String(value)).join(' ')}`.trimEnd());
    };
  return {
    paymentBegun: record('begun'),
    partFailed: record('part-failed'),
    paymentEnded: record('ended'),
    invoicePaid: record('paid'),
    invoiceMoved: record('invoice'),
    htlcWaits: record('waits'),
    nodeMoved: record('node'),
    blockMined: record('block'),
    blockDisconnected: record('block-gone'),
    channelClosed: record('closed'),
    liquidityMoved: record('moved'),
  };
}

/** A world with a log, 10 ms a hop unless told otherwise, and short words for the usual things. */
export class RecordedWorld {
  readonly kernel = new Kernel({ stepsMax: 5_000_000 });
  readonly log: string[] = [];
  readonly world: SimWorld;

  constructor(network: Network, options: Partial<SimWorldOptions> = {}, seed = '1') {
    this.world = new SimWorld({
      network,
      kernel: this.kernel,
      random: seededRandom(seed),
      observer: recordingObserver(this.kernel, this.log),
      hopLatencyMs: { min: 10, max: 10 },
      gossipDelayMs: 60_000,
      blockIntervalMs: 0,
      startHeight: 1000,
      ...options,
    });
  }

  /** An invoice named by a short word: its hash is the word, its preimage `p-<word>`. */
  invoice(hash: string, payee: number, amountMsat: number, more: Partial<InvoiceOrder> = {}): void {
    this.world.createInvoice({
      hash,
      preimage: `p-${hash}`,
      payee,
      amountMsat,
      expiresAtMs: 3_600_000,
      ...more,
    });
  }

  /** What the node says at once; `accepted` when it says something later. */
  pay(node: number, hash: string, payee: number, amountMsat: number, more: Partial<PayOrder> = {}): string {
    const said = this.world.pay(node, {
      hash,
      payee,
      amountMsat,
      feeLimitMsat: 100_000,
      windowMs: 60_000,
      partsMax: 1,
      cltvLimitBlocks: 1440,
      invoiceExpiresAtMs: 3_600_000,
      ...more,
    });
    return said === null ? 'accepted' : 'kind' in said.said ? said.said.kind : '';
  }

  /** Invoice and payment in one. */
  send(node: number, hash: string, payee: number, amountMsat: number, more: Partial<PayOrder> = {}): string {
    this.invoice(hash, payee, amountMsat);
    return this.pay(node, hash, payee, amountMsat, more);
  }

  /** Runs to the given time and returns the lines since the last call that contain one of the words. */
  until(atMs: number, ...words: readonly string[]): readonly string[] {
    this.kernel.run(atMs);
    const lines = this.log.splice(0);
    return words.length === 0
      ? lines
      : lines.filter((text) => words.some((word) => text.includes(` ${word} `)));
  }

  /** Every channel holds its capacity (or is closed), and all nodes together own what they did. */
  money(): { readonly channelsOff: number; readonly owned: number } {
    const { truth } = this.world;
    const inHtlcs = new Float64Array(truth.channelCount);
    const ends = new Map<string, number>();
    for (let channel = 0; channel < truth.channelCount; channel++)
      ends.set(`${truth.edgeFrom(channel * 2)}-${truth.edgeTo(channel * 2)}`, channel);
    this.world.pendingHtlcs((node, peer, _hash, amountMsat) => {
      const channel = ends.get(`${node}-${peer}`) ?? ends.get(`${peer}-${node}`) ?? -1;
      inHtlcs[channel] += amountMsat;
    });
    let channelsOff = 0;
    for (let channel = 0; channel < truth.channelCount; channel++) {
      const held = truth.balanceOf(channel * 2) + truth.balanceOf(channel * 2 + 1);
      const expected = truth.isClosed(channel) ? 0 : truth.capacityOf(channel) - inHtlcs[channel];
      if (held !== expected || truth.balanceOf(channel * 2) < 0 || truth.balanceOf(channel * 2 + 1) < 0)
        channelsOff++;
    }
    let owned = 0;
    for (let node = 0; node < truth.nodeCount; node++) owned += this.world.ownedMsat(node);
    return { channelsOff, owned };
  }
}
