import { AUTONOMY_TIERS } from '../domain/intent.ts';
import type { PolicyDocument } from './document.ts';

export interface PolicyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** Line of the document, from 1, when the place is known. */
  readonly line?: number;
}

/** What no single field can tell: limits that contradict each other, names that lead nowhere, rules that can never apply. */
export function crossCheck(document: PolicyDocument): PolicyProblem[] {
  const problems: PolicyProblem[] = [];
  const report = (path: (string | number)[], message: string) => problems.push({ path, message });
  checkTiers(document, report);
  checkCorridors(document, report);
  checkDelegations(document, report);
  checkTimes(document, report);
  reportDuplicates(
    document.tenants.map((t) => t.id),
    ['tenants'],
    report,
  );
  reportDuplicates(document.knownCounterparties, ['knownCounterparties'], report);
  return problems;
}

type Report = (path: (string | number)[], message: string) => void;

function checkTiers(document: PolicyDocument, report: Report): void {
  for (const tier of AUTONOMY_TIERS) {
    const { perPaymentMaxSat, window, approval, checks } = document.tiers[tier];
    const at = ['tiers', tier];
    const { agent, tenant } = window;
    if (perPaymentMaxSat > agent.maxSat)
      report(
        [...at, 'perPaymentMaxSat'],
        `${perPaymentMaxSat} sat can never be paid: window.agent.maxSat is ${agent.maxSat}`,
      );
    if (agent.maxSat > tenant.maxSat)
      report(
        [...at, 'window', 'agent', 'maxSat'],
        `${agent.maxSat} sat is more than all agents together may spend (window.tenant.maxSat ${tenant.maxSat})`,
      );
    if (agent.maxCount > tenant.maxCount)
      report(
        [...at, 'window', 'agent', 'maxCount'],
        `${agent.maxCount} is more than all agents together may make (window.tenant.maxCount ${tenant.maxCount})`,
      );
    if (typeof approval === 'object' && approval.aboveSat >= perPaymentMaxSat)
      report(
        [...at, 'approval', 'aboveSat'],
        `no payment is above ${approval.aboveSat} sat: perPaymentMaxSat is ${perPaymentMaxSat}; write \`never\` if that is meant`,
      );
    if (checks.knownCounterparty && document.knownCounterparties.length === 0)
      report(
        [...at, 'checks', 'knownCounterparty'],
        'knownCounterparties is empty, so this tier could pay nobody',
      );
  }
  const { medium, high } = document.tiers;
  if (!medium.checks.delegation && !medium.checks.knownCounterparty && medium.checks.maxFeePpm === undefined)
    report(
      ['tiers', 'medium', 'checks'],
      'tier medium needs at least one extra check: delegation, knownCounterparty or maxFeePpm',
    );
  if (high.approval === 'never')
    report(['tiers', 'high', 'approval'], 'tier high needs a human: `always`, or `{ aboveSat: N }`');
}

function checkCorridors(document: PolicyDocument, report: Report): void {
  const everywhere = new Set<string | undefined>(document.tenants.map((t) => t.jurisdiction));
  const jurisdictionOf = new Map(document.tenants.map((t) => [t.id, t.jurisdiction]));
  reportDuplicates(
    document.corridors.map((c) => c.id),
    ['corridors'],
    report,
    'id',
  );
  for (const [index, corridor] of document.corridors.entries()) {
    const at = ['corridors', index];
    if (corridor.nodes.length === 0)
      report([...at, 'nodes'], `corridor ${corridor.id} has no node to pay from`);
    reportDuplicates(corridor.nodes, [...at, 'nodes'], report);
    const { tenants, jurisdictions, counterparties } = corridor;
    if (tenants !== 'any')
      for (const [i, tenant] of tenants.entries())
        if (!jurisdictionOf.has(tenant)) report([...at, 'tenants', i], `${tenant} is not among \`tenants\``);
    const present =
      tenants === 'any' ? everywhere : new Set(tenants.map((tenant) => jurisdictionOf.get(tenant)));
    if (jurisdictions !== 'any' && !jurisdictions.some((place) => present.has(place)))
      report(
        [...at, 'jurisdictions'],
        `no tenant of corridor ${corridor.id} is in ${jurisdictions.join(', ')}`,
      );
    if (counterparties.allow === 'any') continue;
    const denied = new Set(counterparties.deny);
    for (const [i, payee] of counterparties.allow.entries())
      if (denied.has(payee)) report([...at, 'counterparties', 'allow', i], `${payee} is also denied`);
  }
}

function checkDelegations(document: PolicyDocument, report: Report): void {
  const tenants = new Set(document.tenants.map((t) => t.id));
  const corridors = new Set(document.corridors.map((c) => c.id));
  reportDuplicates(
    document.delegations.map((d) => d.id),
    ['delegations'],
    report,
    'id',
  );
  for (const [index, grant] of document.delegations.entries()) {
    const at = ['delegations', index];
    if (!tenants.has(grant.tenant)) report([...at, 'tenant'], `${grant.tenant} is not among \`tenants\``);
    if (grant.corridors !== 'any')
      for (const [i, corridor] of grant.corridors.entries())
        if (!corridors.has(corridor))
          report([...at, 'corridors', i], `${corridor} is not among \`corridors\``);
    const { validFrom, validUntil } = grant;
    if (
      validFrom !== undefined &&
      validUntil !== undefined &&
      Date.parse(validFrom) >= Date.parse(validUntil)
    )
      report([...at, 'validUntil'], `ends at ${validUntil}, not after it begins at ${validFrom}`);
  }
}

function checkTimes({ retry }: PolicyDocument, report: Report): void {
  if (retry.backoffMs.first > retry.backoffMs.max)
    report(
      ['retry', 'backoffMs', 'first'],
      `${retry.backoffMs.first} is more than backoffMs.max ${retry.backoffMs.max}`,
    );
  if (retry.lookupMs.first > retry.lookupMs.max)
    report(
      ['retry', 'lookupMs', 'first'],
      `${retry.lookupMs.first} is more than lookupMs.max ${retry.lookupMs.max}`,
    );
  // A call that gives up before the node does makes every slow attempt an unknown one (adapters.md §3.2).
  if (retry.callTimeoutMs < retry.attemptWindowMs)
    report(
      ['retry', 'callTimeoutMs'],
      `${retry.callTimeoutMs} is less than attemptWindowMs ${retry.attemptWindowMs}: wait at least as long as the node tries`,
    );
}

function reportDuplicates(
  values: readonly string[],
  at: (string | number)[],
  report: Report,
  field?: string,
): void {
  const firstAt = new Map<string, number>();
  for (const [i, value] of values.entries()) {
    const first = firstAt.get(value);
    if (first === undefined) firstAt.set(value, i);
    else
      report(
        field === undefined ? [...at, i] : [...at, i, field],
        `${value} is already at position ${first + 1}`,
      );
  }
}
