import { hash } from 'node:crypto';
import { altered } from '#harness/workload/alter';
import type { ClientOperation } from '#harness/workload/operation';
import type { PaymentHash, Preimage } from '#orchestrator/domain/ids';
import type { PlannedAlteration, PlannedOperation, PlannedPayment, TrialPlan } from './trial-plan.ts';
import type { OperationSource } from './workload-source.ts';

/** The requests of a plan as clients send them, and how late the last follow-up comes after its first. */
export function operationsOf({ operations, network }: Pick<TrialPlan, 'operations' | 'network'>): {
  readonly operations: readonly ClientOperation[];
  readonly retryAfterMsMax: number;
} {
  const payees = network.nodes.flatMap((node, ordinal) => (node.payee ? [ordinal] : []));
  const ordinalOf = new Map(payees.map((ordinal) => [network.nodes[ordinal]!.name, ordinal]));
  const firsts = new Map<string, ClientOperation>();
  const made: ClientOperation[] = [];
  let retryAfterMsMax = 0;
  for (const planned of operations) {
    const order = made.length;
    const name = keyOf(planned);
    if (planned.kind === 'first') {
      if (payees.length === 0) continue;
      const payee = ordinalOf.get(planned.payee) ?? payees[order % payees.length]!;
      const first = firstOf(planned, order, payee);
      firsts.set(name, first);
      made.push(first);
      continue;
    }
    const first = firsts.get(name);
    if (first === undefined) continue;
    const { atMs, kind } = planned;
    retryAfterMsMax = Math.max(retryAfterMsMax, atMs - first.atMs);
    const same = { ...first, atMs, kind, order, firstOrder: first.order };
    made.push(kind === 'retry' ? same : { ...same, ...alterationOf(first, planned) });
  }
  return { operations: made, retryAfterMsMax };
}

/** By what a later request refers to its first. */
export function keyOf({ tenant, key }: Pick<PlannedOperation, 'tenant' | 'key'>): string {
  return `${tenant}\n${key}`;
}

function firstOf(planned: PlannedPayment, order: number, payee: number): ClientOperation {
  const { preimage } = planned;
  return {
    ...planned,
    order,
    firstOrder: -1,
    alters: '',
    payee,
    preimage: preimage as Preimage,
    hash: hashOf(preimage),
  };
}

function alterationOf(first: ClientOperation, planned: PlannedAlteration): Partial<ClientOperation> {
  const { alters } = planned;
  if (alters !== 'invoice') return { alters, ...altered(first, alters) };
  const { amountMsat, preimage } = planned;
  return { alters, amountMsat, preimage: preimage as Preimage, hash: hashOf(preimage) };
}

function hashOf(preimage: string): PaymentHash {
  return hash('sha256', Buffer.from(preimage, 'hex'), 'hex') as PaymentHash;
}

/** Draws a whole workload and writes it down. */
export function plannedOperations(
  source: OperationSource,
  network: TrialPlan['network'],
): readonly PlannedOperation[] {
  const planned: PlannedOperation[] = [];
  for (let operation = source.next(); operation !== null; operation = source.next())
    planned.push(plannedOf(operation, network));
  return planned;
}

function plannedOf(operation: ClientOperation, network: TrialPlan['network']): PlannedOperation {
  const { kind, alters, atMs, tenant, key, amountMsat, preimage } = operation;
  if (kind === 'retry') return { kind, atMs, tenant, key };
  if (kind === 'altered')
    return alters === 'invoice'
      ? { kind, atMs, tenant, key, alters, amountMsat, preimage }
      : { kind, atMs, tenant, key, alters: alters as Exclude<typeof alters, '' | 'invoice'> };
  return {
    kind,
    atMs,
    tenant,
    agent: operation.agent,
    principal: operation.principal,
    delegation: operation.delegation,
    key,
    tier: operation.tier,
    corridor: operation.corridor,
    payee: network.nodes[operation.payee]!.name,
    amountMsat,
    feeCapMsat: operation.feeCapMsat,
    deadlineMs: operation.deadlineMs,
    expiresAtMs: operation.expiresAtMs,
    compliance: operation.compliance,
    preimage,
  };
}
