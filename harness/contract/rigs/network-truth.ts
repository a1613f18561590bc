import type { EmulatedNetwork } from '../../emulators/emulated-network.ts';
import type { LookupSaid } from '../../sim/personality/said.ts';
import type { Stage, Truth } from '../rig.ts';
import { PAYER, routerFeeMsat } from './contract-network.ts';

const COUNTER = 'contract: pay calls';

/** The truth of a simulated network. */
export class NetworkTruth implements Truth {
  readonly #network: EmulatedNetwork;

  constructor(network: EmulatedNetwork) {
    this.#network = network;
    this.count();
  }

  /** A delay of nothing: a fault that only counts what it strikes. Again after all faults were switched off. */
  count(): void {
    this.#network.faults.switchOn({
      id: COUNTER,
      node: 'payer',
      kind: 'net.latency',
      delayMs: 0,
      calls: ['pay'],
    });
  }

  runs(hash: string) {
    return this.#network.payments.filter((one) => one.hash === hash && one.payer === 'payer');
  }

  htlcs(hash: string): number {
    let htlcs = 0;
    this.#network.world.pendingHtlcs((_from, _to, of) => {
      if (of === hash) htlcs++;
    });
    return htlcs;
  }

  receivedMsat(hash: string): number {
    const { world } = this.#network;
    return world.invoiceState(hash) === 'paid' ? world.receivedMsat(hash) : 0;
  }

  stage(hash: string): Stage {
    const { world } = this.#network;
    if (world.invoiceState(hash) === 'paid') return 'paid';
    if (this.htlcs(hash) > 0) return 'out';
    if (isKnown(world.look(PAYER, hash))) return 'written';
    const runs = this.runs(hash);
    return runs.length === 0 || runs.some(({ state }) => state === 'in_flight') ? 'asked' : 'none';
  }

  payCalls(): number | null {
    return this.#network.faults.on.find(({ fault }) => fault.id === COUNTER)?.struck ?? null;
  }

  feeMsat(amountMsat: bigint): bigint {
    return routerFeeMsat(amountMsat);
  }
}

function isKnown(words: LookupSaid): boolean {
  switch (words.daemon) {
    case 'plain':
      return words.said.kind !== 'not_found';
    case 'lnd':
      return words.said.kind === 'payment';
    case 'cln':
    case 'eclair':
      return words.said.kind === 'rows' && words.said.rows.length > 0;
    case 'ldk':
      return words.said.kind === 'payment';
  }
}
