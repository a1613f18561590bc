import type { RouteChoice } from '../domain/context.ts';
import type { IntentId, NodeName } from '../domain/ids.ts';
import type { Msat } from '../domain/money.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import type { IntentState } from '../domain/state.ts';
import type { CorridorRule, LoadedPolicy } from '../policy/loaded.ts';
import type { NodeHealth } from '../ports/node.ts';
import type { Router } from '../ports/router.ts';
import { type BreakerState, NodeBreakers } from './breaker.ts';
import type { RouteAnswer } from './choose.ts';
import { chooseNode } from './choose.ts';
import { explainChoice } from './explain.ts';
import { Reservations } from './reservations.ts';

/** Routing by the corridors of a policy: preference order, health, breakers, reservations. */
export class CorridorRouter implements Router {
  readonly nodes: readonly NodeName[];
  #policy: LoadedPolicy;
  readonly #breakers: NodeBreakers;
  readonly #reservations = new Reservations();
  readonly #health: NodeHealth[] = [];

  /** Made once: a question is asked for every payment. */
  readonly #reservedMsat = (node: NodeName) => this.#reservations.reservedMsat(node);
  readonly #breakerState = (node: NodeName, atMs: number) => this.#breakers.stateOf(node, atMs);

  constructor(policy: LoadedPolicy) {
    this.#policy = policy;
    const { breakerOpensAfter, breakerCoolDownMs } = policy.document.routing;
    this.#breakers = new NodeBreakers({ opensAfter: breakerOpensAfter, coolDownMs: breakerCoolDownMs });
    this.nodes = [...new Set([...policy.corridors.values()].flatMap((corridor) => corridor.nodes))];
  }

  /** Corridors, floors and limits of another document hold from here on; breakers and nodes stay those of the start. */
  adopt(policy: LoadedPolicy): void {
    this.#policy = policy;
  }

  /** The newest word on a node's reachability and liquidity replaces the one before. */
  report(health: NodeHealth): void {
    const at = this.#health.findIndex((known) => known.node === health.node);
    if (at === -1) this.#health.push(health);
    else this.#health[at] = health;
  }

  choose(state: IntentState, nowMs: number): RouteChoice {
    const corridor = this.#policy.corridors.get(state.intent.corridor);
    if (corridor === undefined)
      return { node: null, why: `corridor ${state.intent.corridor} is not in the policy` };
    const { node, explanation } = this.#ask(corridor, state, nowMs);
    // An intent that waits asks again and again; for people there is `explain`.
    if (node === null) return { node: null, why: 'no node can pay now' };
    const epoch = this.#healthOf(node)?.epoch ?? '';
    // The ordinary case needs no words; anything else says why the nodes before were passed over.
    const why = node === corridor.nodes[0] ? 'first choice' : explainChoice(explanation);
    return { node, epoch, why };
  }

  /** Why routing would choose as it would now, for people. */
  explain(state: IntentState, nowMs: number): string {
    const corridor = this.#policy.corridors.get(state.intent.corridor);
    if (corridor === undefined) return `corridor ${state.intent.corridor} is not in the policy`;
    return explainChoice(this.#ask(corridor, state, nowMs).explanation);
  }

  resendSafe(node: NodeName): boolean {
    const known = this.#healthOf(node);
    return known?.reachable === true && known.resendSafe;
  }

  reserve(intent: IntentId, node: NodeName, amountMsat: Msat): void {
    this.#reservations.reserve(intent, node, amountMsat);
  }

  release(intent: IntentId): void {
    this.#reservations.release(intent);
  }

  /** Of one node now: for people and for whoever watches (L07). */
  breakerState(node: NodeName, nowMs: number): BreakerState {
    return this.#breakers.stateOf(node, nowMs);
  }

  get reservationCount(): number {
    return this.#reservations.openCount;
  }

  dispatched(node: NodeName, nowMs: number): void {
    this.#breakers.dispatched(node, nowMs);
  }

  heard(node: NodeName, answer: NodeAnswer, nowMs: number): void {
    this.#breakers.heard(node, answer, nowMs);
  }

  #healthOf(node: NodeName): NodeHealth | undefined {
    for (const known of this.#health) if (known.node === node) return known;
    return undefined;
  }

  #ask(corridor: CorridorRule, state: IntentState, nowMs: number): RouteAnswer {
    const { retry, fallback, routing } = this.#policy.document;
    return chooseNode({
      nowMs,
      corridor,
      amountMsat: state.intent.amountMsat,
      feeCapMsat: state.intent.feeCapMsat,
      partsMax: retry.partsMax,
      fallbackAllowed: fallback.allowed,
      healthMaxAgeMs: routing.healthMaxAgeMs ?? Number.POSITIVE_INFINITY,
      tried: state.attempts.length === 0 ? NONE_TRIED : state.attempts.map((attempt) => attempt.record.node),
      health: this.#health,
      reservedMsat: this.#reservedMsat,
      breakerState: this.#breakerState,
    });
  }
}

const NONE_TRIED: readonly NodeName[] = [];
