import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DecodedBolt11 } from '#harness/emulators/desk';
import type { EmulatedNetwork } from '#harness/emulators/emulated-network';
import { type RunningNetwork, startEmulatedNetwork } from '#harness/emulators/start-network';
import { seededRandom } from '#harness/sim/random';
import type { DaemonEpoch, PaymentHash } from '#orchestrator/domain/ids';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { LightningNode } from '#orchestrator/ports/lightning-node';
import type { PayCall } from '#orchestrator/ports/node';
import { payCallOf } from '../wire/calls.ts';
import { threeNodes } from '../wire/network.ts';
import { adapterOver, DAEMON_OF, EMULATORS, type Wire } from '../wire/wires.ts';
import { type Drawn, drawTrial, labelOf, type Order, QUIET_MS, STORM_MS } from './draw.ts';
import { type Concluded, type Heard, type Lie, liesIn } from './judge.ts';
import { Mind, RULES } from './mind.ts';

export interface TrialReport {
  readonly lies: readonly Lie[];
  readonly heard: readonly Heard[];
  readonly concluded: readonly Concluded[];
  /** Calls that each kind of fault struck. */
  readonly struck: ReadonlyMap<string, number>;
  /** How often the daemon was killed, or hung. */
  readonly troubles: ReadonlyMap<string, number>;
  /** Hints that came on the event stream. */
  readonly hints: number;
}

export interface TrialWish {
  readonly wire: Wire;
  readonly seed: string;
  /** Pay calls, those of the decider that sends again not counted. */
  readonly calls: number;
  /** Put between adapter and judge: an adapter with a mistake. */
  readonly decorate?: (node: LightningNode) => LightningNode;
}

/** When what one order's own calls leave open is looked up, ms after them. */
const LOOKUPS_AFTER_MS = [300, 4_000, 20_000];

