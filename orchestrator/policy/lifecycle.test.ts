import { describe, expect, it } from 'vitest';
import {
  activatePolicy,
  approvePolicy,
  openPolicyBook,
  type PolicyBook,
  type PolicyStep,
  proposePolicy,
  rejectPolicy,
} from './lifecycle.ts';
import { loadOrThrow, SAMPLE_POLICY } from './sample.fixture.ts';

const first = loadOrThrow(SAMPLE_POLICY);
const second = loadOrThrow(SAMPLE_POLICY.replace('sample-1', 'sample-2'));
const third = loadOrThrow(SAMPLE_POLICY.replace('sample-1', 'sample-3'));
const opened = openPolicyBook(first, 'installer', 0);

function taken(step: PolicyStep): PolicyBook {
  if ('error' in step) throw new Error(step.error);
  return step.book;
}
const act = (by: string, policy = second, atMs = 5000) => ({ by, atMs, contentHash: policy.contentHash });
const proposed = (policy = second, book = opened) =>
  taken(proposePolicy(book, { policy, by: 'ann', atMs: 4000 }));
const errorOf = (step: PolicyStep) => ('error' in step ? step.error : 'no error');

describe('life of a policy', () => {
  it('goes from proposal over another person to the active policy, and records each step', () => {
    const steps = [proposePolicy(opened, { policy: second, by: 'ann', atMs: 4000 })];
    steps.push(approvePolicy(taken(steps[0]!), act('ben')));
    expect(taken(steps[1]!).active).toBe(first);
    steps.push(activatePolicy(taken(steps[1]!), act('ann', second, 6000)));
    const book = taken(steps[2]!);
    expect(book.active).toBe(second);
    expect(book.versions).toMatchObject([
      { state: 'superseded' },
      { state: 'active', proposedBy: 'ann', decidedBy: 'ben', activatedAtMs: 6000 },
    ]);
    expect(
      steps.map((step) => 'audit' in step && [step.audit.actor, step.audit.before, step.audit.after]),
    ).toEqual([
      ['ann', '', 'proposed'],
      ['ben', 'proposed', 'approved'],
      ['ann', 'approved', 'active'],
    ]);
    expect('audit' in steps[2]! && steps[2].audit.cause).toContain(second.contentHash);
  });

  it('refuses every illegal step and changes nothing', () => {
    const book = proposed();
    const approved = taken(approvePolicy(book, act('ben')));
    expect(errorOf(approvePolicy(book, act('ann')))).toMatch(/another person/);
    expect(errorOf(approvePolicy(book, act(' ')))).toMatch(/name/);
    expect(errorOf(approvePolicy(book, act('ben', third)))).toMatch(/no version/);
    expect(errorOf(approvePolicy(approved, act('cid')))).toMatch(/is approved, not proposed/);
    expect(errorOf(activatePolicy(book, act('ben')))).toMatch(/not approved/);
    expect(errorOf(activatePolicy(opened, act('ben', first)))).toMatch(/not approved/);
    expect(errorOf(proposePolicy(book, { policy: second, by: 'ann', atMs: 1 }))).toMatch(/proposed before/);
    expect(errorOf(proposePolicy(book, { policy: third, by: '', atMs: 1 }))).toMatch(/name/);
    const rejected = taken(rejectPolicy(book, act('ann')));
    expect(errorOf(approvePolicy(rejected, act('ben')))).toMatch(/is rejected/);
    expect(book.versions[1]!.state).toBe('proposed');
  });

  it('does not activate before the policy is effective', () => {
    const later = loadOrThrow(SAMPLE_POLICY.replace('sample-1', 'later').replace('00:00:01Z', '00:00:08Z'));
    const approved = taken(approvePolicy(proposed(later), act('ben', later)));
    expect(errorOf(activatePolicy(approved, act('ben', later, 7999)))).toMatch(/effective from/);
    expect(taken(activatePolicy(approved, act('ben', later, 8000))).active).toBe(later);
  });

  it('does not activate what was approved against a policy that is no longer active', () => {
    let book = proposed(third, proposed());
    book = taken(approvePolicy(book, act('ben')));
    book = taken(approvePolicy(book, act('ben', third)));
    book = taken(activatePolicy(book, act('ben')));
    expect(errorOf(activatePolicy(book, act('ben', third)))).toMatch(/propose it again/);
  });
});
