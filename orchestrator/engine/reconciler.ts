import type { NodeName, PaymentHash } from '../domain/ids.ts';
import type { EngineRules } from '../domain/rules.ts';
import { openAttempt } from '../domain/state.ts';
import type { EnginePorts } from '../ports/host.ts';
import type { NodeListing } from '../ports/node.ts';
import type { Entry } from './entry.ts';
import type { LedgerView } from './ledger-view.ts';

type Record = Extract<NodeListing, { kind: 'listed' }>['entries'][number];

/**
 * Compares the ledger with every node's own records and makes them agree, in one way only: it has the attempt looked up
 * by hash. It never moves a state itself, so a second pass over the same records changes nothing (S17), and a terminal
 * state that a node contradicts goes to a person.
 */
export class Reconciler {
  private readonly ports: EnginePorts;
  private readonly rules: EngineRules;
  private readonly nodes: readonly NodeName[];
  private readonly ledger: LedgerView;
  private readonly lookUp: (entry: Entry) => void;
  private readonly contradicted: (entry: Entry, evidence: string) => boolean;
  private readonly nextCallId: () => number;
  /** Node → the moment up to which its records were compared. */
  private readonly comparedToMs = new Map<NodeName, number>();
  private readonly openCalls = new Map<number, NodeName>();
  private startedAtMs = 0;
  private discrepancies = 0;
  private actions = 0;
  private orphanCount = 0;
  /** Payments that a node made and that the ledger does not know: hash → node. Found anew after every restart. */
  readonly orphans = new Map<PaymentHash, NodeName>();
  private silentNodes = 0;

  constructor(parts: {
    ports: EnginePorts;
    rules: EngineRules;
    nodes: readonly NodeName[];
    ledger: LedgerView;
    nextCallId: () => number;
    lookUp: (entry: Entry) => void;
    contradicted: (entry: Entry, evidence: string) => boolean;
  }) {
    this.ports = parts.ports;
    this.rules = parts.rules;
    this.nodes = parts.nodes;
    this.ledger = parts.ledger;
    this.nextCallId = parts.nextCallId;
    this.lookUp = parts.lookUp;
    this.contradicted = parts.contradicted;
  }

  /** Starts a pass, unless one is still under way. */
  start(): void {
    if (this.openCalls.size > 0) return;
    this.startedAtMs = this.ports.nowMs();
    this.discrepancies = 0;
    this.actions = 0;
    this.orphanCount = 0;
    this.silentNodes = 0;
    const calls = this.nodes.map((node) => [this.nextCallId(), node] as const);
    for (const [callId, node] of calls) this.openCalls.set(callId, node);
    for (const [callId, node] of calls) {
      // One call time-out back: a record made while the last pass was under way must not fall between two passes.
      const sinceMs = Math.max(0, (this.comparedToMs.get(node) ?? 0) - this.rules.callTimeoutMs);
      this.ports.nodes.list({ callId, node, sinceMs, timeoutMs: this.rules.callTimeoutMs });
    }
  }

  listed(callId: number, listing: NodeListing): void {
    const node = this.openCalls.get(callId);
    if (node === undefined) return;
    this.openCalls.delete(callId);
    if (listing.kind === 'unavailable') this.silentNodes += 1;
    else {
      for (const record of listing.entries) this.compare(node, record);
      this.comparedToMs.set(node, this.startedAtMs);
    }
    if (this.openCalls.size > 0) return;
    const { discrepancies, actions, orphanCount: orphans, silentNodes } = this;
    this.ports.reconciled({ discrepancies, actions, orphans, silentNodes });
  }

  private compare(node: NodeName, record: Record): void {
    const entry = this.ledger.withHash(record.hash);
    if (entry === undefined || entry.state === null) {
      this.orphanCount += 1;
      this.orphans.set(record.hash, node);
      this.discrepancies += 1;
      return;
    }
    const { state } = entry;
    const open = openAttempt(state);
    if (open !== null && open.record.node === node) {
      if (record.state === 'in_flight') return;
      this.discrepancies += 1;
      // A failed record may belong to an earlier try of the same hash: the look-up tells them apart.
      if (entry.lookupCallId === 0) {
        this.actions += 1;
        this.lookUp(entry);
      }
      return;
    }
    if (record.state !== 'settled') return;
    const known = state.attempts.some(
      (attempt) => attempt.record.node === node && attempt.outcome?.kind === 'settled',
    );
    if (known) return;
    this.discrepancies += 1;
    if (this.contradicted(entry, `${node} has settled ${record.hash}, the ledger says ${state.status}`))
      this.actions += 1;
  }
}
