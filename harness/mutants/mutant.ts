import type { EngineRules } from '#orchestrator/domain/rules';
import type { EngineCore } from '#orchestrator/engine/core';
import type { PolicyEngine } from '#orchestrator/policy/decision';
import type { EnginePorts } from '#orchestrator/ports/host';
import type { NodeHint } from '#orchestrator/ports/node';
import type { Router } from '#orchestrator/ports/router';
import type { HistoryEvent } from '#reports/evidence/history';
import type { Kernel } from '../sim/kernel.ts';
import type { OrchestratorProcess } from '../sim/process.ts';

/** What a mutant may use beside the part that it replaces. */
export interface MutantTools {
  readonly kernel: Kernel;
  /** Payer nodes by name. */
  readonly payers: readonly string[];
  /** Gives answers and commit results to the engine as if a port had. */
  readonly process: OrchestratorProcess;
  /** Whether a call has not been answered yet. */
  readonly isWaiting: (callId: number) => boolean;
}

/**
 * A bug that a real orchestrator could have, planted from outside: it replaces a part that the engine is given. The
 * orchestrator's source knows nothing of it. A suite that does not notice proves nothing.
 */
export interface Mutant {
  readonly id: string;
  readonly title: string;
  /** The invariant that must fire; others may too. */
  readonly expects: string;
  /** Other invariants that rightly see the same bug, sometimes first: the mutant is killed by whichever fires. */
  readonly also?: readonly string[];
  /** The scenario in which it is hunted. */
  readonly scenario: string;
  /** Made anew for every trial, so that nothing leaks from one to the next. */
  plant(tools: MutantTools): MutantParts;
}

export interface MutantParts {
  readonly core?: (real: EngineCore) => EngineCore;
  readonly policy?: (real: PolicyEngine) => PolicyEngine;
  readonly router?: (real: Router) => Router;
  readonly rules?: (real: EngineRules) => EngineRules;
  readonly ports?: (real: EnginePorts) => EnginePorts;
  /** Sees a callback before the engine does. */
  readonly hint?: (hint: NodeHint) => void;
  /** Changes an event before the invariants read it: a bug in what keeps the books, outside of the engine. */
  readonly evidence?: (event: HistoryEvent) => void;
}
