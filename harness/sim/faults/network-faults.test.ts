import { describe, expect, it } from 'vitest';
import type { TimedFault } from '#chaos/registry';
import { ONION_FAILURES } from '../htlc/failures.ts';
import { seededRandom } from '../random.ts';
import { line, sketch } from '../testing/networks.ts';
import { RecordedWorld } from '../testing/recorded-world.ts';
import { active } from '../testing/wire-bench.ts';
import type { ActiveFault } from './active.ts';
import { ChainFaults } from './chain-faults.ts';
import { ChannelFaults } from './channel-faults.ts';
import { HtlcFaults } from './htlc-faults.ts';

const AMOUNT = 10_000_000;
const at = { atMs: 0, durMs: 1000 } as const;
const everybody = { node: 0, nodes: 10_000 } as const;
const allChannels = { of: 'network', node: 0, channel: 0, channels: 10_000 } as const;

/** A world with the faults of its network; node 0 pays, the last node is paid. */
class StruckWorld extends RecordedWorld {
  readonly felt: string[] = [];
  readonly #on: {
    readonly applier: HtlcFaults | ChannelFaults | ChainFaults;
    readonly active: ActiveFault;
  }[] = [];
  readonly #appliers: readonly [
    (kind: TimedFault['kind']) => boolean,
    HtlcFaults | ChannelFaults | ChainFaults,
  ][];

  constructor(network = line(4), options: ConstructorParameters<typeof RecordedWorld>[1] = {}) {
    super(network, options);
    const touch = (_active: ActiveFault, node: number, _hash: string, what: string) =>
      this.felt.push(`${this.kernel.nowMs} ${node} ${what}`);
    const aims = { payers: [0], payees: [network.nodes.length - 1], nodeCount: network.nodes.length };
    const { kernel, world } = this;
    this.#appliers = [
      [ChannelFaults.handles, new ChannelFaults(kernel, world, network, aims, touch)],
      [ChainFaults.handles, new ChainFaults(world, aims, touch)],
      [() => true, new HtlcFaults(kernel, world, seededRandom('htlc'), touch)],
    ];
  }

  begin(...faults: readonly TimedFault[]): this {
    for (const fault of faults) {
      const applier = this.#appliers.find(([handles]) => handles(fault.kind))![1];
      const own = active(fault, this.#on.length);
      this.#on.push({ applier, active: own });
      applier.begin(own);
    }
    return this;
  }

  endAll(): void {
    for (const { applier, active: own } of this.#on.splice(0)) applier.end(own);
  }
}

function failCode(code: string, skip = 0, count = 1): TimedFault {
  return { kind: 'ln.fail_code', ...at, ...everybody, code, skip, count } as TimedFault;
}

describe('faults between channel peers', () => {
  it.each(ONION_FAILURES.slice(1).map(({ name }) => name))('a hop answers %s once, then pays', (code) => {
    const it = new StruckWorld().begin(failCode(code));
    it.send(0, 'h', 3, AMOUNT);
    expect(it.until(5000, 'part-failed')[0]).toMatch(new RegExp(`0 \\d h ${AMOUNT} ${code}$`));
    expect(it.felt).toHaveLength(1);
    it.kernel.run(100_000);
    it.send(0, 'next', 3, AMOUNT);
    expect(it.until(200_000, 'ended')[0]).toContain('next true');
  });

  it('a code strikes the HTLCs that it was told to, and only where it can come from', () => {
    const forwarded = new StruckWorld().begin(failCode('fee_insufficient', 1));
    forwarded.send(0, 'h', 3, AMOUNT);
    // Node 1 lets it pass, node 2 does not.
    expect(forwarded.until(5000, 'part-failed')[0]).toContain('0 2 h');
    const paid = new StruckWorld().begin(failCode('mpp_timeout', 1));
    paid.send(0, 'one', 3, AMOUNT);
    paid.send(0, 'two', 3, AMOUNT);
    expect(paid.until(5000, 'part-failed').map((text) => text.split(' ').slice(3, 5))).toEqual([
      ['3', 'two'],
    ]);
  });

  it('a stuck HTLC goes on after its time, though the fault is over', () => {
    const it = new StruckWorld().begin({
      kind: 'ln.htlc_stuck',
      ...at,
      ...everybody,
      sharePct: 100,
      holdMs: 7000,
    });
    it.send(0, 'h', 3, AMOUNT);
    it.kernel.run(1000);
    it.endAll();
    expect(it.until(20_000, 'ended')).toEqual(['7060 ended 0 3 h true 10000000 4000 p-h']);
    expect(it.felt).toEqual(['10 1 held for 7000 ms']);
  });

  it('parts of a split payment are withheld, whole payments are not', () => {
    const ways = sketch(4, [
      { a: 0, b: 1 },
      { a: 1, b: 3 },
      { a: 0, b: 2 },
      { a: 2, b: 3 },
    ]);
    const withheld = {
      kind: 'ln.mpp_partial',
      ...at,
      node: 2,
      nodes: 1,
      sharePct: 100,
      holdMs: 61_000,
    } as const;
    const it = new StruckWorld(ways).begin(withheld);
    it.send(0, 'small', 3, AMOUNT);
    it.send(0, 'split', 3, 800_000_000, { partsMax: 4, feeLimitMsat: 10_000_000 });
    expect(it.until(50_000, 'ended')).toEqual(['40 ended 0 3 small true 10000000 2000 p-small']);
    expect(it.felt).toEqual(['10 2 held for 61000 ms']);
    expect(it.until(61_000, 'part-failed')[0]).toContain('mpp_timeout');
  });

  it.each(['both', 'outgoing', 'incoming'] as const)(
    'a partition keeps messages back that cross it: %s',
    (direction) => {
      const cut = { kind: 'net.partition', ...at, from: 'network', node: 2, nodes: 2, direction } as const;
      const it = new StruckWorld().begin(cut);
      it.send(0, 'h', 3, AMOUNT);
      it.kernel.run(1000);
      // Into the group goes the HTLC, out of it the preimage.
      const paidMeanwhile = it.log.some((text) => text.includes(' paid 3 h'));
      expect(paidMeanwhile).toBe(direction === 'outgoing');
      expect(it.felt).toHaveLength(1);
      it.endAll();
      expect(it.until(5000, 'ended')[0]).toContain('true');
    },
  );

  it('a peer that is gone for long is noticed', () => {
    const cut = {
      kind: 'net.partition',
      ...at,
      from: 'network',
      node: 3,
      nodes: 1,
      direction: 'both',
    } as const;
    const it = new StruckWorld().begin(cut);
    it.kernel.run(30_000);
    it.send(0, 'h', 3, AMOUNT);
    expect(it.until(31_000, 'part-failed')[0]).toContain('temporary_channel_failure');
  });
});

describe('faults of channels', () => {
  it('a force close takes the channel away, at once or with an HTLC in it', () => {
    const atOnce = new StruckWorld().begin({
      kind: 'ln.force_close',
      ...at,
      ...allChannels,
      channel: 1,
      channels: 1,
      phase: 'at_once',
    });
    atOnce.send(0, 'h', 3, AMOUNT);
    expect(atOnce.until(5000, 'closed', 'ended').map((text) => text.split(' ')[1])).toEqual([
      'closed',
      'ended',
    ]);
    expect(atOnce.felt).toEqual(['0 1 channel 1 closed']);
    const waits = new StruckWorld().begin({
      kind: 'ln.force_close',
      ...at,
      ...allChannels,
      phase: 'htlc_in_flight',
    });
    waits.kernel.run(200);
    expect(waits.felt).toEqual([]);
    waits.send(0, 'h', 3, AMOUNT);
    const lines = waits.until(1000, 'closed', 'ended');
    expect(lines[0]).toMatch(/^2[01]0 closed 0 1/);
    // The preimage still comes back over a closed channel.
    expect(lines.at(-1)).toContain('h true');
    expect(waits.money()).toEqual({ channelsOff: 0, owned: 3_000_000_000 });
  });

  it('slots that others hold are free again afterwards', () => {
    const it = new StruckWorld().begin({
      kind: 'ln.max_htlcs',
      ...at,
      ...allChannels,
      of: 'payee',
      slotsLeft: 0,
    });
    it.send(0, 'h', 3, AMOUNT);
    expect(it.until(1000, 'part-failed')[0]).toContain('temporary_channel_failure');
    expect(it.felt).toEqual(['0 3 483 slots taken']);
    it.endAll();
    it.kernel.run(100_000);
    it.send(0, 'again', 3, AMOUNT);
    expect(it.until(200_000, 'ended')[0]).toContain('again true');
    expect(it.world.truth.freeSlots(4)).toBe(483);
  });

  it('without gossip payers plan with the old fees; afterwards they know', () => {
    const plansWith = (stale: boolean) => {
      const it = new StruckWorld(line(4), { gossipDelayMs: 100 });
      if (stale) it.begin({ kind: 'ln.stale_graph', ...at });
      it.world.setPolicy(1, 1, { feeBaseMsat: 50_000 });
      it.kernel.run(500);
      it.send(0, 'h', 3, AMOUNT);
      const failures = it.until(1000, 'part-failed').length;
      it.endAll();
      return { failures, felt: it.felt.length };
    };
    expect([plansWith(false), plansWith(true)]).toEqual([
      { failures: 0, felt: 0 },
      { failures: 1, felt: 1 },
    ]);
  });
});

describe('faults of the chain', () => {
  it('a reorganisation takes blocks away, one by one, and brings one more', () => {
    const it = new StruckWorld().begin({ kind: 'chain.reorg', ...at, depth: 2 });
    expect([it.world.height, ...it.until(10, 'block-gone')]).toEqual([
      998,
      '0 block-gone 1000',
      '0 block-gone 999',
    ]);
    it.send(0, 'early', 3, AMOUNT);
    it.endAll();
    expect(it.until(20, 'block')).toEqual(['10 block 999', '10 block 1000', '10 block 1001']);
  });

  it('time locks made on a reorganised chain can be too short for the new one', () => {
    const failed = (depth: number) => {
      const it = new StruckWorld().begin({ kind: 'chain.reorg', ...at, depth });
      it.send(0, 'h', 3, AMOUNT);
      it.kernel.run(15);
      it.endAll();
      return it.until(1000, 'part-failed');
    };
    // Payers add three blocks against surprises like these.
    expect(failed(2)).toEqual([]);
    expect(failed(3)[0]).toContain('incorrect_or_unknown_payment_details');
  });

  it('a node without its backend stays where it was until it sees all blocks at once', () => {
    const it = new StruckWorld().begin({
      kind: 'chain.backend_down',
      ...at,
      role: 'payer',
      node: 0,
      blocks: 5,
    });
    it.send(0, 'h', 3, AMOUNT);
    expect(it.until(1000, 'part-failed')[0]).toContain('incorrect_or_unknown_payment_details');
    expect(it.felt[0]).toBe('0 0 reckons with height 1000 of 1005');
    it.endAll();
    it.send(0, 'later', 3, AMOUNT);
    expect(it.until(5000, 'ended')[0]).toContain('later true');
  });

  it('a forwarder that lags takes an HTLC that is too late, and the payee refuses it', () => {
    const it = new StruckWorld().begin({
      kind: 'chain.height_disagreement',
      ...at,
      role: 'any',
      node: 2,
      lagBlocks: 30,
    });
    it.send(0, 'h', 3, AMOUNT);
    it.world.mine(10);
    expect(it.until(1000, 'part-failed')[0]).toContain('0 3 h 10000000 incorrect_or_unknown');
    expect(it.felt).toEqual(['20 2 reckons with height 980 of 1010']);
    const healthy = new StruckWorld();
    healthy.send(0, 'h', 3, AMOUNT);
    healthy.world.mine(10);
    expect(healthy.until(1000, 'part-failed')[0]).toContain('0 2 h 10000000 expiry_too_soon');
  });
});
