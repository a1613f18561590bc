import { formatQuantity } from '#reports/gate/quantity';
import { sats } from './amount.ts';
import type { NodeNames } from './node-names.ts';

/**
 * Text of the evidence for people. The evidence keeps every digit; here times are rounded, msat become sat, hashes and
 * public keys keep the eight digits that tell them apart, and node ordinals become names where names are known.
 */
export function plainWords(text: string, name?: NodeNames): string {
  const plain = text
    .replaceAll(/\b(\d+(?:\.\d+)?) ms\b/g, (_, ms) => formatQuantity(Number(ms), 'ms'))
    .replaceAll(/(?<![\d.])(-?\d+) msat\b/g, (_, msat) => sats(Number(msat)))
    .replaceAll(/\b([0-9a-f]{8})(?:[0-9a-f]{56}|[0-9a-f]{58})\b/g, '$1…');
  if (name === undefined) return plain;
  return plain.replaceAll(/\bnode (\d+)\b/g, (_, ordinal) => `node ${name(Number(ordinal))}`);
}

/** `{"of":"payer","node":0}` → `of payer, node 0`; what is no object of plain values stays as it is. */
export function parametersInWords(json: string): string {
  if (!json.startsWith('{')) return json;
  return json
    .slice(1, -1)
    .replaceAll(/"([^"]*)"/g, '$1')
    .replaceAll(':', ' ')
    .replaceAll(/,\s*/g, ', ');
}
