import type { PolicyEngine } from '#orchestrator/policy/decision';
import { PolicyDesk } from '#orchestrator/policy/desk';
import type { createPolicyEngine } from '#orchestrator/policy/evaluate';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import type { HistoryRecorder } from './recorder.ts';

export interface ControlParts {
  readonly recorder: HistoryRecorder;
  readonly policy: LoadedPolicy;
  readonly create: typeof createPolicyEngine;
}

type Move =
  | 'kill_switch_on'
  | 'kill_switch_off'
  | 'policy_replaced'
  | 'policy_refused'
  | 'policy_unavailable'
  | 'policy_available';

/**
 * What people set from outside, and what outlives the orchestrator's processes: the policy document in force and the kill
 * switch. Each process has a desk of its own, made as things stand when it starts, and told of every change.
 */
export class ControlPlane {
  readonly #at: ControlParts;
  readonly #desks = new Map<number, PolicyDesk>();
  #policy: LoadedPolicy;
  #killSwitch: 'on' | 'off' = 'off';

  constructor(parts: ControlParts) {
    this.#at = parts;
    this.#policy = parts.policy;
  }

  /** The document in force. */
  get policy(): LoadedPolicy {
    return this.#policy;
  }

  get killSwitch(): 'on' | 'off' {
    return this.#killSwitch;
  }

  /** The desk of process number `of`, which starts now; the one of its last life is gone. */
  openDesk(of: number, replaced: (policy: LoadedPolicy) => void): PolicyEngine {
    const { create } = this.#at;
    const desk = new PolicyDesk({ policy: this.#policy, killSwitch: this.#killSwitch, create, replaced });
    this.#desks.set(of, desk);
    return desk;
  }

  /** Process number `of` has died. */
  closeDesk(of: number): void {
    this.#desks.delete(of);
  }

  setKillSwitch(state: 'on' | 'off', why: string): void {
    if (state === this.#killSwitch) return;
    this.#killSwitch = state;
    for (const desk of this.#desks.values()) desk.setKillSwitch(state);
    this.#record(state === 'on' ? 'kill_switch_on' : 'kill_switch_off', why);
  }

  replace(policy: LoadedPolicy, why: string): void {
    if (policy.contentHash === this.#policy.contentHash) return;
    this.#policy = policy;
    // Told first: whoever dispatches in the same moment is judged by what was in force.
    this.#record('policy_replaced', why);
    for (const desk of this.#desks.values()) desk.replace(policy);
  }

  /** Gives a text to every running process; false when there is none. What they make of it is written down. */
  offer(text: string, why: string): boolean {
    if (this.#desks.size === 0) return false;
    for (const desk of this.#desks.values()) {
      const load = desk.offer(text);
      if (load.ok) this.#policy = desk.policy;
      this.#record(load.ok ? 'policy_replaced' : 'policy_refused', why);
    }
    return true;
  }

  /** The policy engine can be used again, or not any more. */
  setAvailable(available: boolean, why: string): void {
    this.#record(available ? 'policy_available' : 'policy_unavailable', why);
  }

  #record(state: Move, why: string): void {
    const { recorder } = this.#at;
    const event = recorder.begin('control-moved');
    event.state = state;
    event.digest = this.#policy.contentHash;
    event.cause = why;
    recorder.push();
  }
}
