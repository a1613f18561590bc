import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type {
  CreatedInvoice,
  Follower,
  InvoiceOrder,
  LightningNode,
  NodeCapabilities,
  NodeIdentity,
  PayeeInvoice,
  Subscription,
} from '#orchestrator/ports/lightning-node';
import type { ListCall, LookupCall, NodeHealth, NodeListing, PayCall } from '#orchestrator/ports/node';
import type { CallLog, Spoken } from './call-log.ts';

/** Calls that bring no time of their own. The port says nothing; nobody waits longer for a daemon. */
const ANY_CALL_MS = 60_000;

/** A node that writes down what is said, and when: for the judgement that every row ends with. */
export class WatchedNode implements LightningNode {
  readonly #node: LightningNode;
  readonly #nowMs: () => number;
  readonly #log: CallLog;

  constructor(node: LightningNode, nowMs: () => number, log: CallLog) {
    this.#node = node;
    this.#nowMs = nowMs;
    this.#log = log;
  }

  get name(): LightningNode['name'] {
    return this.#node.name;
  }

  get capabilities(): NodeCapabilities {
    return this.#node.capabilities;
  }

  pay(call: PayCall) {
    return this.#spoken('pay', call, call.timeoutMs, this.#log.pays, this.#node.pay(call));
  }

  lookup(call: LookupCall) {
    return this.#spoken('lookup', call, call.timeoutMs, this.#log.lookups, this.#node.lookup(call));
  }

  async list(call: ListCall): Promise<NodeListing> {
    const listing = await this.#neverRejects('list', call.timeoutMs, this.#node.list(call));
    this.#log.listings.push({ listing, atMs: this.#nowMs() });
    return listing;
  }

  health(): Promise<NodeHealth> {
    return this.#neverRejects('health', ANY_CALL_MS, this.#node.health());
  }

  probe(): Promise<NodeIdentity> {
    return this.#mayRefuse('probe', this.#node.probe());
  }

  createInvoice(order: InvoiceOrder): Promise<CreatedInvoice> {
    if (order.preimage !== undefined) this.#log.preimages.push(order.preimage);
    return this.#mayRefuse('createInvoice', this.#node.createInvoice(order));
  }

  invoice(hash: PaymentHash): Promise<PayeeInvoice | null> {
    return this.#mayRefuse('invoice', this.#node.invoice(hash));
  }

  settleInvoice(preimage: Preimage): Promise<void> {
    this.#log.preimages.push(preimage);
    return this.#mayRefuse('settleInvoice', this.#node.settleInvoice(preimage));
  }

  cancelInvoice(hash: PaymentHash): Promise<void> {
    return this.#mayRefuse('cancelInvoice', this.#node.cancelInvoice(hash));
  }

  follow(follower: Follower, cursor: string): Subscription {
    const gap = (why: string): void => {
      this.#log.texts.push(why);
      follower.gap(why);
    };
    return this.#node.follow(
      {
        hint: (hint) => follower.hint(hint),
        invoice: (hash, state) => follower.invoice(hash, state),
        cursor: (at) => follower.cursor(at),
        gap,
      },
      cursor,
    );
  }

  close(): Promise<void> {
    return this.#node.close();
  }

  async #spoken<Call, Answer>(
    method: string,
    call: Call,
    timeoutMs: number,
    into: Spoken<Call, Answer>[],
    answer: Promise<Answer>,
  ): Promise<Answer> {
    const spoken: Spoken<Call, Answer> = {
      call,
      startedAtMs: this.#nowMs(),
      endedAtMs: null,
      answer: null,
    };
    into.push(spoken);
    spoken.answer = await this.#neverRejects(method, timeoutMs, answer);
    spoken.endedAtMs = this.#nowMs();
    return spoken.answer;
  }

  async #neverRejects<Value>(method: string, timeoutMs: number, promise: Promise<Value>): Promise<Value> {
    try {
      return await this.#ends(method, timeoutMs, promise);
    } catch (error) {
      this.#log.breaches.push(`${method} rejected, which it never may: ${String(error)}`);
      throw error;
    }
  }

  async #mayRefuse<Value>(method: string, promise: Promise<Value>): Promise<Value> {
    try {
      return await this.#ends(method, ANY_CALL_MS, promise);
    } catch (error) {
      this.#log.refusals.push({ node: this.name, method, error });
      throw error;
    }
  }

  async #ends<Value>(method: string, timeoutMs: number, promise: Promise<Value>): Promise<Value> {
    const startedAtMs = this.#nowMs();
    try {
      return await promise;
    } finally {
      const tookMs = this.#nowMs() - startedAtMs;
      if (tookMs > timeoutMs)
        this.#log.breaches.push(`${method} ended after ${tookMs} ms, its time is ${timeoutMs} ms`);
    }
  }
}
