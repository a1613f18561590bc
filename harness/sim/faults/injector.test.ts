import { describe, expect, it } from 'vitest';
import type { Schedule } from '#chaos/schedule';
import type { HistoryEvent } from '#reports/evidence/history';
import { Kernel } from '../kernel.ts';
import { seededRandom } from '../random.ts';
import { HistoryRecorder } from '../recorder.ts';
import { line } from '../testing/networks.ts';
import { recordingObserver } from '../testing/recorded-world.ts';
import { active } from '../testing/wire-bench.ts';
import { SimWorld } from '../world.ts';
import { FaultInjector } from './injector.ts';
import { NodeFaults } from './node-faults.ts';
import { StoreFaults } from './store-faults.ts';

const PAYERS = [4, 7];
const slow = { kind: 'store.slow', atMs: 100, durMs: 50, delayMs: 1 } as const;
const latency = { kind: 'net.latency', atMs: 100, durMs: 50, node: 0, delayMs: 1, jitterMs: 0 } as const;

function bench(schedule: Schedule) {
  const kernel = new Kernel();
  const history: HistoryEvent[] = [];
  const recorder = new HistoryRecorder(() => kernel.nowMs, null, [(event) => history.push({ ...event })]);
  const injector = new FaultInjector(kernel, recorder, schedule, PAYERS);
  const log: string[] = [];
  injector.connect((of) => ({
    begin: () => log.push(`${kernel.nowMs} begin ${of.ordinal}`),
    end: () => log.push(`${kernel.nowMs} end ${of.ordinal}`),
  }));
  return { kernel, injector, log, history };
}

describe('the injector', () => {
  it('begins and ends each fault at its time, and writes both down', () => {
    const { kernel, log, history } = bench([slow, { ...slow, atMs: 120, durMs: 0 }]);
    kernel.run(1000);
    expect(log).toEqual(['100 begin 0', '120 begin 1', '120 end 1', '150 end 0']);
    expect(history.map(({ kind, request }) => `${kind} ${request}`)).toEqual([
      'fault-began 0',
      'fault-began 1',
      'fault-ended 1',
      'fault-ended 0',
    ]);
    expect(JSON.parse(history[0]!.cause)).toEqual({ delayMs: 1 });
  });

  it('waits for the nth event after its time, and then a while', () => {
    const { kernel, injector, log } = bench([{ ...slow, on: { event: 'commit', nth: 2, afterMs: 30 } }]);
    injector.signal('commit', -1);
    kernel.run(200);
    injector.signal('commit', -1);
    injector.signal('settled', -1);
    kernel.run(300);
    expect(log).toEqual([]);
    injector.signal('commit', -1);
    injector.signal('commit', -1);
    kernel.run(1000);
    expect(log).toEqual(['330 begin 0', '380 end 0']);
  });

  it('counts only events of the payer that the fault names', () => {
    const { kernel, injector, log } = bench([{ ...latency, on: { event: 'pay-sent', nth: 1, afterMs: 0 } }]);
    kernel.run(100);
    injector.signal('pay-sent', 7);
    kernel.run(150);
    expect(log).toEqual([]);
    injector.signal('pay-sent', 4);
    kernel.run(1000);
    expect(log).toEqual(['150 begin 0', '200 end 0']);
  });

  it('heals all: what is on ends now, what waits never begins, a fault that counts stays armed until then', () => {
    const crash = {
      kind: 'orch.crash_at',
      atMs: 0,
      durMs: 10,
      boundary: 'dispatch',
      phase: 'after',
      nth: 9,
    } as const;
    const { kernel, injector, log } = bench([
      { ...slow, durMs: 5000 },
      { ...slow, atMs: 3000 },
      { ...slow, on: { event: 'commit', nth: 1, afterMs: 500 } },
      crash,
    ]);
    kernel.run(400);
    injector.signal('commit', -1);
    injector.healAll();
    injector.signal('commit', -1);
    kernel.run(10_000);
    expect(log).toEqual(['0 begin 3', '100 begin 0', '400 end 0', '400 end 3']);
  });

  it('counts every effect and records the first fifty', () => {
    const { injector, history } = bench([slow]);
    const own = active(slow);
    for (let effect = 0; effect < 80; effect++) injector.touch(own, 1, 'h', 'felt');
    expect([own.effects, history.length]).toEqual([80, 50]);
  });

  it('refuses a kind that nothing applies', () => {
    const kernel = new Kernel();
    const injector = new FaultInjector(kernel, new HistoryRecorder(() => 0, null, []), [slow], PAYERS);
    expect(() =>
      injector.connect(() => {
        throw new Error('cannot inject store.slow');
      }),
    ).toThrow(/store.slow/);
  });
});

