import fc from 'fast-check';
import { expect, it } from 'vitest';
import { IMPLEMENTATIONS } from '#topologies/network';
import { line, sketch } from './testing/networks.ts';
import { RecordedWorld } from './testing/recorded-world.ts';

const NODES = 6;
const CHANNELS = [
  [0, 1],
  [1, 2],
  [2, 3],
  [3, 4],
  [4, 5],
  [5, 0],
  [1, 4],
  [2, 5],
] as const;

const node = fc.nat(NODES - 1);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      from: node,
      to: node,
      amountMsat: fc.integer({ min: 1, max: 700_000_000 }),
      partsMax: fc.integer({ min: 1, max: 5 }),
      hold: fc.constantFrom('none', 'settled', 'canceled', 'when-told'),
      double: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('run' as const), ms: fc.integer({ min: 1, max: 40_000 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 30 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('up' as const, 'down' as const, 'hung' as const), node }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('close' as const), channel: fc.nat(CHANNELS.length - 1) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('drain' as const),
      channel: fc.nat(CHANNELS.length - 1),
      amountMsat: fc.nat(500_000_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('keep' as const), node, ms: fc.nat(30_000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close-invoice' as const), index: fc.nat(20) }) },
);
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const daemons = fc.constantFrom(...IMPLEMENTATIONS);

/** Does one step of arbitrary traffic; `made` counts the invoices so far. */
function perform(it: RecordedWorld, does: Step, made: number): number {
  const { world, kernel } = it;
  switch (does.do) {
    case 'run':
      kernel.run(kernel.nowMs + does.ms);
      return made;
    case 'mine':
      world.mine(does.blocks);
      return made;
    case 'close':
      world.forceClose(does.channel, 'drawn');
      return made;
    case 'drain':
      world.moveLiquidity(CHANNELS[does.channel][0], does.channel, does.amountMsat, 'drawn');
      return made;
    case 'keep':
      world.holdHtlcs(does.node, does.ms);
      return made;
    case 'close-invoice':
      world.cancelInvoice(`h${does.index}`);
      return made;
    case 'pay': {
      const hash = `h${made}`;
      const hold = does.hold;
      it.invoice(hash, does.to, does.amountMsat, {
        expiresAtMs: 1e9,
        ...(hold === 'none'
          ? {}
          : { hold: hold === 'when-told' ? { ends: hold } : { ends: hold, afterMs: 5000 } }),
      });
      const limits = { feeLimitMsat: 5_000_000, partsMax: does.partsMax, invoiceExpiresAtMs: 1e9 };
      if (world.nodeState(does.from) === 'up') it.pay(does.from, hash, does.to, does.amountMsat, limits);
      const other = (does.from + 1) % NODES;
      if (does.double && world.nodeState(other) === 'up')
        it.pay(other, hash, does.to, does.amountMsat, limits);
      return made + 1;
    }
    default:
      if (!(does.do === 'hung' && world.nodeState(does.node) === 'down'))
        world.setNode(does.node, does.do, 'drawn');
      return made;
  }
}

it('money is never made or lost, and every payment ends once, whatever happens', () => {
  let settled = 0;
  let failed = 0;
  let closed = 0;
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 5, maxLength: 60 }),
      fc.nat(1000),
      daemons,
      (steps, seed, daemon) => {
        const plain = sketch(
          NODES,
          CHANNELS.map(([a, b]) => ({ a, b, htlcSlots: 3 })),
        );
        const network = {
          ...plain,
          nodes: plain.nodes.map((each) => ({ ...each, implementation: daemon })),
        };
        const it = new RecordedWorld(network, { hopLatencyMs: { min: 5, max: 200 } }, String(seed));
        const whole = it.money().owned;
        let made = 0;
        for (const does of steps) {
          made = perform(it, does, made);
          expect(it.money()).toEqual({ channelsOff: 0, owned: whole });
        }
        // Heal everything, end every hold, and let all time locks run out.
        for (let each = 0; each < NODES; each++) it.world.setNode(each, 'up', 'heal');
        for (let each = 0; each < made; each++) it.world.cancelInvoice(`h${each}`);
        for (let round = 0; round < 4; round++) {
          it.kernel.runUntilIdle(1_000_000);
          it.world.mine(500);
        }
        it.kernel.runUntilIdle(1_000_000);
        expect(it.money()).toEqual({ channelsOff: 0, owned: whole });
        let pending = 0;
        it.world.pendingHtlcs(() => pending++);
        expect(pending).toBe(0);
        const begun = it.log.filter((text) => text.includes(' begun ')).length;
        const ended = it.log.filter((text) => text.includes(' ended '));
        expect(ended.length).toBe(begun);
        const paid = new Set(
          it.log.filter((text) => text.includes(' paid ')).map((text) => text.split(' ')[3]),
        );
        for (const text of ended) {
          const [, , , , hash, won] = text.split(' ');
          if (won === 'true') settled++;
          else failed++;
          if (won === 'true') expect(paid.has(hash)).toBe(true);
        }
        closed += it.log.filter((text) => text.includes(' closed ')).length;
        // Only a plain node's books always end with what they are about.
        if (daemon === 'plain') it.world.records((record) => expect(record.state).not.toBe('in_flight'));
      },
    ),
    { numRuns: 400, seed: 5 },
  );
  expect(Math.min(settled, failed, closed)).toBeGreaterThan(300);
});

it('the same seed gives the same log, another seed another', () => {
  const logOf = (seed: string): string => {
    const it = new RecordedWorld(
      line(5),
      { hopLatencyMs: { min: 5, max: 200 }, blockIntervalMs: 30_000 },
      seed,
    );
    for (let index = 0; index < 200; index++) {
      it.send(index % 2, `h${index}`, 4, 1_000_000 + index, { partsMax: 3 });
      if (index === 80) it.world.setNode(2, 'down', 'kill');
      if (index === 120) it.world.setNode(2, 'up', 'start');
      it.kernel.run(index * 50);
    }
    return it.until(200_000).join('\n');
  };
  expect(logOf('1')).toBe(logOf('1'));
  expect(logOf('1')).not.toBe(logOf('2'));
});
