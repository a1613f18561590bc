import { describe, expect, it } from 'vitest';
import type { IntentId } from '#orchestrator/domain/ids';
import { Approver } from './approver.ts';
import type { ApproverLapse } from './faults/human-faults.ts';
import { Kernel } from './kernel.ts';
import { Operator } from './operator.ts';
import { seededRandom } from './random.ts';
import { HistoryRecorder } from './recorder.ts';
import { WireBench } from './testing/wire-bench.ts';

const INTENT = 'int_1' as IntentId;

/** Where her acts are written down. */
function written(kernel: Kernel, lines: string[] = []) {
  const recorder = new HistoryRecorder(() => kernel.nowMs, null, [
    ({ kind, atMs, intent, actor, state, limitMsat }) =>
      void lines.push([kind, atMs, intent, actor, state, limitMsat].join(' ')),
  ]);
  return { recorder, ordinalOf: () => 7 };
}

describe('the approver', () => {
  it('thinks for some seconds, mostly approves, sometimes refuses, always in her own name', () => {
    const kernel = new Kernel();
    const acts: string[] = [];
    const names = new Set<string>();
    const times: number[] = [];
    const approver = new Approver({
      kernel,
      random: seededRandom('approver'),
      ...written(kernel),
      act: (_intent, verdict, name) => {
        acts.push(verdict);
        names.add(name);
        times.push(kernel.nowMs);
      },
      lapse: () => null,
    });
    for (let asked = 0; asked < 400; asked++) approver.requested(`int_${asked}` as IntentId, 60_000);
    kernel.run(10_000);
    expect(acts).toHaveLength(400);
    expect([...names]).toEqual(['approver-1']);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...times)).toBeLessThanOrEqual(6000);
    const refused = acts.filter((verdict) => verdict === 'refused').length;
    expect(refused).toBeGreaterThan(5);
    expect(refused).toBeLessThan(50);
  });

  it.each<[ApproverLapse, string[]]>([
    [{ kind: 'silent' }, []],
    [{ kind: 'late', lateMs: 7 }, ['9007 approved approver-1']],
    [{ kind: 'twice', gapMs: 7 }, ['0 approved approver-1', '7 approved approver-2']],
    [{ kind: 'takes back', afterMs: 9, how: 'refused' }, ['0 approved approver-1', '9 refused approver-1']],
    [{ kind: 'takes back', afterMs: 9, how: 'canceled' }, ['0 approved approver-1', '9 canceled approver-1']],
  ])('does otherwise under %j', (lapse, expected) => {
    const kernel = new Kernel();
    const acts: string[] = [];
    let firstMs = -1;
    const approver = new Approver({
      kernel,
      random: seededRandom('approver'),
      ...written(kernel),
      act: (_intent, verdict, name) => {
        if (firstMs < 0) firstMs = lapse?.kind === 'late' ? 0 : kernel.nowMs;
        acts.push(`${kernel.nowMs - firstMs} ${verdict} ${name}`);
      },
      lapse: () => lapse,
    });
    approver.requested(INTENT, 9_000);
    kernel.run(60_000);
    expect(acts).toEqual(expected);
  });

  it('leaves a trace of a late answer, also when it opens nothing', () => {
    const kernel = new Kernel();
    const lines: string[] = [];
    const approver = new Approver({
      kernel,
      random: seededRandom('approver'),
      ...written(kernel, lines),
      act: () => undefined,
      lapse: () => ({ kind: 'late', lateMs: 7 }),
    });
    approver.requested(INTENT, 9_000);
    kernel.run(60_000);
    expect(lines).toEqual(['person-acted 9007 7 approver-1 approved 9000']);
  });
});

describe('the operator', () => {
  function bench() {
    const made = new WireBench();
    const proofs: string[] = [];
    const operator = new Operator(made.kernel, seededRandom('operator'), made.world, (_intent, proof) =>
      proofs.push(proof.kind === 'preimage' ? `preimage ${proof.preimage}` : proof.kind),
    );
    return { made, operator, proofs };
  }

  it('brings the preimage that the payee gave for the money', () => {
    const { made, operator, proofs } = bench();
    const hash = made.invoice();
    made.pay();
    operator.raised(INTENT, hash);
    made.until(2999);
    expect(proofs).toEqual([]);
    made.until(10_000);
    expect(proofs).toEqual(['preimage pa']);
  });

  it('has an unpaid invoice closed, so that nothing can pay it any more', () => {
    const { made, operator, proofs } = bench();
    const hash = made.invoice();
    operator.raised(INTENT, hash);
    made.until(10_000);
    expect(proofs).toEqual(['closed_at_payee']);
    expect(made.world.invoiceState(hash)).toBe('canceled');
  });

  it('waits while the payee holds the money, and proves what came of it', () => {
    const { made, operator, proofs } = bench();
    const hash = made.invoice('a', 60_000);
    made.pay();
    operator.raised(INTENT, hash);
    made.until(59_000);
    expect(proofs).toEqual([]);
    made.until(80_000);
    expect(proofs[0]).toBe('preimage pa');
  });

  it('looks again until the entry is gone: the orchestrator may have been away', () => {
    const { made, operator, proofs } = bench();
    operator.raised(INTENT, made.invoice());
    made.until(40_000);
    expect(proofs.length).toBeGreaterThan(2);
    expect(new Set(proofs)).toEqual(new Set(['closed_at_payee']));
    operator.closed(INTENT);
    const count = proofs.length;
    made.until(120_000);
    expect(proofs).toHaveLength(count);
  });

  it('works on an intent again that is raised again, for a later attempt', () => {
    const { made, operator, proofs } = bench();
    const hash = made.invoice();
    operator.raised(INTENT, hash);
    operator.closed(INTENT);
    made.until(20_000);
    expect(proofs).toEqual([]);
    operator.raised(INTENT, hash);
    made.until(30_000);
    expect(proofs).toEqual(['closed_at_payee']);
  });
});
