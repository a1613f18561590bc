import { decodeHistory } from '#reports/evidence/encoded-history';

/**
 * What became of every intent: its last status, by tenant and idempotency key, because two runs may have received them in
 * another order.
 */
export function outcomesOf(history: Uint8Array): ReadonlyMap<string, string> {
  const names = new Map<number, string>();
  const outcomes = new Map<string, string>();
  for (const event of decodeHistory(history)) {
    if (event.kind === 'intent-received') {
      const name = `${event.actor} ${event.cause}`;
      names.set(event.intent, name);
      outcomes.set(name, 'received');
    } else if (event.kind === 'intent-moved') outcomes.set(names.get(event.intent)!, event.state);
  }
  return outcomes;
}

export interface OutcomeDifference {
  /** Tenant and idempotency key. */
  readonly intent: string;
  /** null: there was no such intent. */
  readonly one: string | null;
  readonly other: string | null;
}

/** Intents that did not end alike, in the order of the first. */
export function outcomeDifferences(one: Uint8Array, other: Uint8Array): readonly OutcomeDifference[] {
  const [first, second] = [outcomesOf(one), outcomesOf(other)];
  const intents = new Set([...first.keys(), ...second.keys()]);
  return [...intents]
    .map((intent) => ({ intent, one: first.get(intent) ?? null, other: second.get(intent) ?? null }))
    .filter((each) => each.one !== each.other);
}