describe('faults of daemons that overlap', () => {
  it('leave the node in the worst state of those that are on', () => {
    const kernel = new Kernel();
    const world = new SimWorld({
      network: line(3),
      kernel,
      random: seededRandom('x'),
      observer: recordingObserver(kernel, []),
      hopLatencyMs: { min: 1, max: 1 },
      gossipDelayMs: 0,
      blockIntervalMs: 0,
      startHeight: 1,
    });
    const felt: string[] = [];
    const faults = new NodeFaults(
      kernel,
      world,
      { payers: [0], payees: [2], nodeCount: 3 },
      (_a, node, _h, what) => felt.push(`${node} ${what}`),
      { impediments: [], paymentsOpen: () => 0, onPayment: () => {} },
    );
    const at = { atMs: 0, durMs: 1000, role: 'payer', node: 5 } as const;
    const hang = active({ kind: 'node.hang', ...at }, 0);
    const crash = active({ kind: 'node.crash', ...at, loseUnsynced: false }, 1);
    const stop = active({ kind: 'node.stop_graceful', ...at }, 2);
    const states = [() => faults.begin(hang), () => faults.begin(crash), () => faults.end(crash)].map(
      (step) => {
        step();
        return world.nodeState(0);
      },
    );
    expect(states).toEqual(['hung', 'down', 'hung']);
    faults.end(hang);
    expect([world.nodeState(0), world.epoch(0)]).toEqual(['up', 2]);
    faults.begin(stop);
    expect(world.nodeState(0)).toBe('up');
    kernel.run(700);
    expect(world.nodeState(0)).toBe('down');
    faults.end(stop);
    expect(world.epoch(0)).toBe(3);
    const flap = active({ kind: 'node.flap', ...at, cycles: 2, downPct: 50 }, 3);
    faults.begin(flap);
    const seen = [0, 250, 500, 750].map((afterMs) => {
      kernel.run(700 + afterMs);
      return world.nodeState(0);
    });
    expect(seen).toEqual(['down', 'up', 'down', 'up']);
    faults.end(flap);
    expect(felt).toEqual([
      '0 node hung',
      '0 node down',
      '0 node drains',
      '0 node down',
      '0 node down',
      '0 node down',
    ]);
    expect(faults.target({ kind: 'ln.payee_offline', atMs: 0, durMs: 0, node: 9 })).toBe(2);
    expect(
      faults.target({ ...hang.fault, role: 'any', node: 4 } as Parameters<typeof faults.target>[0]),
    ).toBe(1);
  });
});

describe('faults of the store', () => {
  it('strike the nth commit once, the nth passage once, and say how long the process stays away', () => {
    const faults = new StoreFaults(seededRandom('store'), () => {});
    const torn = active({ kind: 'store.partial_commit', atMs: 0, durMs: 300, nth: 2, keepPct: 50 });
    faults.begin(torn);
    expect([1, 2, 3].map(() => faults.strikeCommit([]))).toEqual([null, { kind: 'torn', keepPct: 50 }, null]);
    expect([faults.takeDownMs(), faults.takeDownMs()]).toEqual([300, 0]);
    const crash = active({
      kind: 'orch.crash_at',
      atMs: 0,
      durMs: 90,
      boundary: 'lookup',
      phase: 'after',
      nth: 1,
    });
    faults.begin(crash);
    const passed = (['before', 'after', 'after'] as const).map((phase) =>
      faults.strikeBoundary('lookup', phase, 'in_doubt'),
    );
    expect(passed).toEqual([false, true, false]);
    faults.end(torn);
    faults.begin(active({ kind: 'store.commit_unknown', atMs: 0, durMs: 1, nth: 1, committed: false }));
    expect(faults.strikeCommit([])).toEqual({ kind: 'unknown', committed: false });
  });

  it('strike the commits of one boundary, and the passages of one status, when they are told to', () => {
    const touched: string[] = [];
    const faults = new StoreFaults(seededRandom('store'), (_active, _node, _hash, what) =>
      touched.push(what),
    );
    const retry = [{ type: 'retry_scheduled', notBeforeMs: 1 }] as const;
    const window = { atMs: 0, durMs: 300 } as const;
    faults.begin(
      active({ kind: 'store.error', ...window, code: 'full', sharePct: 100, boundary: 'retry.commit' }),
    );
    expect([faults.strikeCommit([]), faults.strikeCommit(retry)]).toEqual([null, { kind: 'refused' }]);
    faults.begin(
      active({
        kind: 'orch.crash_at',
        ...window,
        boundary: 'lookup',
        phase: 'before',
        nth: 1,
        status: 'in_doubt',
      }),
    );
    expect(faults.strikeBoundary('lookup', 'before', 'in_flight')).toBe(false);
    expect(faults.strikeBoundary('lookup', 'before', 'in_doubt')).toBe(true);
    faults.begin(active({ kind: 'store.stale_read', ...window, lagMs: 700 }));
    expect(faults.staleMs()).toBe(700);
    expect(touched).toEqual(['commit refused: full', 'died before lookup', 'journal read as it was']);
  });
});
