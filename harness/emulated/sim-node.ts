import { createHash } from 'node:crypto';
import type { DaemonEpoch, NodeName, PaymentHash, Preimage } from '#orchestrator/domain/ids';
import { msat } from '#orchestrator/domain/money';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import {
  type CreatedInvoice,
  type Follower,
  type InvoiceOrder,
  type LightningNode,
  type NodeCapabilities,
  type NodeIdentity,
  NodeRefused,
  type PayeeInvoice,
  type Subscription,
} from '#orchestrator/ports/lightning-node';
import type { ListCall, LookupCall, NodeHealth, NodeListing, PayCall } from '#orchestrator/ports/node';
import type { Timers } from '#orchestrator/ports/timers';
import type { Implementation } from '#topologies/network';
import type { ApiCall, CallClass } from '../emulators/api-call.ts';
import type { EmulatedDesk, EmulatedInvoice } from '../emulators/desk.ts';
import { lookupAnswer, type PaySaid, payAnswer } from '../sim/personality/said.ts';
import { InProcessCalls } from './in-process-calls.ts';
import { SIM_CAPABILITIES } from './sim-capabilities.ts';
import { LISTINGS, LOOKUP_ANSWERS, type Outcomes, PAY_ANSWERS, REFUSALS } from './strike-outcomes.ts';

export interface SimNodeOptions {
  readonly desk: EmulatedDesk;
  readonly timers: Timers;
  readonly implementation: Implementation;
  /** How long calls other than pay, look-up and list may take. */
  readonly timeoutMs?: number;
}

/**
 * A node of the simulated network reached in this process, without any protocol: what nodes without an API of their own are
 * driven by (`plain`, and LDK, which is a library), and what the contract suite holds adapters against. Faults of calls do to
 * it what they do to a call on a socket.
 */
export function createSimNode(options: SimNodeOptions): LightningNode {
  return new SimNode(options);
}

class SimNode implements LightningNode {
  readonly name: NodeName;
  readonly capabilities: NodeCapabilities;
  readonly #desk: EmulatedDesk;
  readonly #calls: InProcessCalls;
  readonly #timeoutMs: number;
  readonly #nowMs: () => number;
  readonly #stops = new Set<() => void>();

  constructor({ desk, timers, implementation, timeoutMs = 30_000 }: SimNodeOptions) {
    this.name = desk.name as NodeName;
    this.#desk = desk;
    this.#calls = new InProcessCalls(desk, timers);
    this.#timeoutMs = timeoutMs;
    this.#nowMs = () => timers.nowMs();
    this.capabilities = SIM_CAPABILITIES[implementation];
  }

