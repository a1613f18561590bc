import { describe, expect, it } from 'vitest';
import type { IntentId } from '#orchestrator/domain/ids';
import type { Engine } from '#orchestrator/engine/engine';
import type { EnginePorts } from '#orchestrator/ports/host';
import type { NodeCalls } from '#orchestrator/ports/node';
import type { HistoryEvent } from '#reports/evidence/history';
import { DiskJournal } from './disk-journal.ts';
import { StoreFaults } from './faults/store-faults.ts';
import { Kernel } from './kernel.ts';
import { OrchestratorProcess } from './process.ts';
import { seededRandom } from './random.ts';
import { HistoryRecorder } from './recorder.ts';
import { SkewedClock } from './skewed-clock.ts';
import { active } from './testing/wire-bench.ts';

const INTENT = 'int_1' as IntentId;

/** A process around engines that do nothing but write down what they are told. */
function bench() {
  const kernel = new Kernel();
  const history: HistoryEvent[] = [];
  const recorder = new HistoryRecorder(() => kernel.nowMs, null, [(event) => history.push({ ...event })]);
  const faults = new StoreFaults(seededRandom('store'), () => {});
  const told: string[] = [];
  const ports: EnginePorts[] = [];
  const seen = { died: 0, stopped: 0, commits: 0, waited: 0 };
  const clock = new SkewedClock(kernel);
  const count = { incarnations: 0, intents: 0 };
  let onSubmit: (own: EnginePorts) => void = () => {};
  const journal: DiskJournal = new DiskJournal({
    kernel,
    random: seededRandom('process'),
    diskMs: { min: 1, max: 1 },
    durable: () => {},
    result: (ticket, result, term) => process.committed(ticket, result, term),
    strike: () => null,
    staleMs: () => 0,
    crash: (cause) => process.crash(cause),
  });
  const build = (own: EnginePorts): Engine => {
    const incarnation = ports.push(own);
    const say = (what: string) => told.push(`${kernel.nowMs} #${incarnation} ${what}`);
    const engine: Partial<Engine> = {
      recover: (from) => {
        from.claim();
        say('recover');
      },
      submit: () => {
        say('submit');
        onSubmit(own);
        say('submitted');
      },
      committed: (_ticket, result) => say(`committed ${result}`),
      answered: () => say('answered'),
      woke: () => say('woke'),
      reconcile: () => say('reconcile'),
    };
    return engine as Engine;
  };
  const process: OrchestratorProcess = new OrchestratorProcess({
    kernel,
    clock,
    recorder,
    faults,
    nextIncarnation: () => ++count.incarnations,
    nextIntent: () => ++count.intents,
    waited: () => seen.waited++,
    restarts: true,
    build,
    journal: () => journal,
    calls: () => ({}) as NodeCalls,
    respond: () => {},
    died: () => seen.died++,
    commitAsked: () => seen.commits++,
    stopped: () => seen.stopped++,
    forgotten: () => {},
    reconcileEveryMs: 10_000,
  });
  const submit = (run: (own: EnginePorts) => void): boolean => {
    onSubmit = run;
    return process.submit({ requestId: 1, tenant: 't', idempotencyKey: 'k', body: {} as never });
  };
  const moves = () =>
    history
      .filter(({ kind }) => kind === 'orchestrator-moved')
      .map(({ atMs, state, cause, request }) => `${atMs} ${state} ${request} ${cause}`.trim());
  return { clock, journal, kernel, process, faults, told, ports, seen, submit, moves };
}

const crashAt = {
  kind: 'orch.crash_at',
  atMs: 0,
  durMs: 700,
  boundary: 'dispatch',
  phase: 'before',
} as const;