/** One trial: an adapter, its emulator and the network, in virtual time, from the seed alone. */
export async function playTrial(wish: TrialWish): Promise<TrialReport> {
  const daemon = DAEMON_OF[wish.wire];
  const folder = mkdtempSync(join(tmpdir(), 'fulgurite-bench-'));
  const running = await startEmulatedNetwork({
    network: threeNodes(daemon),
    folder: join(folder, 'nodes'),
    seed: wish.seed,
    pace: 'stepwise',
    start: { [daemon]: EMULATORS[daemon] },
  });
  try {
    return await new Trial(wish, running).play();
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

class Trial {
  readonly #network: EmulatedNetwork;
  readonly #node: LightningNode;
  readonly #drawn: Drawn;
  readonly #heard: Heard[] = [];
  readonly #concluded: Concluded[] = [];
  readonly #sends = new Map<string, number>();
  readonly #minds = new Map<string, Mind>();
  readonly #open = new Set<Promise<unknown>>();
  readonly #struck = new Map<string, number>();
  readonly #troubles = new Map<string, number>();
  #hints = 0;

  constructor({ wire, seed, calls, decorate = (node) => node }: TrialWish, running: RunningNetwork) {
    this.#network = running.emulated;
    this.#drawn = drawTrial(seededRandom(seed).fork('honesty'), calls);
    const host = { timers: this.#network.timers, epoch: () => this.#epoch() };
    this.#node = decorate(adapterOver(wire, running.emulators.get('payer')!.endpoint, host));
  }

  async play(): Promise<TrialReport> {
    const network = this.#network;
    await network.until(this.#node.probe());
    const following = this.#node.follow(
      {
        hint: ({ hash }) => {
          this.#hints += 1;
          this.#minds.get(hash)?.hinted();
        },
        invoice: () => undefined,
        cursor: () => undefined,
        gap: () => undefined,
      },
      '',
    );
    const { orders, spells, troubles } = this.#drawn;
    for (const order of orders) this.#place(order);
    for (const { fault, fromMs, forMs } of spells) {
      this.#after(fromMs, () => network.faults.switchOn(fault));
      this.#after(Math.min(STORM_MS, fromMs + forMs), () => this.#heal(fault.id));
    }
    for (const { node, state, unsynced, fromMs, forMs } of troubles) {
      const at = network.ordinalOf(node);
      this.#after(fromMs, () => {
        if (network.world.nodeState(at) !== 'up') return;
        count(this.#troubles, `${node} ${state}`);
        network.world.setNode(at, state, 'bench', unsynced);
        this.#after(forMs, () => network.world.setNode(at, 'up', 'bench'));
      });
    }
    await network.run(STORM_MS + QUIET_MS);
    for (const mind of this.#minds.values()) mind.stop();
    following.stop();
    await network.until(Promise.all(this.#open));
    // What is still out may yet settle.
    const paid = network.payments.filter(({ state }) => state !== 'failed');
    await this.#node.close();
    return {
      lies: liesIn(this.#heard, this.#concluded, paid),
      heard: this.#heard,
      concluded: this.#concluded,
      struck: this.#struck,
      troubles: this.#troubles,
      hints: this.#hints,
    };
  }

  /** The payee writes the invoice just before it is paid. */
  #place(order: Order): void {
    const { kind, sentAtMs, amountMsat, expirySeconds, at } = order;
    this.#after(kind === 'expired' ? sentAtMs - 2_500 : sentAtMs - 1, () => {
      const payee = this.#network.desk('payee');
      const preimage = createHash('sha256').update(`preimage ${at}`).digest();
      const secret = preimage.toString('hex');
      const { invoice } = payee.createInvoice({
        amountMsat: kind === 'wrong_amount' ? amountMsat + 1_000 : amountMsat,
        description: '',
        expirySeconds,
        ...(kind === 'held'
          ? { holdHash: createHash('sha256').update(preimage).digest('hex') }
          : { preimage: secret }),
      });
      if (kind === 'cancelled') payee.cancelInvoice(invoice.hash);
      this.#after(Math.max(0, this.#untilMs(sentAtMs)), () => this.#begin(order, invoice));
      if (kind === 'held')
        this.#after(Math.max(0, this.#untilMs(sentAtMs)) + order.decidesAfterMs, () => {
          if (!order.settles || !payee.settleHold(invoice.hash, secret)) payee.cancelInvoice(invoice.hash);
        });
    });
  }

  #begin(order: Order, invoice: DecodedBolt11): void {
    const { hash } = invoice;
    if (order.kind === 'again') {
      this.#callByItself(order, invoice, 0);
      for (const afterMs of order.againAfterMs) this.#callByItself(order, invoice, afterMs);
      return;
    }
    const calling = { order, invoice };
    const mind = new Mind(
      {
        timers: this.#network.timers,
        epoch: () => this.#epoch(),
        resendSafe: this.#node.capabilities.resendSafe,
        pay: (epochAtSend) => this.#pay({ ...calling, epochAtSend }),
        lookup: (epochAtSend) => this.#lookup({ ...calling, epochAtSend }),
        concluded: (outcome) => this.#concluded.push({ hash, outcome }),
      },
      order,
      invoice,
    );
    this.#minds.set(hash, mind);
  }

  /** A call that nobody decides about, and looks at what became of it. */
  #callByItself(order: Order, invoice: DecodedBolt11, afterMs: number): void {
    this.#after(afterMs, () => {
      const calling = { order, invoice, epochAtSend: this.#epoch() };
      void this.#pay(calling);
      for (const lookupMs of LOOKUPS_AFTER_MS) this.#after(lookupMs, () => void this.#lookup(calling));
    });
  }

  #pay(calling: Calling): Promise<NodeAnswer> {
    const { hash } = calling.invoice;
    this.#sends.set(hash, (this.#sends.get(hash) ?? 0) + 1);
    return this.#hear(hash, 'pay', this.#node.pay(callOf(calling)));
  }

  #lookup(calling: Calling): Promise<NodeAnswer> {
    return this.#hear(calling.invoice.hash, 'lookup', this.#node.lookup(callOf(calling)));
  }

  async #hear(hash: string, via: Heard['via'], asked: Promise<NodeAnswer>): Promise<NodeAnswer> {
    const askedAtMs = this.#network.timers.nowMs();
    const sends = this.#sends.get(hash)!;
    this.#open.add(asked);
    const answer = await asked;
    this.#open.delete(asked);
    this.#heard.push({ hash, via, askedAtMs, answer, sends });
    return answer;
  }

  #heal(id: string): void {
    const { faults } = this.#network;
    const active = faults.on.find(({ fault }) => fault.id === id);
    if (active === undefined) return;
    count(this.#struck, labelOf(active.fault), active.struck);
    faults.switchOff(id);
  }

  #epoch(): DaemonEpoch | '' {
    return this.#drawn.isEpochKnown ? (this.#network.desk('payer').epoch as DaemonEpoch) : '';
  }

  #after(ms: number, act: () => void): void {
    this.#network.timers.after(ms, act);
  }

  #untilMs(atMs: number): number {
    return atMs - this.#network.kernel.nowMs;
  }
}

interface Calling {
  readonly order: Order;
  readonly invoice: DecodedBolt11;
  readonly epochAtSend: DaemonEpoch | '';
}

function callOf({ order, invoice, epochAtSend }: Calling): PayCall {
  const { text, hash } = invoice;
  return payCallOf(
    { text, hash: hash as PaymentHash, amountMsat: order.amountMsat },
    {
      epochAtSend,
      feeLimitMsat: BigInt(order.feeLimitMsat) as PayCall['feeLimitMsat'],
      attemptWindowMs: RULES.attemptWindowMs,
      timeoutMs: RULES.callTimeoutMs,
      partsMax: 1,
      cltvLimitBlocks: RULES.cltvLimitBlocks,
    },
  );
}

export function count(counts: Map<string, number>, what: string, times = 1): void {
  counts.set(what, (counts.get(what) ?? 0) + times);
}
