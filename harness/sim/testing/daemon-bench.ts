import type { Implementation, Network } from '#topologies/network';
import type { PayOrder } from '../payment-run.ts';
import type { LookupSaid, PaySaid } from '../personality/said.ts';
import type { SimWorldOptions } from '../world.ts';
import { sketch } from './networks.ts';
import { RecordedWorld } from './recorded-world.ts';

export const AMOUNT = 10_000_000;
/** Payer 0, two ways (1 and 2, fee 2,000 and 6,000 msat) to payee 3; node 4 is another payer with one way. */
const PAYER = 0;
const PAYEE = 3;
export const OTHER_PAYER = 4;

type Words<Said extends { daemon: string; said: unknown }, Kind extends string> = Extract<
  Said,
  { daemon: Kind; said: unknown }
>['said'];

/** Two ways from the payer to the payee, the cheaper one over node 1. */
export function twoWays(payer: Implementation, payee: Implementation = 'plain'): Network {
  const network = sketch(5, [
    { a: 0, b: 1 },
    { a: 1, b: 3 },
    { a: 0, b: 2 },
    { a: 2, b: 3, policyA: { feeBaseMsat: 5_000 } },
    { a: 4, b: 1 },
  ]);
  const implementations: readonly Implementation[] = [payer, 'plain', 'plain', payee, payer];
  return {
    ...network,
    nodes: network.nodes.map((node, at) => ({ ...node, implementation: implementations[at]! })),
  };
}

/** One daemon, struck by hand: what it says at once, what it says later, and what really happened. */
export class DaemonBench<Kind extends Exclude<Implementation, 'plain'>> {
  readonly it: RecordedWorld;
  /** By call: the answer that came later. */
  readonly answers = new Map<number, Words<PaySaid, Kind>>();
  /** `<hash> <claims>` */
  readonly events: string[] = [];
  #calls = 0;

  constructor(kind: Kind, seed: string | number = 1, more: Partial<SimWorldOptions> = {}) {
    this.it = new RecordedWorld(
      twoWays(kind),
      {
        voice: {
          answers: (_node, call, { said }) => this.answers.set(call, said as Words<PaySaid, Kind>),
          tells: (_node, hash, claims) => this.events.push(`${hash} ${claims}`),
          changed: () => {},
        },
        ...more,
      },
      String(seed),
    );
  }

  /** Asks to pay: the number of the call, and what was said at once. */
  pay(hash = 'h', more: Partial<PayOrder> = {}, gone = false) {
    const call = ++this.#calls;
    const order: PayOrder = {
      hash,
      payee: PAYEE,
      amountMsat: AMOUNT,
      feeLimitMsat: 100_000,
      windowMs: 60_000,
      partsMax: 1,
      cltvLimitBlocks: 1440,
      invoiceExpiresAtMs: 3_600_000,
      ...more,
    };
    const said = this.it.world.pay(PAYER, order, call, gone);
    return { call, said: (said?.said ?? null) as Words<PaySaid, Kind> | null };
  }

  /** Makes the invoice, pays it, and returns the call. */
  send(hash = 'h', more: Partial<PayOrder> = {}): number {
    this.it.invoice(hash, PAYEE, more.amountMsat ?? AMOUNT);
    return this.pay(hash, more).call;
  }

  look(hash = 'h'): Words<LookupSaid, Kind> {
    return this.it.world.look(PAYER, hash).said as Words<LookupSaid, Kind>;
  }

  run(ms: number): void {
    const { kernel } = this.it;
    kernel.run(kernel.nowMs + ms);
  }

  kill(unsynced = false): void {
    this.it.world.setNode(PAYER, 'down', 'kill', unsynced);
  }

  start(afterMs = 0): void {
    this.it.world.setNode(PAYER, 'up', 'start');
    this.run(afterMs);
  }

  restart(afterMs = 10_000, unsynced = false): void {
    this.kill(unsynced);
    this.start(afterMs);
  }

  /** How often the payee took money for the hash, in truth. */
  timesPaid(hash = 'h'): number {
    return this.it.log.filter((line) => line.includes(` paid ${PAYEE} ${hash} `)).length;
  }

  /** Payments of the hash that really began, and that ended so. */
  runs(hash = 'h') {
    const lines = this.it.log.filter((line) => line.includes(` ${hash} `));
    const count = (words: string) => lines.filter((line) => line.includes(words)).length;
    return { begun: count(' begun '), settled: count(` ${hash} true `), failed: count(` ${hash} false `) };
  }

  get pendingHtlcs(): number {
    let pending = 0;
    this.it.world.pendingHtlcs(() => pending++);
    return pending;
  }
}
