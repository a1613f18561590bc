import { describe, expect, it } from 'vitest';
import { DOCUMENT_DEFECTS } from '#chaos/faults/config-hot-reload-bad';
import { POLICY_CHANGES } from '#chaos/faults/policy-version-flip';
import { loadPolicy } from '#orchestrator/policy/load';
import { QUICKSTART } from '../generator/quickstart.fixture.ts';
import { brokenDocument, changedPolicy } from './policy-variants.ts';

const loaded = loadPolicy(QUICKSTART.policyText);
if (!loaded.ok) throw new Error('the pilot policy does not load');
const { policy } = loaded;

describe('variants of a policy document', () => {
  it.each(POLICY_CHANGES)(
    '%s is a document that loads, has a hash of its own, and allows no more',
    (change) => {
      const changed = changedPolicy(policy, change);
      const again = loadPolicy(JSON.stringify(changed.document));
      expect(again.ok && again.policy.contentHash).toBe(changed.contentHash);
      expect(changed.contentHash).not.toBe(policy.contentHash);
      for (const tier of ['low', 'medium', 'high'] as const) {
        const { perPaymentMaxSat, window } = changed.document.tiers[tier];
        expect(perPaymentMaxSat).toBeLessThanOrEqual(policy.document.tiers[tier].perPaymentMaxSat);
        expect(window).toEqual(policy.document.tiers[tier].window);
      }
    },
  );

  it.each(DOCUMENT_DEFECTS)('%s does not load', (defect) => {
    expect(loadPolicy(brokenDocument(policy, defect)).ok).toBe(false);
  });
});
