import { hash } from 'node:crypto';

/**
 * SHA-256 over what must reach payee and report unchanged (S27), computed here from what was seen on the wire: the
 * harness's own reading of the definition in history.ts, so that the orchestrator's digest has something to be held against.
 */
export function contentDigest(content: {
  readonly invoice: string;
  readonly payee: number;
  readonly amountMsat: bigint | number;
  readonly compliance: string;
  readonly payeeName: (ordinal: number) => string;
}): string {
  const parts = [
    content.invoice,
    content.payeeName(content.payee),
    `${content.amountMsat}`,
    content.compliance,
  ];
  return hash('sha256', JSON.stringify(parts), 'hex');
}
