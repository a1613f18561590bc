import type { DocumentDefect } from '#chaos/faults/config-hot-reload-bad';
import type { PolicyChange } from '#chaos/faults/policy-version-flip';
import { sha256Text } from '#orchestrator/domain/digest';
import type { PolicyDocument } from '#orchestrator/policy/document';
import { compilePolicy, type LoadedPolicy } from '#orchestrator/policy/loaded';

/** The document as a JSON text, which is YAML too. */
const textOf = (document: object): string => JSON.stringify(document);

/** Another valid document, as strict as this one or stricter: the oracle's limits hold under both. */
export function changedPolicy(policy: LoadedPolicy, change: PolicyChange): LoadedPolicy {
  const changed = changedDocument(policy.document, change);
  const document = { ...changed, version: `${policy.version.slice(0, 32)}.${change}` };
  return compilePolicy(document, sha256Text(textOf(document)));
}

function changedDocument(document: PolicyDocument, change: PolicyChange): PolicyDocument {
  const { tiers, corridors } = document;
  switch (change) {
    case 'version_only':
      return document;
    case 'limits_halved': {
      const halved = (tier: PolicyDocument['tiers']['low']) => ({
        ...tier,
        perPaymentMaxSat: Math.max(1, Math.floor(tier.perPaymentMaxSat / 2)),
      });
      const { low, medium, high } = tiers;
      return { ...document, tiers: { low: halved(low), medium: halved(medium), high: halved(high) } };
    }
    case 'corridor_closed':
      return corridors.length < 2 ? document : { ...document, corridors: corridors.slice(1) };
    case 'approval_for_all':
      return {
        ...document,
        tiers: {
          low: { ...tiers.low, approval: 'always' },
          medium: { ...tiers.medium, approval: 'always' },
          high: { ...tiers.high, approval: 'always' },
        },
      };
    case 'preference_reversed':
      return {
        ...document,
        corridors: corridors.map((corridor) => ({ ...corridor, nodes: corridor.nodes.toReversed() })),
      };
  }
}

/** A text that is no policy document: what an editor, a broken template or a full disk makes of this one. */
export function brokenDocument({ document }: LoadedPolicy, defect: DocumentDefect): string {
  const text = textOf(document);
  switch (defect) {
    case 'not_yaml':
      return `${text}\n{ [`;
    case 'truncated':
      return text.slice(0, Math.floor(text.length / 2));
    case 'unknown_field':
      return textOf({ ...document, killSwich: 'on' });
    case 'negative_limit':
      return textOf({
        ...document,
        tiers: { ...document.tiers, low: { ...document.tiers.low, perPaymentMaxSat: -1 } },
      });
    case 'unknown_tenant':
      return textOf({
        ...document,
        corridors: document.corridors.map((corridor) => ({ ...corridor, tenants: ['nobody-knows-me'] })),
      });
    case 'empty':
      return '';
  }
}