  async probe(): Promise<NodeIdentity> {
    const { pubkey, alias } = this.#desk;
    return this.#refusable('info', 'probe', '', () => ({
      pubkey,
      alias,
      version: 'simulated',
      network: 'regtest',
      blockHeight: this.#desk.height,
      synced: true,
    }));
  }

  pay(call: PayCall): Promise<NodeAnswer> {
    const { hash } = call;
    return this.#calls.ask(api('pay', 'pay', hash), call.timeoutMs, PAY_ANSWERS, (say, gone) => {
      const invoice = this.#payable(call);
      if (invoice === null) {
        say({ kind: 'rejected', reason: 'rejected_by_node', epoch: this.#epoch });
        return;
      }
      const order = {
        invoice,
        amountMsat: Number(call.amountMsat),
        feeLimitMsat: Number(call.feeLimitMsat),
        windowMs: call.attemptWindowMs,
        partsMax: call.partsMax,
        cltvLimitBlocks: call.cltvLimitBlocks,
        gone,
      };
      this.#desk.pay(order, (said) => say(this.#paid(said, call)));
    });
  }

  lookup(call: LookupCall): Promise<NodeAnswer> {
    const { hash } = call;
    return this.#calls.ask(api('lookup', 'lookup', hash), call.timeoutMs, LOOKUP_ANSWERS, (say) => {
      const words = this.#desk.look(hash);
      say(words.daemon === 'plain' ? words.said : lookupAnswer(words, this.#asked(call)));
    });
  }

  list(call: ListCall): Promise<NodeListing> {
    return this.#calls.ask(api('list', 'list', ''), call.timeoutMs, LISTINGS, (say) => {
      const { listsAll } = this.capabilities;
      const shown = this.#desk
        .records()
        .filter(({ changedAtMs, state }) => changedAtMs >= call.sinceMs && (listsAll || state === 'settled'));
      const entries = shown.map(({ hash, state }) => ({ hash: hash as PaymentHash, state }));
      say({ kind: 'listed', entries });
    });
  }

  async health(): Promise<NodeHealth> {
    const { name: node, capabilities } = this;
    const nothing = { node, epoch: '' as const, asOfMs: this.#nowMs(), resendSafe: capabilities.resendSafe };
    const dead = { ...nothing, reachable: false, spendableMsat: msat(0n), largestChannelMsat: msat(0n) };
    try {
      return await this.#refusable('info', 'health', '', () => {
        const free = this.#desk
          .channels()
          .filter(({ active }) => active)
          .map(({ localMsat, reserveMsat }) => Math.max(0, localMsat - reserveMsat));
        return {
          ...nothing,
          epoch: this.#epoch,
          reachable: true,
          spendableMsat: msat(BigInt(free.reduce((sum, one) => sum + one, 0))),
          largestChannelMsat: msat(BigInt(Math.max(0, ...free))),
        };
      });
    } catch {
      return dead;
    }
  }

  createInvoice(order: InvoiceOrder): Promise<CreatedInvoice> {
    return this.#refusable('invoice', 'createInvoice', '', () => {
      const { amountMsat, description, expirySeconds, preimage, holdHash } = order;
      const { invoice } = this.#desk.createInvoice({
        amountMsat: amountMsat === null ? null : Number(amountMsat),
        description,
        expirySeconds,
        ...(preimage !== undefined && { preimage }),
        ...(holdHash !== undefined && { holdHash }),
      });
      return { hash: invoice.hash as PaymentHash, text: invoice.text };
    });
  }

  invoice(hash: PaymentHash): Promise<PayeeInvoice | null> {
    return this.#refusable('invoice', 'invoice', hash, () => {
      const known = this.#desk.invoice(hash);
      if (known === undefined) return null;
      return {
        hash,
        state: this.#stateOf(known),
        receivedMsat: msat(BigInt(known.receivedMsat)),
        preimage: known.preimage as Preimage | '',
      };
    });
  }

  settleInvoice(preimage: Preimage): Promise<void> {
    const hash = createHash('sha256').update(preimage, 'hex').digest('hex');
    return this.#refusable('invoice', 'settleInvoice', hash, () => {
      if (!this.#desk.settleHold(hash, preimage)) throw new RangeError('nothing is held for this preimage');
    });
  }

  cancelInvoice(hash: PaymentHash): Promise<void> {
    return this.#refusable('invoice', 'cancelInvoice', hash, () => {
      if (!this.#desk.cancelInvoice(hash))
        throw new RangeError('there is no invoice that could be cancelled');
    });
  }

  follow(follower: Follower): Subscription {
    const { name: node } = this;
    const stop = this.#desk.listen({
      told: (hash, claims, preimage) =>
        follower.hint({ node, hash: hash as PaymentHash, claims, preimage: preimage as Preimage | '' }),
      invoiceChanged: (changed) =>
        follower.invoice(changed.invoice.hash as PaymentHash, this.#stateOf(changed)),
      recordChanged: () => {},
      block: () => {},
      moved: (state) => {
        if (state === 'down') follower.gap('the node went down');
      },
      streamsBroken: () => follower.gap('the stream broke'),
    });
    this.#stops.add(stop);
    return {
      stop: () => {
        stop();
        this.#stops.delete(stop);
      },
    };
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#stops.clear();
    this.#calls.close();
  }

  get #epoch(): DaemonEpoch {
    return this.#desk.epoch as DaemonEpoch;
  }

  #asked({ hash, epochAtSend }: PayCall | LookupCall) {
    return { hash, epoch: this.#epoch, epochAtSend };
  }

  #paid(words: PaySaid, call: PayCall): NodeAnswer {
    return words.daemon === 'plain' ? words.said : payAnswer(words, this.#asked(call));
  }

  /** null: no invoice of this network, or none over what the call is for. */
  #payable({ invoice, amountMsat }: PayCall): ReturnType<EmulatedDesk['decode']> | null {
    let decoded: ReturnType<EmulatedDesk['decode']>;
    try {
      decoded = this.#desk.decode(invoice);
    } catch {
      return null;
    }
    const asks = decoded.amountMsat === null ? amountMsat : BigInt(decoded.amountMsat);
    return decoded.network === 'bcrt' && asks === amountMsat && asks > 0n ? decoded : null;
  }

  #stateOf({ state, invoice }: EmulatedInvoice): PayeeInvoice['state'] {
    const isOver = this.#nowMs() > invoice.createdAtMs + invoice.expirySeconds * 1000;
    return state === 'open' && isOver ? 'expired' : state;
  }

  /** @throws NodeRefused */
  async #refusable<Value>(
    kind: CallClass,
    method: string,
    hash: string,
    answer: () => Value,
  ): Promise<Value> {
    const outcome = await this.#calls.ask<Outcomes<Value>>(
      api(kind, method, hash),
      this.#timeoutMs,
      REFUSALS,
      (say) => {
        try {
          say({ value: answer() });
        } catch (error) {
          say({ refused: 'answered_error', why: error instanceof Error ? error.message : 'it refused' });
        }
      },
    );
    if ('value' in outcome) return outcome.value;
    throw new NodeRefused(outcome.refused, this.name, method, outcome.why);
  }
}

function api(kind: CallClass, method: string, hash: string): ApiCall {
  return { class: kind, method, hash };
}