describe('the process', () => {
  it('starts, recovers, reconciles from time to time', () => {
    const { kernel, process, told, moves } = bench();
    expect(process.alive).toBe(false);
    process.start();
    kernel.run(25_000);
    expect(told).toEqual(['0 #1 recover', '10000 #1 reconcile', '20000 #1 reconcile']);
    expect(moves()).toEqual(['0 started 1']);
  });

  it('dies in the middle of what it does, at the nth passage, and comes back after its time', () => {
    const { kernel, process, faults, told, seen, submit, moves } = bench();
    process.start();
    faults.begin(active({ ...crashAt, nth: 2 }));
    const pass = (own: EnginePorts) => {
      own.boundary('dispatch', 'after', 'in_flight');
      own.boundary('dispatch', 'before', 'in_flight');
    };
    expect(submit(pass)).toBe(true);
    expect(submit(pass)).toBe(true);
    expect(process.alive).toBe(false);
    expect(submit(pass)).toBe(false);
    expect(told).toEqual(['0 #1 recover', '0 #1 submit', '0 #1 submitted', '0 #1 submit']);
    kernel.run(2000);
    expect(told.at(-1)).toBe('700 #2 recover');
    expect(moves()).toEqual(['0 started 1', '0 crashed 1 before dispatch', '700 started 2']);
    expect(seen).toEqual({ died: 1, stopped: 1, commits: 0, waited: 0 });
  });

  it('drops everything that was meant for a dead incarnation: rings, commits, answers', () => {
    const { kernel, process, told, seen, submit } = bench();
    process.start();
    submit((own) => {
      own.wake(30, INTENT);
      own.wake(5000, INTENT);
      own.journal.commit({ ticket: 1, term: 1, intent: INTENT, events: [], audit: [] });
      own.stop('test');
    });
    expect(seen.commits).toBe(1);
    process.answered(1, { kind: 'not_sent' });
    kernel.run(20_000);
    expect(told).toEqual(['0 #1 recover', '0 #1 submit', '50 #2 recover', '10050 #2 reconcile']);
  });

  it('rings for the living, never earlier than now', () => {
    const { kernel, process, told, submit } = bench();
    process.start();
    kernel.run(100);
    submit((own) => {
      own.wake(20, INTENT);
      own.wake(150, INTENT);
    });
    kernel.run(200);
    expect(told.slice(-2)).toEqual(['100 #1 woke', '150 #1 woke']);
  });

  it('is started at once by the heal, and not a second time when its own time comes', () => {
    const { kernel, process, faults, moves, submit } = bench();
    process.start();
    faults.begin(active({ ...crashAt, nth: 1 }));
    submit((own) => own.boundary('dispatch', 'before', 'in_flight'));
    kernel.run(100);
    process.heal();
    process.heal();
    kernel.run(2000);
    expect(moves()).toEqual(['0 started 1', '0 crashed 1 before dispatch', '100 started 2']);
  });

  it('loses power once: a crash of the dead is nothing', () => {
    const { process, moves } = bench();
    process.crash('torn commit');
    process.start();
    process.crash('torn commit');
    process.crash('torn commit');
    expect(moves()).toEqual(['0 started 1', '0 crashed 1 torn commit']);
  });

  it('hides no defect of the orchestrator', () => {
    const { process, submit } = bench();
    process.start();
    expect(() =>
      submit(() => {
        throw new Error('a defect');
      }),
    ).toThrow('a defect');
  });

  it('gives ids that no incarnation used before', () => {
    const { kernel, process, ports, submit } = bench();
    process.start();
    const first = ports[0]!.newIntentId();
    submit((own) => own.stop('test'));
    kernel.run(100);
    expect(ports[1]!.newIntentId()).not.toBe(first);
  });

  it('stands still: what reaches it waits, and comes in order when it goes on', () => {
    const { kernel, process, told, seen, submit } = bench();
    process.start();
    process.standStill(500);
    submit(() => {});
    kernel.run(100);
    process.answered(1, { kind: 'not_sent' });
    kernel.run(499);
    expect(told).toEqual(['0 #1 recover']);
    kernel.run(600);
    expect(told.slice(1)).toEqual(['500 #1 submit', '500 #1 submitted', '500 #1 answered']);
    expect(seen.waited).toBe(2);
    process.standStill(500);
    process.answered(1, { kind: 'not_sent' });
    process.goOn();
    expect(told.at(-1)).toBe('600 #1 answered');
  });

  it('forgets what waited when it dies', () => {
    const { kernel, process, told, submit } = bench();
    process.start();
    process.standStill(500);
    submit(() => {});
    process.crash('power');
    kernel.run(1000);
    expect(told).toEqual(['0 #1 recover', '50 #2 recover']);
  });

  it('rings by its own clock, not before its time when the clock is set back', () => {
    const { clock, kernel, process, told, submit } = bench();
    process.start();
    kernel.run(1000);
    submit((own) => own.wake(1500, INTENT));
    clock.skew(-300, 0);
    kernel.run(1799);
    expect(told.at(-1)).toContain('submitted');
    kernel.run(1800);
    expect(told.at(-1)).toBe('1800 #1 woke');
  });

  it('waits longer when another process has taken its place', () => {
    const { journal, kernel, process, moves, submit } = bench();
    process.start();
    journal.claim();
    submit((own) => own.stop('fenced'));
    kernel.run(3000);
    expect(moves().at(-1)).toBe('1000 started 2');
  });
});
