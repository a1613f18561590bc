import type { Submission } from '#orchestrator/api/request';
import type { IntentId } from '#orchestrator/domain/ids';
import type { PaymentIntent } from '#orchestrator/domain/intent';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';
import type { Engine } from '#orchestrator/engine/engine';
import type { EnginePorts } from '#orchestrator/ports/host';
import type { CommitResult } from '#orchestrator/ports/journal';
import type { NodeCalls, NodeHint, NodeListing } from '#orchestrator/ports/node';
import type { DiskJournal } from './disk-journal.ts';
import type { StoreFaults } from './faults/store-faults.ts';
import type { Kernel } from './kernel.ts';
import { CALLS_PER_PROCESS, type NodeWire } from './node-wire.ts';
import { OrchestratorProcess } from './process.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { SkewedClock } from './skewed-clock.ts';

export interface OrchestratorParts {
  readonly kernel: Kernel;
  readonly clock: SkewedClock;
  readonly recorder: HistoryRecorder;
  readonly faults: StoreFaults;
  /** Makes the engine of a new incarnation of process number `of`. */
  readonly build: (ports: EnginePorts, of: number) => Engine;
  readonly journal: () => DiskJournal;
  readonly wire: () => NodeWire;
  readonly respond: (requestId: number, status: number, body: string) => void;
  /** Process number `of` died: those whose requests it had, by `asked`, see their sockets close. */
  readonly died: (of: number, asked: (request: number) => boolean) => void;
  readonly forgotten: (intents: readonly PaymentIntent[]) => void;
  readonly commitAsked: () => void;
  readonly stopped: () => void;
  readonly waited: () => void;
  readonly reconcileEveryMs: number;
}

/**
 * The orchestrator as the world sees it: one process, or for a while two on the same journal (F13). Clients reach either,
 * events and callbacks both; a person's act goes to the one that came last.
 */
export class Orchestrators {
  readonly #at: OrchestratorParts;
  /** Process number 0: it is started again whenever it dies. */
  readonly main: OrchestratorProcess;
  #twin: OrchestratorProcess | null = null;
  #twinNo = 0;
  readonly #askedTwin = new Set<number>();
  #incarnations = 0;
  #intents = 0;

  constructor(parts: OrchestratorParts) {
    this.#at = parts;
    this.main = this.#make(0, true);
  }

  get alive(): boolean {
    return this.main.alive || this.#twin !== null;
  }

  start(): void {
    this.main.start();
  }

  /** After the storm: one process, and it runs. */
  heal(): void {
    this.endTwin();
    this.main.heal();
  }

  startTwin(): void {
    this.endTwin();
    this.#twin = this.#make(++this.#twinNo, false);
    this.#twin.start();
  }

  endTwin(): void {
    const twin = this.#twin;
    if (twin === null) return;
    twin.end('second process ended');
    // Whoever ends the second one restarts the first: it may not know yet that it had been replaced.
    this.main.end('restarted after the second process');
  }

  /** False: nobody listens, the connection is refused. */
  submit(submission: Submission): boolean {
    const twin = this.#twin;
    if (twin === null || (this.main.alive && submission.requestId % 2 === 0))
      return this.main.submit(submission);
    this.#askedTwin.add(submission.requestId);
    return twin.submit(submission);
  }

  /** The journal's word: it belongs to the process that writes under this term. */
  committed(ticket: number, result: CommitResult, term: number): void {
    this.main.committed(ticket, result, term);
    this.#twin?.committed(ticket, result, term);
  }

  answered(callId: number, answer: NodeAnswer): void {
    if (callId < CALLS_PER_PROCESS) this.main.answered(callId, answer);
    else this.#twin?.answered(callId - this.#firstCallOf(this.#twinNo), answer);
  }

  listed(callId: number, listing: NodeListing): void {
    if (callId < CALLS_PER_PROCESS) this.main.listed(callId, listing);
    else this.#twin?.listed(callId - this.#firstCallOf(this.#twinNo), listing);
  }

  /** `of`: the process whose stream it came on; both have one, so that it reaches both, when not given. */
  hinted(hint: NodeHint, of?: number): void {
    if (of !== undefined) {
      this.#numbered(of)?.hinted(hint);
      return;
    }
    this.main.hinted(hint);
    this.#twin?.hinted(hint);
  }

  act(intent: IntentId, input: Parameters<Engine['act']>[1]): void {
    (this.#twin ?? this.main).act(intent, input);
  }

  policyReplaced(of: number): void {
    this.#numbered(of)?.policyReplaced();
  }

  standStill(of: number, ms: number): void {
    this.#numbered(of)?.standStill(ms);
  }

  #numbered(of: number): OrchestratorProcess | null {
    if (of === 0) return this.main;
    return of === this.#twinNo ? this.#twin : null;
  }

  /** The machine loses power: everything on it dies. */
  crash(cause: string): void {
    this.main.crash(cause);
    this.#twin?.crash(cause);
  }

  #firstCallOf(of: number): number {
    return of * CALLS_PER_PROCESS;
  }

  #make(of: number, restarts: boolean): OrchestratorProcess {
    const { build, wire, died, ...shared } = this.#at;
    const isOwnCall = (callId: number) => Math.floor(callId / CALLS_PER_PROCESS) === of;
    const isOwnRequest = (request: number) => this.#askedTwin.has(request) === of > 0;
    return new OrchestratorProcess({
      ...shared,
      restarts,
      nextIncarnation: () => ++this.#incarnations,
      nextIntent: () => ++this.#intents,
      build: (ports) => build(ports, of),
      calls: () => (of === 0 ? wire() : numbered(wire(), this.#firstCallOf(of))),
      died: () => {
        wire().orchestratorDied(isOwnCall);
        died(of, isOwnRequest);
        if (of > 0) this.#twin = null;
      },
    });
  }
}

/** The same calls under numbers of their own. */
function numbered(nodes: NodeCalls, from: number): NodeCalls {
  return {
    pay: (call) => nodes.pay({ ...call, callId: from + call.callId }),
    lookup: (call) => nodes.lookup({ ...call, callId: from + call.callId }),
    list: (call) => nodes.list({ ...call, callId: from + call.callId }),
  };
}
