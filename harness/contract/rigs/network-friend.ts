import { hash as digest } from 'node:crypto';
import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { Msat } from '#orchestrator/domain/money';
import { bolt11 } from '../../emulators/bolt11.ts';
import type { EmulatedNetwork } from '../../emulators/emulated-network.ts';
import { nodeKey } from '../../emulators/node-keys.ts';
import type { Friend, FriendlyInvoice } from '../rig.ts';
import { FRIEND, HERMIT } from './contract-network.ts';

/** Not a whole satoshi, and its fee is none either. */
const AMOUNT_MSAT = 12_345_678n;
const HOUR_S = 3_600;

/** The payee that nobody tests, in a simulated network. */
export class NetworkFriend implements Friend {
  readonly #network: EmulatedNetwork;
  readonly #preimages = new Map<string, Preimage>();

  constructor(network: EmulatedNetwork) {
    this.#network = network;
  }

  invoice(wish: Parameters<Friend['invoice']>[0] = {}): FriendlyInvoice {
    return this.#invoiceOf(FRIEND, wish);
  }

  unreachable(): FriendlyInvoice {
    return this.#invoiceOf(HERMIT, {});
  }

  otherNetwork(): FriendlyInvoice {
    const { preimage, hash } = this.#drawn();
    const text = bolt11({
      secret: nodeKey('main network', 'stranger').secret,
      hash,
      amountMsat: Number(AMOUNT_MSAT),
      description: '',
      createdAtMs: this.#network.desks.of(FRIEND).nowMs,
      expirySeconds: HOUR_S,
      paymentSecret: digest('sha256', hash, 'hex'),
      minFinalCltvBlocks: 18,
      network: 'bitcoin',
    });
    return { hash, text, preimage, amountMsat: AMOUNT_MSAT as Msat };
  }

  settle(hash: PaymentHash): void {
    this.#network.desks.of(FRIEND).settleHold(hash, this.#preimages.get(hash)!);
  }

  cancel(hash: PaymentHash): void {
    this.#network.desks.of(FRIEND).cancelInvoice(hash);
  }

  #invoiceOf(node: number, wish: NonNullable<Parameters<Friend['invoice']>[0]>): FriendlyInvoice {
    const { amountMsat = AMOUNT_MSAT, expirySeconds = HOUR_S, hold } = wish;
    const { preimage, hash } = this.#drawn();
    const { invoice } = this.#network.desks.of(node).createInvoice({
      amountMsat: amountMsat === null ? null : Number(amountMsat),
      description: 'contract',
      expirySeconds,
      ...(hold ? { holdHash: hash } : { preimage }),
    });
    return { hash, text: invoice.text, preimage, amountMsat: amountMsat as Msat | null };
  }

  #drawn(): { readonly preimage: Preimage; readonly hash: PaymentHash } {
    const preimage = digest('sha256', `contract ${this.#preimages.size}`, 'hex') as Preimage;
    const hash = digest('sha256', Buffer.from(preimage, 'hex'), 'hex') as PaymentHash;
    this.#preimages.set(hash, preimage);
    return { preimage, hash };
  }
}
