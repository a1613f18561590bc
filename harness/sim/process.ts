import type { Submission } from '#orchestrator/api/request';
import type { BoundaryName, BoundaryPhase } from '#orchestrator/domain/boundaries';
import type { IntentId } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { IntentStatus } from '#orchestrator/domain/status';
import type { Engine } from '#orchestrator/engine/engine';
import type { EnginePorts, ReconcileReport } from '#orchestrator/ports/host';
import type { CommitResult } from '#orchestrator/ports/journal';
import type { NodeCalls, NodeHint, NodeListing } from '#orchestrator/ports/node';
import type { DiskJournal } from './disk-journal.ts';
import type { StoreFaults } from './faults/store-faults.ts';
import type { Kernel } from './kernel.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { SkewedClock } from './skewed-clock.ts';

/** Unwinds the engine's stack at the moment of death. Nothing may run after it in that incarnation. */
class ProcessDied extends Error {
  override readonly name = 'ProcessDied';
}

export interface ProcessParts {
  readonly kernel: Kernel;
  readonly clock: SkewedClock;
  readonly recorder: HistoryRecorder;
  readonly faults: StoreFaults;
  /** Makes the engine of a new incarnation around these ports. */
  readonly build: (ports: EnginePorts) => Engine;
  readonly journal: () => DiskJournal;
  readonly calls: () => NodeCalls;
  readonly respond: (requestId: number, status: number, body: string) => void;
  /** Numbers that no other process or incarnation has: 1, 2, 3 … */
  readonly nextIncarnation: () => number;
  readonly nextIntent: () => number;
  /** Clients and nodes see the sockets close. */
  readonly died: () => void;
  /** Something had to wait because the process stood still. */
  readonly waited: () => void;
  /** The orchestrator forgot intents that ended long ago. */
  readonly forgotten: (intents: readonly PaymentIntent[]) => void;
  readonly commitAsked: () => void;
  readonly stopped: () => void;
  readonly reconcileEveryMs: number;
  /** Whether something starts it again when it dies. */
  readonly restarts: boolean;
}

/** Least time from death to the next start, ms. */
const RESTART_MS_MIN = 50;
/** And when it died because another process has taken its place: starting at once would only take it back. */
const REPLACED_RESTART_MS = 1_000;

/**
 * The orchestrator's process: incarnations of the engine, born from the journal, killed at write boundaries. Everything
 * that reaches a dead process is lost, as it would be.
 */
export class OrchestratorProcess {
  readonly #at: ProcessParts;
  #engine: Engine | null = null;
  #incarnation = 0;
  /** The term under which this incarnation writes: results for others are not its own. */
  #term = 0;
  /** The process stands still until then; what reaches it waits, in order. */
  #busyUntilMs = 0;
  readonly #held: ((engine: Engine) => void)[] = [];
  /** Why the process must end as soon as the engine's stack is unwound; '' while it need not. */
  #doomed = '';
  /** Timers that are set, in slots that are used again: a process that runs for a month sets millions. */
  readonly #wakes: IntentId[] = [];
  readonly #wakeAtMs: number[] = [];
  readonly #freeSlots: number[] = [];
  readonly #onWake: number;
  readonly #onStart: number;
  readonly #onReconcile: number;
  readonly #onFree: number;

