import { describe, expect, it } from 'vitest';
import type { CorridorId, DaemonEpoch, IntentId, NodeName } from '../domain/ids.ts';
import { msat } from '../domain/money.ts';
import type { IntentState } from '../domain/state.ts';
import { loadOrThrow, SAMPLE_POLICY } from '../policy/sample.fixture.ts';
import type { NodeHealth } from '../ports/node.ts';
import { CorridorRouter } from './router.ts';

const [primary, second] = ['primary', 'second'] as NodeName[] as [NodeName, NodeName];
const intent = 'i1' as IntentId;

function health(node: NodeName): NodeHealth {
  return {
    node,
    reachable: true,
    epoch: `${node}-1` as DaemonEpoch,
    spendableMsat: msat(2_000_000n),
    largestChannelMsat: msat(2_000_000n),
    asOfMs: 0,
    resendSafe: node === primary,
  };
}

/** Only what routing looks at. */
function stateOf(attempts: readonly NodeName[] = [], corridor = 'us-mx'): IntentState {
  return {
    intent: {
      id: intent,
      corridor: corridor as CorridorId,
      amountMsat: msat(1_000_000n),
      feeCapMsat: msat(5_000n),
    },
    attempts: attempts.map((node) => ({ record: { node } })),
  } as unknown as IntentState;
}

function routerWith(reports = [health(primary), health(second)]): CorridorRouter {
  const router = new CorridorRouter(loadOrThrow(SAMPLE_POLICY));
  for (const report of reports) router.report(report);
  return router;
}

describe('CorridorRouter', () => {
  it('chooses by the corridor of the policy, with the epoch of the node', () => {
    const router = routerWith();
    expect(router.nodes).toEqual([primary, second]);
    expect(router.choose(stateOf(), 0)).toMatchObject({ node: primary, epoch: 'primary-1' });
    expect(router.choose(stateOf([primary]), 0)).toMatchObject({ node: second, epoch: 'second-1' });
    expect([router.resendSafe(primary), router.resendSafe(second)]).toEqual([true, false]);
    router.report({ ...health(primary), reachable: false });
    expect(router.resendSafe(primary)).toBe(false);
    expect(router.choose(stateOf(), 0)).toMatchObject({
      node: second,
      why: expect.stringMatching(/primary: passed over/),
    });
  });

  it('counts what open attempts hold until they end', () => {
    const router = routerWith();
    router.reserve(intent, primary, msat(1_005_000n));
    expect(router.choose(stateOf(), 0)).toMatchObject({ node: second });
    expect(router.explain(stateOf(), 0)).toMatch(/primary: passed over: too little liquidity/);
    router.release(intent);
    expect(router.choose(stateOf(), 0)).toMatchObject({ node: primary });
    expect(router.reservationCount).toBe(0);
  });

  it('leaves a silent node alone, then probes it with one payment', () => {
    const router = routerWith();
    for (let i = 0; i < 3; i++) router.heard(primary, { kind: 'not_sent' }, 0);
    expect(router.choose(stateOf(), 9_999)).toMatchObject({ node: second });
    expect(router.choose(stateOf(), 10_000)).toMatchObject({ node: primary });
    router.dispatched(primary, 10_000);
    expect(router.choose(stateOf(), 10_001)).toMatchObject({ node: second });
    router.heard(primary, { kind: 'duplicate', epoch: '' }, 10_002);
    expect(router.choose(stateOf(), 10_002)).toMatchObject({ node: primary });
  });

  it('says why there is no node', () => {
    expect(routerWith([]).choose(stateOf(), 0)).toEqual({ node: null, why: 'no node can pay now' });
    expect(routerWith([]).explain(stateOf(), 0)).toMatch(/nothing is known/);
    expect(routerWith().choose(stateOf([], 'zulu'), 0)).toEqual({
      node: null,
      why: 'corridor zulu is not in the policy',
    });
    expect(routerWith().explain(stateOf([], 'zulu'), 0)).toMatch(/not in the policy/);
  });
});
