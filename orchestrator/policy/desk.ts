import type { PolicyDecision, PolicyEngine, PolicyInForce, PolicyQuestion } from './decision.ts';
import { createPolicyEngine } from './evaluate.ts';
import { loadPolicy, type PolicyLoad } from './load.ts';
import type { LoadedPolicy } from './loaded.ts';
import { SpendWindows } from './windows.ts';

export interface PolicyDeskParts {
  readonly policy: LoadedPolicy;
  /** As the operator left it; it outlives the process. */
  readonly killSwitch: 'on' | 'off';
  readonly create?: typeof createPolicyEngine;
  /** Another document is in force: routing follows it, and what counts in the windows is counted again. */
  readonly replaced: (policy: LoadedPolicy) => void;
}

/**
 * The policy of a running process: which document is in force, and the kill switch, which takes effect at once and needs
 * no document. Another document takes force as a whole or not at all: one that does not load changes nothing. Time-outs
 * and retry rules of a new document hold from the next start on.
 */
export class PolicyDesk implements PolicyEngine {
  readonly #create: typeof createPolicyEngine;
  readonly #replaced: (policy: LoadedPolicy) => void;
  #policy: LoadedPolicy;
  #engine: PolicyEngine;
  #killSwitch: 'on' | 'off';
  /** Made at every change: it is asked for at every dispatch. */
  #inForce: PolicyInForce;

  constructor(parts: PolicyDeskParts) {
    this.#create = parts.create ?? createPolicyEngine;
    this.#replaced = parts.replaced;
    this.#policy = parts.policy;
    this.#engine = this.#create(parts.policy, new SpendWindows(parts.policy));
    this.#killSwitch = parts.killSwitch;
    this.#inForce = this.#now();
  }

  get policy(): LoadedPolicy {
    return this.#policy;
  }

  decide(question: PolicyQuestion): PolicyDecision {
    return this.#engine.decide(question);
  }

  reserve(question: PolicyQuestion): void {
    this.#engine.reserve(question);
  }

  release(question: PolicyQuestion): void {
    this.#engine.release(question);
  }

  inForce(): PolicyInForce {
    return this.#inForce;
  }

  #now(): PolicyInForce {
    const { contentHash, document } = this.#policy;
    const killSwitch = this.#killSwitch === 'on' ? 'on' : document.killSwitch;
    return { policyHash: contentHash, killSwitch };
  }

  setKillSwitch(state: 'on' | 'off'): void {
    this.#killSwitch = state;
    this.#inForce = this.#now();
  }

  /** A document that was checked and approved takes force. */
  replace(policy: LoadedPolicy): void {
    this.#policy = policy;
    this.#engine = this.#create(policy, new SpendWindows(policy));
    this.#inForce = this.#now();
    this.#replaced(policy);
  }

  /** A document as text, for example after its file changed: in force if it loads, otherwise refused with every problem. */
  offer(text: string): PolicyLoad {
    const load = loadPolicy(text);
    if (load.ok) this.replace(load.policy);
    return load;
  }
}
