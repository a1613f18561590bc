import { describe, expect, it } from 'vitest';
import type { NodeName } from '../domain/ids.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { FailureReason } from '../domain/outcome.ts';
import { isNodeTrouble, NodeBreakers } from './breaker.ts';

const node = 'alice' as NodeName;
const good: NodeAnswer = { kind: 'in_flight', epoch: '', record: '' };
const bad: NodeAnswer = { kind: 'not_sent' };
const other = 'bob' as NodeName;

function openedAt(nowMs: number): NodeBreakers {
  const breakers = new NodeBreakers({ opensAfter: 3, coolDownMs: 1000 });
  for (let i = 0; i < 3; i++) breakers.heard(node, bad, nowMs);
  return breakers;
}

describe('NodeBreakers', () => {
  it('opens after bad answers in a row, for that node only', () => {
    const breakers = new NodeBreakers({ opensAfter: 3, coolDownMs: 1000 });
    for (const answer of [bad, bad, good, bad, bad]) breakers.heard(node, answer, 0);
    expect(breakers.stateOf(node, 0)).toBe('closed');
    breakers.heard(node, bad, 0);
    expect(breakers.stateOf(node, 0)).toBe('open');
    expect(breakers.stateOf(other, 0)).toBe('closed');
  });

  it('lets one probe through after the cool-down, and the next only after another', () => {
    const breakers = openedAt(0);
    expect(breakers.stateOf(node, 999)).toBe('open');
    expect(breakers.stateOf(node, 1000)).toBe('half_open');
    breakers.dispatched(node, 1000);
    expect(breakers.stateOf(node, 1000)).toBe('open');
    // Nothing is ever heard of the probe: no permanent blacklist.
    expect(breakers.stateOf(node, 2000)).toBe('half_open');
  });

  it('closes on a good answer and opens again on a bad one', () => {
    const breakers = openedAt(0);
    breakers.dispatched(node, 1000);
    breakers.heard(node, bad, 1500);
    expect(breakers.stateOf(node, 2499)).toBe('open');
    expect(breakers.stateOf(node, 2500)).toBe('half_open');
    breakers.heard(node, good, 2500);
    expect(breakers.stateOf(node, 2500)).toBe('closed');
    breakers.dispatched(node, 2500);
    expect(breakers.stateOf(node, 2500)).toBe('closed');
  });

  it('does not wait longer when the clock steps back', () => {
    expect(openedAt(1_000_000).stateOf(node, 5)).toBe('half_open');
  });

  it('hears trouble in silence and in a node that cannot work, not in payments that fail on their way', () => {
    const failed = (reason: FailureReason): NodeAnswer => ({ kind: 'failed', reason, epoch: '', record: '' });
    const trouble: NodeAnswer[] = [bad, { kind: 'unknown', cause: 'timeout' }, failed('node_unavailable')];
    const none: NodeAnswer[] = [
      good,
      failed('no_route'),
      { kind: 'rejected', reason: 'invoice_expired', epoch: '' },
    ];
    expect([...trouble, ...none].map(isNodeTrouble)).toEqual([true, true, true, false, false, false]);
  });
});
