import type { NodeName, PaymentHash, Preimage } from '../../domain/ids.ts';
import { ZERO_MSAT } from '../../domain/money.ts';
import type { NodeAnswer } from '../../domain/node-answer.ts';
import {
  type AdapterHost,
  type CreatedInvoice,
  type Follower,
  type InvoiceOrder,
  type LightningNode,
  type NodeCapabilities,
  type NodeIdentity,
  NodeRefused,
  type PayeeInvoice,
  type Subscription,
} from '../../ports/lightning-node.ts';
import type { ListCall, LookupCall, NodeHealth, NodeListing, PayCall } from '../../ports/node.ts';
import type { Asked } from '../asked.ts';
import { RESEND_SAFE } from '../capabilities.ts';
import { amountAskedFor } from '../invoice-amount.ts';
import { classifyClnPay } from './classify-pay.ts';
import type { Deadline } from './deadline.ts';
import { Follow } from './follow.ts';
import { spendableOf } from './health.ts';
import { HoldInvoices } from './hold-invoices.ts';
import { Invoices } from './invoices.ts';
import { Listing } from './listing.ts';
import { lookUpRows } from './look-up.ts';
import type { Material } from './material.ts';
import { PayCommand } from './pay-call.ts';
import { guardAgainstDeletion, identify } from './probe.ts';
import { resolveCln } from './resolve.ts';
import { RestTransport } from './rest-transport.ts';
import { Rpc } from './rpc.ts';
import { SocketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';
import { OLDEST, versionOf } from './version.ts';

export type ClnTransport =
  /** `path`: `<lightning-dir>/<network>/lightning-rpc` */
  | { readonly kind: 'unix'; readonly path: string }
  | {
      readonly kind: 'rest';
      /** `https://host:port`; `http:` where clnrest was told to speak it. */
      readonly url: string;
      /** clnrest's `ca.pem`. Absent: the authorities that this machine trusts. */
      readonly ca?: Material;
      readonly rune: Material;
      /** The name in the certificate, where it is not the host of the URL. */
      readonly servername?: string;
    };

export interface ClnNodeOptions {
  readonly name: NodeName;
  readonly transport: ClnTransport;
  /** As `getinfo` names it: `bitcoin`, `testnet`, `signet`, `regtest`. */
  readonly network: string;
  readonly host: AdapterHost;
  /** How long calls are waited for that bring no time of their own; 10 s. */
  readonly callTimeoutMs?: number;
  /** Answers that are longer are not read to their end; 32 MiB. */
  readonly answerBytesMax?: number;
  /** What labels of invoices begin with; two programs at one daemon need two. */
  readonly labelPrefix?: string;
  /** How long payments are needed after they ended; a daemon that deletes them sooner is refused. Absent: for ever. */
  readonly retentionSeconds?: number;
  /** Hears of answers that cannot be read, in one line with node and call and without secrets. */
  readonly trouble?: (line: string) => void;
}

const MALFORMED: NodeAnswer = { kind: 'unknown', cause: 'malformed' };

/**
 * Core Lightning, by JSON-RPC on its unix socket or by clnrest (adapters.md §4). Connects with the first call.
 *
 * @throws NodeRefused for a URL that is none
 */
export function createClnNode(options: ClnNodeOptions): LightningNode {
  const { name, transport, answerBytesMax = 32 * 1024 * 1024 } = options;
  if (transport.kind === 'unix')
    return new ClnNode(options, new SocketTransport({ ...transport, answerBytesMax }));
  if (!/^https?:$/.test(URL.parse(transport.url)?.protocol ?? ''))
    throw new NodeRefused('configuration', name, 'clnrest', 'the URL is none of http: or https:');
  return new ClnNode(options, new RestTransport({ ...transport, answerBytesMax }));
}

class ClnNode implements LightningNode {
  readonly name: NodeName;
  readonly #options: ClnNodeOptions;
  readonly #host: AdapterHost;
  readonly #rpc: Rpc;
  readonly #payCommand: PayCommand;
  readonly #listing: Listing;
  readonly #hold: HoldInvoices;
  readonly #invoices: Invoices;
  readonly #follows = new Set<Subscription>();

  constructor(options: ClnNodeOptions, transport: Transport) {
    const { name, host, callTimeoutMs = 10_000, labelPrefix = 'fulgurite', trouble = () => {} } = options;
    const { timers } = host;
    this.name = name;
    this.#options = options;
    this.#host = host;
    this.#rpc = new Rpc({ name, transport, timers, callTimeoutMs, trouble });
    this.#payCommand = new PayCommand(this.#rpc);
    this.#listing = new Listing(this.#rpc, timers);
    this.#hold = new HoldInvoices(this.#rpc);
    this.#invoices = new Invoices({ rpc: this.#rpc, timers, hold: this.#hold, labelPrefix });
  }

  get capabilities(): NodeCapabilities {
    return {
      daemon: 'cln',
      resendSafe: RESEND_SAFE.cln,
      // Rows refuse a second group as long as they are there, but a route that is still looked for has none (§4.3, layer B).
      deduplicates: 'in_memory',
      feeCapMsat: true,
      explicitNotFound: false,
      feeAfterRestart: true,
      failureReasonAfterRestart: false,
      holdInvoices: this.#hold.isAvailable,
      cancelInvoices: true,
      replaysEvents: true,
      listsAll: true,
      attemptWindow: true,
      oldestVersion: OLDEST,
    };
  }

  async probe(): Promise<NodeIdentity> {
    const identity = await identify(this.#rpc, this.#options.network);
    await guardAgainstDeletion(this.#rpc, this.#options.retentionSeconds ?? Number.POSITIVE_INFINITY);
    await this.#hold.detect();
    this.#payCommand.probed(versionOf(identity.version));
    return identity;
  }

  pay(call: PayCall): Promise<NodeAnswer> {
    // The daemon would pay what the invoice says, whatever this payment was approved for.
    const asks = amountAskedFor(call.invoice);
    if (asks === undefined || (asks !== null && asks !== call.amountMsat))
      return Promise.resolve({
        kind: 'rejected',
        reason: 'rejected_by_node',
        epoch: this.#host.epoch(),
      });
    return this.#within('pay', this.#rpc.deadline(call.timeoutMs), MALFORMED, async (deadline) => {
      const said = await this.#payCommand.pay(call, deadline);
      return said.kind === 'unread' ? MALFORMED : classifyClnPay(said, this.#asked(call));
    });
  }

  lookup(call: LookupCall): Promise<NodeAnswer> {
    return this.#within('lookup', this.#rpc.deadline(call.timeoutMs), MALFORMED, async (deadline) => {
      const said = await lookUpRows(this.#rpc, call.hash, deadline);
      return said.kind === 'unread' ? MALFORMED : resolveCln(said, this.#asked(call));
    });
  }

  list(call: ListCall): Promise<NodeListing> {
    return this.#within('list', this.#rpc.deadline(call.timeoutMs), { kind: 'unavailable' }, (deadline) =>
      this.#listing.list(call, deadline),
    );
  }

  async health(): Promise<NodeHealth> {
    const spendable = await this.#within('health', this.#rpc.callDeadline(), null, async (deadline) => {
      const heard = await this.#rpc.hear('query', 'listpeerchannels', {}, deadline);
      return heard.kind === 'result' ? spendableOf(heard.value) : null;
    });
    return {
      node: this.name,
      reachable: spendable !== null,
      epoch: this.#host.epoch(),
      spendableMsat: spendable?.totalMsat ?? ZERO_MSAT,
      largestChannelMsat: spendable?.largestMsat ?? ZERO_MSAT,
      asOfMs: this.#host.timers.nowMs(),
      resendSafe: RESEND_SAFE.cln,
    };
  }

  createInvoice(order: InvoiceOrder): Promise<CreatedInvoice> {
    return this.#invoices.create(order);
  }

  invoice(hash: PaymentHash): Promise<PayeeInvoice | null> {
    return this.#invoices.find(hash);
  }

  settleInvoice(preimage: Preimage): Promise<void> {
    return this.#hold.settle(preimage);
  }

  cancelInvoice(hash: PaymentHash): Promise<void> {
    return this.#invoices.cancel(hash);
  }

  follow(follower: Follower, cursor: string): Subscription {
    const follow = new Follow(
      { rpc: this.#rpc, timers: this.#host.timers, node: this.name, follower },
      cursor,
    );
    this.#follows.add(follow);
    return {
      stop: () => {
        this.#follows.delete(follow);
        follow.stop();
      },
    };
  }

  async close(): Promise<void> {
    for (const follow of this.#follows) follow.stop();
    this.#follows.clear();
    this.#rpc.close();
  }

  #asked({ hash, epochAtSend }: PayCall | LookupCall): Asked {
    return { hash, epoch: this.#host.epoch(), epochAtSend };
  }

  /** Never rejects: what goes wrong here says nothing about a payment. */
  async #within<Answer>(
    call: string,
    deadline: Deadline,
    otherwise: Answer,
    act: (deadline: Deadline) => Promise<Answer>,
  ): Promise<Answer> {
    try {
      return await act(deadline);
    } catch (error) {
      this.#rpc.trouble(call, error instanceof Error ? error.message : 'something went wrong');
      return otherwise;
    } finally {
      deadline.cancel();
    }
  }
}
