import type { NodeName } from '../domain/ids.ts';
import type { EngineRules } from '../domain/rules.ts';
import type { EnginePorts } from '../ports/host.ts';
import type { Entry } from './entry.ts';

/** A call to a node that has not been answered yet. */
export interface OpenCall {
  readonly kind: 'pay' | 'lookup';
  readonly entry: Entry;
  readonly attemptNo: number;
  readonly node: NodeName;
}

/** Calls under way: each is answered once. */
export class Calls {
  private readonly ports: EnginePorts;
  private readonly rules: EngineRules;
  private readonly open = new Map<number, OpenCall>();
  private lastCallId = 0;

  constructor(ports: EnginePorts, rules: EngineRules) {
    this.ports = ports;
    this.rules = rules;
  }

  /** Sends an attempt whose record is durable. */
  pay(entry: Entry, attemptNo: number): void {
    const { intent, attempts, status } = entry.state!;
    const { record } = attempts[attemptNo - 1]!;
    const callId = ++this.lastCallId;
    entry.payCallsOpen += 1;
    this.open.set(callId, { kind: 'pay', entry, attemptNo, node: record.node });
    this.ports.boundary('dispatch', 'before', status);
    this.ports.nodes.pay({
      callId,
      intent: intent.id,
      attemptNo,
      node: record.node,
      invoice: intent.invoice,
      hash: record.hash,
      epochAtSend: record.epochAtSend,
      amountMsat: record.amountMsat,
      feeLimitMsat: record.feeLimitMsat,
      attemptWindowMs: this.rules.attemptWindowMs,
      timeoutMs: this.rules.callTimeoutMs,
      partsMax: this.rules.partsMax,
      cltvLimitBlocks: this.rules.cltvLimitBlocks,
    });
    this.ports.boundary('dispatch', 'after', status);
  }

  lookup(entry: Entry, attemptNo: number): void {
    const { intent, attempts, status } = entry.state!;
    const { node, epochAtSend } = attempts[attemptNo - 1]!.record;
    const callId = ++this.lastCallId;
    entry.lookupCallId = callId;
    entry.lookupAttemptNo = attemptNo;
    this.open.set(callId, { kind: 'lookup', entry, attemptNo, node });
    this.ports.boundary('lookup', 'before', status);
    this.ports.nodes.lookup({
      callId,
      intent: intent.id,
      attemptNo,
      node,
      hash: intent.hash,
      epochAtSend,
      timeoutMs: this.rules.callTimeoutMs,
    });
    this.ports.boundary('lookup', 'after', status);
  }

  /** A number for a call that is not about one payment. */
  nextId(): number {
    return ++this.lastCallId;
  }

  /** The call that this answer is for; null when it was answered before. */
  take(callId: number): OpenCall | null {
    const call = this.open.get(callId);
    if (call === undefined) return null;
    this.open.delete(callId);
    return call;
  }
}
