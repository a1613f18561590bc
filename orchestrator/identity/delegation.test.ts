import { expect, it } from 'vitest';
import type { AgentId, CorridorId, PrincipalId, TenantId } from '../domain/ids.ts';
import type { AutonomyTier } from '../domain/intent.ts';
import {
  checkDelegation,
  type DelegationGrant,
  type DelegationQuestion,
  type DelegationReason,
} from './delegation.ts';

const grant: DelegationGrant = {
  id: 'g',
  tenant: 'acme' as TenantId,
  agent: 'bot' as AgentId,
  principal: 'alice' as PrincipalId,
  tiers: new Set<AutonomyTier>(['medium']),
  corridors: new Set(['us-mx' as CorridorId]),
  validFromMs: 100,
  validUntilMs: 200,
  revoked: false,
};
const question: DelegationQuestion = {
  nowMs: 100,
  tenant: grant.tenant,
  agent: grant.agent,
  principal: grant.principal,
  delegation: 'g',
  tier: 'medium',
  corridor: 'us-mx' as CorridorId,
};

it.each<[DelegationReason | 'ok', Partial<DelegationQuestion>, Partial<DelegationGrant>]>([
  ['ok', {}, {}],
  ['ok', { nowMs: 199 }, {}],
  ['ok', { corridor: 'x' as CorridorId }, { corridors: 'any' }],
  ['unknown', { delegation: '' }, {}],
  ['other-tenant', { tenant: 'bravo' as TenantId }, {}],
  ['other-agent', { agent: 'bot2' as AgentId }, {}],
  ['other-principal', { principal: 'bob' as PrincipalId }, {}],
  ['revoked', {}, { revoked: true }],
  ['not-yet-valid', { nowMs: 99 }, {}],
  ['not-yet-valid', { nowMs: Number.NaN }, {}],
  ['no-longer-valid', { nowMs: 200 }, {}],
  ['tier', { tier: 'high' }, {}],
  ['corridor', { corridor: 'x' as CorridorId }, {}],
])('a delegation answers %s', (expected, asked, granted) => {
  expect(checkDelegation(new Map([['g', { ...grant, ...granted }]]), { ...question, ...asked })).toBe(
    expected,
  );
});
