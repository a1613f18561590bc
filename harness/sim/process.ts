import type { Submission } from '#orchestrator/api/request';
import type { BoundaryName, BoundaryPhase } from '#orchestrator/domain/boundaries';
import type { IntentId } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { Engine } from '#orchestrator/engine/engine';
import type { EnginePorts, ReconcileReport } from '#orchestrator/ports/host';
import type { CommitResult } from '#orchestrator/ports/journal';
import type { NodeCalls, NodeHint, NodeListing } from '#orchestrator/ports/node';
import type { DiskJournal } from './disk-journal.ts';
import type { StoreFaults } from './faults/store-faults.ts';
import type { Kernel } from './kernel.ts';
import type { HistoryRecorder } from './recorder.ts';

/** Unwinds the engine's stack at the moment of death. Nothing may run after it in that incarnation. */
class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

export interface ProcessParts {
  readonly kernel: Kernel;
  readonly recorder: HistoryRecorder;
  readonly faults: StoreFaults;
  /** Makes the engine of a new incarnation around these ports. */
  readonly build: (ports: EnginePorts) => Engine;
  readonly journal: () => DiskJournal;
  readonly calls: () => NodeCalls;
  readonly respond: (requestId: number, status: number, body: string) => void;
  /** Clients and nodes see the sockets close. */
  readonly died: () => void;
  /** The orchestrator forgot intents that ended long ago. */
  readonly forgotten: (intents: readonly PaymentIntent[]) => void;
  readonly commitAsked: () => void;
  readonly stopped: () => void;
  readonly reconcileEveryMs: number;
}

/** Least time from death to the next start, ms. */
const RESTART_MS_MIN = 50;

/**
 * The orchestrator's process: incarnations of the engine, born from the journal, killed at write boundaries. Everything
 * that reaches a dead process is lost, as it would be.
 */
export class OrchestratorProcess {
  readonly #at: ProcessParts;
  #engine: Engine | null = null;
  #incarnation = 0;
  #intents = 0;
  /** Why the process must end as soon as the engine's stack is unwound; '' while it need not. */
  #doomed = '';
  readonly #wakes: IntentId[] = [];
  readonly #onWake: number;
  readonly #onStart: number;
  readonly #onReconcile: number;

  constructor(parts: ProcessParts) {
    this.#at = parts;
    this.#onWake = parts.kernel.register((at, incarnation) => {
      const intent = this.#wakes[at]!;
      if (incarnation === this.#incarnation) this.#enter((engine) => engine.woke(intent));
    });
    this.#onStart = parts.kernel.register((incarnation) => {
      if (this.#engine === null && incarnation === this.#incarnation) this.start();
    });
    this.#onReconcile = parts.kernel.register((incarnation) => {
      if (incarnation !== this.#incarnation || this.#engine === null) return;
      this.#enter((engine) => engine.reconcile());
      if (incarnation === this.#incarnation) this.#armReconcile();
    });
  }

  get alive(): boolean {
    return this.#engine !== null;
  }

  start(): void {
    this.#incarnation++;
    const event = this.#at.recorder.begin('orchestrator-moved');
    event.state = 'started';
    event.request = this.#incarnation;
    this.#at.recorder.push();
    this.#engine = this.#at.build(this.#ports());
    this.#armReconcile();
    this.#enter((engine) => engine.recover(this.#at.journal()));
  }

  /** False: nobody listens, the connection is refused. */
  submit(submission: Submission): boolean {
    if (this.#engine === null) return false;
    this.#enter((engine) => engine.submit(submission));
    return true;
  }

  committed(ticket: number, result: CommitResult): void {
    this.#enter((engine) => engine.committed(ticket, result));
  }

  answered(callId: number, answer: NodeAnswer): void {
    this.#enter((engine) => engine.answered(callId, answer));
  }

  listed(callId: number, listing: NodeListing): void {
    this.#enter((engine) => engine.listed(callId, listing));
  }

  hinted(hint: NodeHint): void {
    this.#enter((engine) => engine.hinted(hint));
  }

  act(intent: IntentId, input: Parameters<Engine['act']>[1]): void {
    this.#enter((engine) => engine.act(intent, input));
  }

  /** The machine loses power now (a torn commit). */
  crash(cause: string): void {
    if (this.#engine !== null) this.#die(cause);
  }

  /** The operating system starts the process again at once, whatever keeps it away. */
  heal(): void {
    if (this.#engine === null) this.start();
  }

  #enter(run: (engine: Engine) => void): void {
    const engine = this.#engine;
    if (engine === null) return;
    try {
      run(engine);
    } catch (error) {
      // Only our own death is expected here; anything else is a defect of the orchestrator and ends the trial.
      if (!(error instanceof ProcessDied)) throw error;
    }
    if (this.#doomed !== '' && this.#engine === engine) this.#die(this.#doomed);
  }

  #die(cause: string): void {
    const { kernel, recorder, faults, journal, died, stopped } = this.#at;
    this.#engine = null;
    this.#doomed = '';
    const event = recorder.begin('orchestrator-moved');
    event.state = 'crashed';
    event.cause = cause;
    event.request = this.#incarnation;
    recorder.push();
    journal().powerLoss();
    died();
    const downMs = Math.max(RESTART_MS_MIN, faults.takeDownMs());
    kernel.schedule(kernel.nowMs + downMs, this.#onStart, this.#incarnation, 0);
    stopped();
  }

  #armReconcile(): void {
    const { kernel, reconcileEveryMs } = this.#at;
    kernel.schedule(kernel.nowMs + reconcileEveryMs, this.#onReconcile, this.#incarnation, 0);
  }

  #ports(): EnginePorts {
    const { kernel, respond, calls, journal, commitAsked, forgotten } = this.#at;
    return {
      nowMs: () => kernel.nowMs,
      newIntentId: () => `int_${++this.#intents}` as IntentId,
      journal: {
        commit: (group) => {
          commitAsked();
          journal().commit(group);
        },
      },
      nodes: calls(),
      wake: (atMs, intent) => {
        const at = this.#wakes.push(intent) - 1;
        kernel.schedule(Math.max(atMs, kernel.nowMs), this.#onWake, at, this.#incarnation);
      },
      respond,
      boundary: (name, phase) => this.#boundary(name, phase),
      stop: (why) => {
        this.#doomed = why;
        throw new ProcessDied(why);
      },
      reconciled: (report) => this.#reconciled(report),
      forgotten: (intents) => forgotten(intents),
    };
  }

  #boundary(name: BoundaryName, phase: BoundaryPhase): void {
    if (!this.#at.faults.strikeBoundary(name, phase)) return;
    this.#doomed = `${phase} ${name}`;
    throw new ProcessDied(this.#doomed);
  }

  #reconciled(report: ReconcileReport): void {
    const event = this.#at.recorder.begin('reconciler-ran');
    event.amountMsat = report.discrepancies;
    event.feeMsat = report.actions;
    event.limitMsat = report.orphans;
    event.attempt = report.silentNodes;
    this.#at.recorder.push();
  }
}
