import type { DaemonEpoch, IntentId, NodeName } from '../../domain/ids.ts';
import type { Msat } from '../../domain/money.ts';
import { HASH } from '../../domain/sample.fixture.ts';
import type { AdapterHost } from '../../ports/lightning-node.ts';
import type { LookupCall, PayCall } from '../../ports/node.ts';
import type { Timers } from '../../ports/timers.ts';
import { type ClnNodeOptions, createClnNode } from './client.ts';
import type { FakeCln } from './fake-cln.fixture.ts';

/** Time that only moves when a test moves it. */
export class HandTimers implements Timers {
  #nowMs = 1_700_000_000_000;
  readonly #due = new Map<object, { readonly atMs: number; readonly ring: () => void }>();

  get waiting(): number {
    return this.#due.size;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(ms: number, ring: () => void) {
    const key = {};
    this.#due.set(key, { atMs: this.#nowMs + ms, ring });
    return { cancel: () => this.#due.delete(key) };
  }

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const [key, { atMs, ring }] of [...this.#due])
      if (atMs <= this.#nowMs && this.#due.delete(key)) ring();
  }
}

export const NODE = 'alice' as NodeName;

/** A node at this fake daemon, with time in the hand of the test. */
export function nodeAt(fake: FakeCln | ClnNodeOptions['transport'], more: Partial<ClnNodeOptions> = {}) {
  const timers = new HandTimers();
  const host: AdapterHost = { timers, epoch: () => 'a.1' as DaemonEpoch };
  const troubles: string[] = [];
  const transport = 'transport' in fake ? fake.transport : fake;
  const node = createClnNode({
    name: NODE,
    transport,
    network: 'regtest',
    host,
    trouble: (line) => troubles.push(line),
    ...more,
  });
  return { node, timers, troubles };
}

/** 1 µBTC to i1 at bob. */
export const INVOICE =
  'lnbcrt1u1p4s97e4sp5ymjwlgqch6w7auxfte3etwdx2mjxddrwl08zca0k9xpvde7vccvspp5z4m93efkdr58hfvrcshkyrugp56mxe60pmerp9cyza3p0cmv2jaqdqydycsxqyjw5qcqp29qxpqysgq9yxfnp603yaeay08ve9pqmzm7kdcwgspxzekv2ms7wcp2ty56vq52q97ce0evjheuw4gakdcax9zs3y22xvk0jugjll50agy4lyqzhsq0zqets';
export const AMOUNTLESS =
  'lnbcrt1p4s97e4sp5z0x4slzed26s5ndke9wmukesnulw532t9wy35anzgdhkzt0dlpuspp5xazx6jrnzkgn2qwk3gv7g7fdwk70jcupxtdrmyturjf3wfp7jauqdq9v9h8jxqyjw5qcqp29qxpqysgqamp9q5fcn8p0s4pfxzgz60af0fnnyqu6m4jc9p8qstsectnq99fklrweluja60597x52s5rpw3cd39mkp4g3wke42q6zkk2ktprn3fgq6jm060';

export function payCall(changes: Partial<PayCall> = {}): PayCall {
  return {
    ...lookupCall(),
    invoice: INVOICE,
    amountMsat: 100_000n as Msat,
    feeLimitMsat: 1_234n as Msat,
    attemptWindowMs: 30_500,
    timeoutMs: 60_000,
    partsMax: 16,
    cltvLimitBlocks: 1_008,
    ...changes,
  };
}

export function lookupCall(changes: Partial<LookupCall> = {}): LookupCall {
  return {
    callId: 1,
    intent: 'int_1' as IntentId,
    attemptNo: 1,
    node: NODE,
    hash: HASH,
    epochAtSend: 'a.1' as DaemonEpoch,
    timeoutMs: 5_000,
    ...changes,
  };
}
