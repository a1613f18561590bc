import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sha256Text } from '../domain/digest.ts';
import { policyDocumentSchema } from './document.ts';
import { engineRules } from './engine-rules.ts';
import { loadPolicy, POLICY_TEXT_MAX } from './load.ts';
import { loadOrThrow, SAMPLE_POLICY } from './sample.fixture.ts';

function problemsOf(text: string) {
  const load = loadPolicy(text);
  return load.ok ? [] : load.problems;
}

describe('loadPolicy', () => {
  it('loads a document with msat amounts, sets and moments ready to use', () => {
    const policy = loadOrThrow(SAMPLE_POLICY);
    expect(policy.contentHash).toBe(sha256Text(SAMPLE_POLICY));
    expect(policy.effectiveFromMs).toBe(1000);
    expect(policy.tiers.low).toMatchObject({
      perPaymentMaxMsat: 1_000_000n,
      windowMs: 10_000,
      approvalAboveMsat: null,
    });
    expect(policy.tiers.medium.approvalAboveMsat).toBe(5_000_000n);
    expect(policy.tiers.high).toMatchObject({ approvalAboveMsat: 0n, delegation: true, maxFeePpm: null });
    const [corridor] = policy.corridors.values();
    expect(corridor).toMatchObject({
      id: 'us-mx',
      nodes: ['primary', 'second'],
      liquidityFloorMsat: 100_000n,
    });
    expect(policy.delegations.get('grant-1')).toMatchObject({ validFromMs: 10_000, validUntilMs: 60_000 });
    expect(engineRules(policy)).toMatchObject({ attemptsMax: 4, backoffFirstMs: 100, lookupFirstMs: 500 });
  });

  it('has a description for every field, for the JSON Schema', () => {
    const schema = z.toJSONSchema(policyDocumentSchema, { io: 'input' });
    const bare: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== 'object' || node === null) return;
      const properties = (node as { properties?: Record<string, { description?: string }> }).properties ?? {};
      for (const [key, child] of Object.entries(properties))
        if (child.description === undefined) bare.push(`${path}.${key}`);
      for (const [key, child] of Object.entries(node)) visit(child, `${path}.${key}`);
    };
    visit(schema, '');
    expect(bare).toEqual([]);
  });

  it.each([
    ['unknown key', 'killSwitch: off', 'killSwitsh: off', 'killSwitsh', /killSwitsh/],
    [
      'wrong type',
      'decisionTtlMs: 60000',
      'decisionTtlMs: "60000"',
      'decisionTtlMs',
      /whole milliseconds.*; found "60000"/,
    ],
    [
      'negative',
      'perPaymentMaxSat: 1000\n',
      'perPaymentMaxSat: -1\n',
      'tiers.low.perPaymentMaxSat',
      />=1; found -1/,
    ],
    ['missing field', 'approvalTtlMs: 3600000', '', 'approvalTtlMs', /missing/],
    ['bad moment', '1970-01-01T00:00:01Z', 'tomorrow', 'effectiveFrom', /2026-01-31T/],
    ['bad union', 'approval: always', 'approval: sometimes', 'tiers.high.approval', /`never`, `always`/],
    ['empty list', 'tenants: [bravo]', 'tenants: []', 'corridors.1.tenants', />=1 items/],
    ['no nodes', 'nodes: [primary]', 'nodes: []', 'corridors.1.nodes', /no node to pay from/],
    [
      'a node twice',
      '[primary, second]',
      '[primary, primary]',
      'corridors.0.nodes.1',
      /already at position 1/,
    ],
    ['a corridor twice', 'id: closed', 'id: us-mx', 'corridors.1.id', /already/],
    ['a tenant twice', 'id: bravo', 'id: acme', 'tenants.1', /already/],
    ['unknown tenant', 'tenants: [bravo]', 'tenants: [zulu]', 'corridors.1.tenants.0', /zulu/],
    ['no tenant there', 'jurisdictions: [US]', 'jurisdictions: [FR]', 'corridors.0.jurisdictions', /FR/],
    [
      'allowed and denied',
      'allow: [carol]',
      'allow: [carol], deny: [carol]',
      'corridors.1.counterparties.allow.0',
      /denied/,
    ],
    [
      'payment over window',
      'perPaymentMaxSat: 1000\n',
      'perPaymentMaxSat: 3001\n',
      'tiers.low.perPaymentMaxSat',
      /never be paid/,
    ],
    ['agent over tenant', 'maxSat: 5000,', 'maxSat: 2999,', 'tiers.low.window.agent.maxSat', /all agents/],
    [
      'agent count over tenant',
      'maxCount: 6',
      'maxCount: 3',
      'tiers.low.window.agent.maxCount',
      /all agents/,
    ],
    [
      'approval never reached',
      'aboveSat: 5000',
      'aboveSat: 10000',
      'tiers.medium.approval.aboveSat',
      /no payment/,
    ],
    ['nobody known', 'knownCounterparties: [carol]', '', 'tiers.medium.checks.knownCounterparty', /nobody/],
    [
      'medium without checks',
      '{ delegation: true, knownCounterparty: true, maxFeePpm: 2000 }',
      '{ delegation: false }',
      'tiers.medium.checks',
      /extra check/,
    ],
    ['high without a human', 'approval: always', 'approval: never', 'tiers.high.approval', /human/],
    ['grant for no tenant', 'tenant: acme', 'tenant: zulu', 'delegations.0.tenant', /zulu/],
    ['grant for no corridor', 'corridors: [us-mx]', 'corridors: [zulu]', 'delegations.0.corridors.0', /zulu/],
    [
      'grant ends first',
      '1970-01-01T00:01:00Z',
      '1970-01-01T00:00:10Z',
      'delegations.0.validUntil',
      /not after/,
    ],
    ['backoff', 'first: 100,', 'first: 5001,', 'retry.backoffMs.first', /5000/],
    [
      'call ends before attempt',
      'callTimeoutMs: 30000',
      'callTimeoutMs: 19999',
      'retry.callTimeoutMs',
      /as long/,
    ],
    ['look-up', 'partsMax: 8', 'partsMax: 8\n  lookupMs: { first: 9, max: 8 }', 'retry.lookupMs.first', /8/],
    [
      'fallback before the end',
      '{ allowed: true }',
      '{ allowed: true, after: timeout }',
      'fallback.after',
      /definitive/,
    ],
  ])('refuses %s and says where', (_name, from, to, path, message) => {
    expect(SAMPLE_POLICY).toContain(from);
    const problems = problemsOf(SAMPLE_POLICY.replace(from, to));
    const problem = problems.find((p) => p.path.join('.') === path);
    expect(problem?.message).toMatch(message);
    expect(problem?.line).toBeGreaterThan(0);
  });

  it('gives the line of the field, or of what is around it', () => {
    const text = SAMPLE_POLICY.replace('approval: always', 'approval: sometimes');
    const line = text.split('\n').findIndex((l) => l.includes('sometimes')) + 1;
    expect(problemsOf(text)).toMatchObject([{ line }]);
    expect(problemsOf(SAMPLE_POLICY.replace('killSwitch', 'killSwitsh'))).toMatchObject([{ line: 3 }]);
    expect(problemsOf(SAMPLE_POLICY.replace('killSwitch: off', 'version: twice'))).toMatchObject([
      { line: 3 },
    ]);
  });

  it('refuses what is no document at all', () => {
    expect(problemsOf('')).toMatchObject([{ message: expect.stringMatching(/empty/) }]);
    expect(problemsOf('[]')).toHaveLength(1);
    expect(problemsOf('just words')).toHaveLength(1);
    expect(problemsOf('a: [')[0]?.line).toBeGreaterThan(0);
    expect(problemsOf('x'.repeat(POLICY_TEXT_MAX + 1))[0]?.message).toMatch(/at most/);
    expect(problemsOf('['.repeat(20_000))).toMatchObject([{ message: 'nested too deeply to be read' }]);
    expect(problemsOf('a: { b: 1, b: 2 }')).toMatchObject([
      { message: 'the key b stands here a second time', line: 1 },
    ]);
    expect(
      problemsOf(SAMPLE_POLICY.replace('Counterparties: [carol]', `Counterparties: [${Array(999).fill(0)}]`)),
    ).toHaveLength(100);
  });

  it('defuses an alias bomb', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    expect(problemsOf(lines.join('\n'))[0]?.message).toMatch(/alias/);
  });

  it('never throws, whatever the text', () => {
    const chunk = fc.constantFrom(
      ...SAMPLE_POLICY.split(/(?<=[\s:{}[\],])/),
      '&a',
      '*a',
      '? ',
      '- ',
      '"',
      '!!js',
      '\t',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(chunk, { maxLength: 40 }).map((c) => c.join('')),
    );
    fc.assert(
      fc.property(text, (yaml) => {
        expect(loadPolicy(yaml).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
