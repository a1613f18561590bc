import type { FaultKind } from '#chaos/registry';
import { type Msat, msat } from '#orchestrator/domain/money';
import type { PolicyDecision, PolicyEngine } from '#orchestrator/policy/decision';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import type { NodeHealth } from '#orchestrator/ports/node';
import type { ControlPlane } from '../control-plane.ts';
import type { Kernel } from '../kernel.ts';
import { brokenDocument, changedPolicy } from '../policy-variants.ts';
import type { ActiveFault, FaultOfKind, Touch } from './active.ts';

type Outage = FaultOfKind<'policy.unavailable' | 'policy.malformed'>;
type Slow = FaultOfKind<'policy.slow'>;
type Flip = FaultOfKind<'policy.version_flip_midflight'>;
type Inputs = FaultOfKind<'policy.contradictory_inputs'>;
type Switch = FaultOfKind<'killswitch.toggle'>;
type Reload = FaultOfKind<'config.hot_reload_bad'>;

const KINDS = new Set<FaultKind>([
  'policy.unavailable',
  'policy.malformed',
  'policy.slow',
  'policy.version_flip_midflight',
  'policy.contradictory_inputs',
  'killswitch.toggle',
  'config.hot_reload_bad',
]);

/** How old a stale report says that it is, ms. */
const STALE_MS = 600_000;

export interface ControlFaultParts {
  readonly kernel: Kernel;
  readonly control: ControlPlane;
  readonly payers: readonly number[];
  /** The document that rules when no fault changes it. */
  readonly policy: LoadedPolicy;
  readonly touch: Touch;
}

/** Faults of what the orchestrator is told from outside: policy engine and document, kill switch, reports (F60 to F62, F64, F65). */
export class ControlFaults {
  readonly #at: ControlFaultParts;
  #outages: Outage[] = [];
  #slow: Slow[] = [];
  #flips: Flip[] = [];
  #inputs: Inputs[] = [];
  readonly #pressed = new Set<Switch>();
  readonly #switches: Switch[] = [];
  readonly #onFlap: number;

  constructor(parts: ControlFaultParts) {
    this.#at = parts;
    this.#onFlap = parts.kernel.register((at, pressed) => this.#flap(this.#switches[at]!, pressed === 1));
  }

  static handles(kind: FaultKind): boolean {
    return KINDS.has(kind);
  }