  constructor(parts: ProcessParts) {
    this.#at = parts;
    this.#onWake = parts.kernel.register((at, incarnation) => {
      const atMs = this.#wakeAtMs[at]!;
      if (incarnation === this.#incarnation && parts.clock.nowMs < atMs) {
        // The clock was set back: it is not time yet.
        parts.kernel.schedule(parts.clock.ringsAtMs(atMs), this.#onWake, at, incarnation);
        return;
      }
      const intent = this.#wakes[at]!;
      this.#freeSlots.push(at);
      if (incarnation === this.#incarnation) this.#enter((engine) => engine.woke(intent, atMs));
    });
    this.#onStart = parts.kernel.register((incarnation) => {
      if (this.#engine === null && incarnation === this.#incarnation) this.start();
    });
    this.#onReconcile = parts.kernel.register((incarnation) => {
      if (incarnation !== this.#incarnation || this.#engine === null) return;
      this.#enter((engine) => engine.reconcile());
      if (incarnation === this.#incarnation) this.#armReconcile();
    });
    this.#onFree = parts.kernel.register(() => this.#drain());
  }

  get alive(): boolean {
    return this.#engine !== null;
  }

  start(): void {
    this.#incarnation = this.#at.nextIncarnation();
    const event = this.#at.recorder.begin('orchestrator-moved');
    event.state = 'started';
    event.request = this.#incarnation;
    this.#at.recorder.push();
    this.#engine = this.#at.build(this.#ports());
    this.#armReconcile();
    const journal = this.#at.journal();
    const claim = () => {
      const claimed = journal.claim();
      this.#term = claimed.term;
      return claimed;
    };
    this.#enter((engine) => engine.recover({ claim, replay: (visit) => journal.replay(visit) }));
  }

  /** The process does nothing for so long: a stalled event loop, a collector, a policy engine that is slow. */
  standStill(ms: number): void {
    if (this.#engine === null) return;
    const { kernel } = this.#at;
    this.#busyUntilMs = Math.max(this.#busyUntilMs, kernel.nowMs + ms);
    kernel.schedule(this.#busyUntilMs, this.#onFree, 0, 0);
  }

  /** It goes on at once, however long it was to stand still. */
  goOn(): void {
    this.#busyUntilMs = 0;
    this.#drain();
  }

  /** Its operator ends it, and it stays away. */
  end(cause: string): void {
    if (this.#engine !== null) this.#die(cause);
  }

  /** Another policy is in force: its windows are filled before anything else is asked of them, also of what waits. */
  policyReplaced(): void {
    if (this.#engine !== null) this.#run(this.#engine, (engine) => engine.policyReplaced());
  }

  /** False: nobody listens, the connection is refused. */
  submit(submission: Submission): boolean {
    if (this.#engine === null) return false;
    this.#enter((engine) => engine.submit(submission));
    return true;
  }

  /** `term`: of the group, when the result comes from the journal, which may have had several writers. */
  committed(ticket: number, result: CommitResult, term = this.#term): void {
    if (term === this.#term) this.#enter((engine) => engine.committed(ticket, result));
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
    if (this.#held.length > 0 || this.#at.kernel.nowMs < this.#busyUntilMs) {
      this.#held.push(run);
      this.#at.waited();
      return;
    }
    this.#run(engine, run);
  }

  #drain(): void {
    while (this.#held.length > 0 && this.#engine !== null && this.#at.kernel.nowMs >= this.#busyUntilMs)
      this.#run(this.#engine, this.#held.shift()!);
  }

  #run(engine: Engine, run: (engine: Engine) => void): void {
    try {
      run(engine);
    } catch (error) {
      // Only our own death is expected here; anything else is a defect of the orchestrator and ends the trial.
      if (!(error instanceof ProcessDied)) throw error;
    }
    if (this.#doomed !== '' && this.#engine === engine) this.#die(this.#doomed);
  }

  #die(cause: string): void {
    const { kernel, recorder, faults, journal, died, stopped, restarts } = this.#at;
    this.#engine = null;
    this.#held.length = 0;
    this.#busyUntilMs = 0;
    this.#doomed = '';
    const event = recorder.begin('orchestrator-moved');
    event.state = 'crashed';
    event.cause = cause;
    event.request = this.#incarnation;
    recorder.push();
    const replaced = !journal().holds(this.#term);
    journal().powerLoss(this.#term);
    died();
    const downMs = Math.max(replaced ? REPLACED_RESTART_MS : RESTART_MS_MIN, faults.takeDownMs());
    if (restarts) kernel.schedule(kernel.nowMs + downMs, this.#onStart, this.#incarnation, 0);
    stopped();
  }

  #armReconcile(): void {
    const { kernel, reconcileEveryMs } = this.#at;
    kernel.schedule(kernel.nowMs + reconcileEveryMs, this.#onReconcile, this.#incarnation, 0);
  }

  #ports(): EnginePorts {
    const { kernel, clock, nextIntent, respond, calls, journal, commitAsked, forgotten } = this.#at;
    return {
      nowMs: () => clock.nowMs,
      newIntentId: () => `int_${nextIntent()}` as IntentId,
      journal: {
        holds: (term) => journal().holds(term),
        commit: (group) => {
          commitAsked();
          journal().commit(group);
        },
      },
      nodes: calls(),
      wake: (atMs, intent) => {
        const at = this.#freeSlots.pop() ?? this.#wakes.length;
        this.#wakes[at] = intent;
        this.#wakeAtMs[at] = atMs;
        kernel.schedule(clock.ringsAtMs(atMs), this.#onWake, at, this.#incarnation);
      },
      respond,
      boundary: (name, phase, status) => this.#boundary(name, phase, status),
      stop: (why) => {
        this.#doomed = why;
        throw new ProcessDied(why);
      },
      reconciled: (report) => this.#reconciled(report),
      forgotten: (intents) => forgotten(intents),
    };
  }

  #boundary(name: BoundaryName, phase: BoundaryPhase, status: IntentStatus | 'none'): void {
    if (!this.#at.faults.strikeBoundary(name, phase, status)) return;
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
