import type { CorridorId } from '#orchestrator/domain/ids';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';
import type { HistoryEvent } from '#reports/evidence/history';
import { viability } from '../oracle/viability.ts';
import type { Kernel } from './kernel.ts';
import type { LedgerHistory } from './ledger-history.ts';
import type { HistoryRecorder } from './recorder.ts';
import type { SimWorld } from './world.ts';

/** An intent must have had this long, with all faults healed, before L02 asks why it was not paid. */
const TIME_TO_TRY_MS = 5_000;

export interface ViabilityParts {
  readonly kernel: Kernel;
  readonly world: SimWorld;
  readonly ledger: LedgerHistory;
  readonly recorder: HistoryRecorder;
  readonly policy: LoadedPolicy;
  /** How long a payer avoids a channel that failed, ms. */
  readonly failureMemoryMs: number;
}

/** The latest failed route of a payer, and the latest of another payment than that. */
interface FailedRoutes {
  hash: string;
  atMs: number;
  otherAtMs: number;
}

/** After the heal: could an intent that ended unpaid have been paid? Asks the oracle, and writes its word down for L02. */
export class ViabilityWatch {
  readonly #at: ViabilityParts;
  readonly #asked = new Map<number, Asked>();
  /** By payer. */
  readonly #failed = new Map<number, FailedRoutes>();
  /** By payment hash: what the orchestrator has set aside, and on which payer. */
  readonly #aside = new Map<string, { readonly node: number; readonly amountMsat: number }>();
  readonly #onLook: number;
  #healedAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: ViabilityParts) {
    this.#at = parts;
    this.#onLook = parts.kernel.register((intent, end) => this.#look(intent, end === 1));
  }

  healed(): void {
    this.#healedAtMs = this.#at.kernel.nowMs;
  }

  /** Looks for a way when an intent comes after the heal, at every failure, and at an unpaid end: right after the event. */
  follow(event: HistoryEvent): void {
    if (event.kind === 'intent-received') this.#asked.set(event.intent, askedOf(event));
    else if (event.kind === 'intent-moved' && event.state === 'settled') this.#asked.delete(event.intent);
    else if (event.kind === 'route-failed') this.#routeFailed(event);
    else if (event.kind === 'reservation-moved') this.#setAside(event);
    // A new process sets aside anew what it finds open.
    else if (event.kind === 'orchestrator-moved' && event.state === 'started') this.#aside.clear();
    const { kernel } = this.#at;
    if (kernel.nowMs < this.#healedAtMs) return;
    if (event.kind === 'intent-moved' && (event.state === 'failed' || event.state === 'expired'))
      kernel.schedule(kernel.nowMs, this.#onLook, event.intent, 1);
    else if (
      event.kind === 'intent-received' ||
      (event.kind === 'attempt-resolved' && event.state === 'failed')
    )
      kernel.schedule(kernel.nowMs, this.#onLook, event.intent, 0);
  }

  /**
   * A way that was there only now and then (another payment held the liquidity) proves nothing against the orchestrator:
   * `viable` is said at the end, if there was a way at every look.
   */
  #look(intent: number, atTheEnd: boolean): void {
    const { world, ledger, recorder, policy } = this.#at;
    const asked = this.#asked.get(intent);
    if (asked === undefined) return;
    // Whoever arrives after (or just before) its own deadline, as after an outage, had no time to be paid.
    const hadMs = asked.deadlineMs - Math.max(asked.receivedAtMs, this.#healedAtMs);
    if (hadMs < TIME_TO_TRY_MS) return;
    // Until gossip has told them that the faults are healed, payers plan on an old map (seen in swarm: four attempts in 2 s,
    // and three of which only the last came later): an intent that spent a retry on it is not asked about.
    if (this.#at.kernel.nowMs < this.#healedAtMs + TIME_TO_TRY_MS) {
      asked.alwaysViable = false;
      return;
    }
    const corridor = policy.corridors.get(asked.corridor as CorridorId);
    const needsMsat = asked.amountMsat + asked.feeCapMsat + Number(corridor?.liquidityFloorMsat ?? 0);
    const payers = (corridor?.nodes ?? [])
      .map((name) => ledger.nodeOrdinal(name))
      .filter((payer) => this.#freeMsat(payer, asked.hash) >= needsMsat);
    const found = viability(world.truth, payers, asked.payee, asked.amountMsat, asked.feeCapMsat);
    asked.alwaysViable &&= found.viable && !payers.some((payer) => this.#avoids(payer, asked.hash));
    if (!atTheEnd) return;
    const event = recorder.begin('viability-seen');
    event.intent = intent;
    event.hash = asked.hash;
    event.state = asked.alwaysViable ? 'viable' : 'not-viable';
    event.peer = asked.payee;
    event.amountMsat = asked.amountMsat;
    event.limitMsat = asked.feeCapMsat;
    event.feeMsat = asked.alwaysViable ? found.feeMsat : -1;
    recorder.push();
  }

  #setAside({ hash, node, state, amountMsat }: HistoryEvent): void {
    if (state === 'reserved') this.#aside.set(hash, { node, amountMsat });
    else this.#aside.delete(hash);
  }

  /** What a payer may still promise: a payment in doubt keeps its money, however long it takes (S18). */
  #freeMsat(payer: number, hash: string): number {
    let { totalMsat } = this.#at.world.spendable(payer);
    for (const [other, { node, amountMsat }] of this.#aside)
      if (node === payer && other !== hash) totalMsat -= amountMsat;
    return totalMsat;
  }

  #routeFailed({ node, hash, atMs }: HistoryEvent): void {
    const known = this.#failed.get(node);
    if (known === undefined) {
      this.#failed.set(node, { hash, atMs, otherAtMs: Number.NEGATIVE_INFINITY });
      return;
    }
    if (known.hash !== hash) known.otherAtMs = known.atMs;
    known.hash = hash;
    known.atMs = atMs;
  }

  /**
   * Whether a payer may still avoid channels because of another payment that failed: its own caution, and retries that
   * are over within it say nothing against the orchestrator (seen in swarm: three in 160 ms).
   */
  #avoids(payer: number, hash: string): boolean {
    const failed = this.#failed.get(payer);
    if (failed === undefined) return false;
    const sinceMs = failed.hash === hash ? failed.otherAtMs : failed.atMs;
    return this.#at.kernel.nowMs - sinceMs < this.#at.failureMemoryMs;
  }
}

/** What an intent asked for, as the ledger has it: by ordinal. */
interface Asked {
  readonly hash: string;
  readonly payee: number;
  readonly amountMsat: number;
  readonly feeCapMsat: number;
  readonly corridor: string;
  readonly deadlineMs: number;
  readonly receivedAtMs: number;
  /** Whether every look so far found a way. */
  alwaysViable: boolean;
}

function askedOf(event: HistoryEvent): Asked {
  const { hash, peer, amountMsat, limitMsat, corridor, feeMsat, atMs } = event;
  return {
    hash,
    payee: peer,
    amountMsat,
    feeCapMsat: limitMsat,
    corridor,
    deadlineMs: feeMsat,
    receivedAtMs: atMs,
    alwaysViable: true,
  };
}