  begin(active: ActiveFault): void {
    const { fault } = active;
    switch (fault.kind) {
      case 'policy.unavailable':
      case 'policy.malformed':
        this.#outages.push(active as Outage);
        if (this.#outages.length === 1) this.#at.control.setAvailable(false, fault.kind);
        break;
      case 'policy.slow':
        this.#slow.push(active as Slow);
        break;
      case 'policy.version_flip_midflight':
        this.#flips.push(active as Flip);
        this.#setPolicy(fault.kind);
        break;
      case 'policy.contradictory_inputs':
        this.#inputs.push(active as Inputs);
        break;
      case 'killswitch.toggle':
        this.#planFlaps(active as Switch);
        break;
      case 'config.hot_reload_bad':
        this.#reload(active as Reload);
        break;
    }
  }

  end(active: ActiveFault): void {
    const without = <Fault extends ActiveFault>(list: Fault[]) => list.filter((other) => other !== active);
    const wasOut = this.#outages.length > 0;
    this.#outages = without(this.#outages);
    if (wasOut && this.#outages.length === 0) this.#at.control.setAvailable(true, active.fault.kind);
    this.#slow = without(this.#slow);
    this.#inputs = without(this.#inputs);
    this.#flips = without(this.#flips);
    if (active.fault.kind === 'policy.version_flip_midflight') this.#setPolicy('former document');
    if (active.fault.kind === 'killswitch.toggle') this.#flap(active as Switch, false);
  }

  /**
   * The policy engine as it can be reached from a process: away, slow, or out of its mind. `standStill`: the process waits
   * for its answer for so long.
   */
  port(real: PolicyEngine, standStill: (ms: number) => void): PolicyEngine {
    return {
      decide: (question) => {
        const garbled = this.#askedInVain('decision');
        for (const active of this.#slow) {
          this.#at.touch(active, -1, '', 'decision slow');
          standStill(active.fault.delayMs);
        }
        for (const active of this.#flips) this.#at.touch(active, -1, '', 'decided under another document');
        const decision = real.decide(question);
        return garbled ? nonsense(decision) : decision;
      },
      reserve: (question) => real.reserve(question),
      release: (question) => real.release(question),
      inForce: () => {
        if (this.#outages.length > 0 && this.#askedInVain('what is in force'))
          return { policyHash: undefined, killSwitch: 'off' } as unknown as ReturnType<
            PolicyEngine['inForce']
          >;
        for (const active of this.#pressed) this.#at.touch(active, -1, '', 'asked while the switch is on');
        return real.inForce();
      },
    };
  }

  /** What is reported of a payer, with what the faults make of it. */
  report(node: number, health: NodeHealth): NodeHealth {
    let told = health;
    for (const active of this.#inputs) {
      const { payers, touch } = this.#at;
      if (payers[active.fault.node % Math.max(1, payers.length)] !== node) continue;
      touch(active, node, '', active.fault.defect);
      told = misreported(told, active.fault.defect);
    }
    return told;
  }

  /** True: the answer is nonsense. @throws when there is none. */
  #askedInVain(what: string): boolean {
    const [active] = this.#outages;
    if (active === undefined) return false;
    this.#at.touch(active, -1, '', what);
    if (active.fault.kind === 'policy.unavailable') throw new Error('the policy engine does not answer');
    return true;
  }

  #setPolicy(why: string): void {
    const { control, policy } = this.#at;
    control.replace(
      this.#flips.reduce((now, { fault }) => changedPolicy(now, fault.change), policy),
      why,
    );
  }

  #planFlaps(active: Switch): void {
    const { kernel } = this.#at;
    const at = this.#switches.push(active) - 1;
    const turnMs = active.fault.durMs / active.fault.flaps;
    for (let turn = 1; turn < active.fault.flaps; turn++) {
      kernel.schedule(kernel.nowMs + Math.floor((turn - 0.5) * turnMs), this.#onFlap, at, 0);
      kernel.schedule(kernel.nowMs + Math.floor(turn * turnMs), this.#onFlap, at, 1);
    }
    this.#flap(active, true);
  }

  #flap(active: Switch, pressed: boolean): void {
    if (active.phase === 'over' && pressed) return;
    if (pressed) this.#pressed.add(active);
    else this.#pressed.delete(active);
    this.#at.control.setKillSwitch(this.#pressed.size > 0 ? 'on' : 'off', active.fault.kind);
  }

  #reload(active: Reload): void {
    const { control, touch } = this.#at;
    const { kind, defect } = active.fault;
    if (control.offer(brokenDocument(control.policy, defect), `${kind}: ${defect}`))
      touch(active, -1, '', 'broken document offered');
  }
}

/** An answer of which no field is what it should be. */
function nonsense(decision: PolicyDecision): PolicyDecision {
  return {
    ...decision,
    effect: 'ALLOW' as PolicyDecision['effect'],
    validUntilMs: Number.NaN,
    amountMsat: (decision.amountMsat + 1n) as Msat,
  };
}

function misreported(health: NodeHealth, defect: Inputs['fault']['defect']): NodeHealth {
  const { spendableMsat, largestChannelMsat, asOfMs } = health;
  switch (defect) {
    case 'overstated':
      return {
        ...health,
        spendableMsat: msat(spendableMsat * 10n),
        largestChannelMsat: msat(largestChannelMsat * 10n),
      };
    case 'understated':
      return {
        ...health,
        spendableMsat: msat(spendableMsat / 10n),
        largestChannelMsat: msat(largestChannelMsat / 10n),
      };
    case 'contradictory':
      return { ...health, largestChannelMsat: msat(spendableMsat * 2n) };
    case 'stale':
      return { ...health, asOfMs: asOfMs - STALE_MS };
  }
}
