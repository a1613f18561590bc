import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';
import type { TrialFacts } from './trial-facts.ts';

export const noSecretInOutput: Invariant = {
  id: 'S28',
  title: 'No secret in the output',
  promise:
    'No answer to a client, stored answer, audit record or evidence of an exception holds the preimage of a payment that is not settled in the ledger (Safety S28; the part of it that exists without macaroons, runes and seeds).',
  kind: 'safety',
  checked: 'always',
  listens: [
    'invoice-paid',
    'intent-moved',
    'attempt-resolved',
    'response-received',
    'answer-stored',
    'audit-recorded',
    'exception-moved',
  ],
  start: (facts) => new Run(facts),
};

class Run implements InvariantRun {
  /** Preimages that were out in the world before the ledger had settled. */
  examined = 0;
  private readonly facts: TrialFacts;
  /** Intent → preimage that is out in the world and not settled in the ledger: a handful at any time. */
  private readonly secrets = new Map<number, string>();
  /** The same preimages. */
  private readonly preimages = new Set<string>();
  /** Every preimage so far was 64 hex digits, so that one pass over a text finds any of them. */
  private regular = true;

  constructor(facts: TrialFacts) {
    this.facts = facts;
  }

  step(event: HistoryEvent, violated: Report): void {
    switch (event.kind) {
      case 'invoice-paid': {
        const { intent } = this.facts.payment(event.hash);
        if (intent === -1 || this.facts.intents[intent].status === 'settled') return;
        this.examined++;
        this.secrets.set(intent, event.digest);
        this.preimages.add(event.digest);
        this.regular &&= PREIMAGE.test(event.digest);
        break;
      }
      case 'intent-moved':
        if (event.state === 'settled') this.settled(event.intent);
        break;
      case 'attempt-resolved':
        if (event.state !== 'settled') this.read(event, event.cause, violated);
        break;
      case 'audit-recorded':
        this.read(event, event.cause, violated);
        break;
      default:
        this.read(event, event.digest, violated);
    }
  }

  private settled(intent: number): void {
    const preimage = this.secrets.get(intent);
    if (preimage === undefined) return;
    this.secrets.delete(intent);
    this.preimages.delete(preimage);
  }

  private read(event: HistoryEvent, text: string, violated: Report): void {
    if (this.secrets.size === 0) return;
    if (event.kind !== 'audit-recorded' && this.regular && !holdsOneOf(text, this.preimages)) return;
    const own = this.secrets.get(event.intent);
    if (own !== undefined && text.includes(own)) this.leaked(event, event.intent, violated);
    // Audit records are many and each about one intent; what people are shown is searched for every secret.
    if (event.kind === 'audit-recorded') return;
    for (const [intent, preimage] of this.secrets)
      if (intent !== event.intent && text.includes(preimage)) this.leaked(event, intent, violated);
  }

  private leaked(event: HistoryEvent, intent: number, violated: Report): void {
    violated(
      `${event.kind} shows the preimage of a payment that is ${this.facts.intents[intent].status} in the ledger`,
      [intent],
    );
  }
}

const LENGTH = 64;
const PREIMAGE = /^[0-9a-f]{64}$/;

/** Whether the text holds one of these preimages. Runs for every answer, with a hundred payments out: one pass for all. */
function holdsOneOf(text: string, preimages: ReadonlySet<string>): boolean {
  // A preimage covers exactly one of the places looked at; most of them are in no run of hex digits that is long enough.
  for (let at = LENGTH - 1; at < text.length; at += LENGTH) {
    if (!isHex(text.charCodeAt(at))) continue;
    let from = at;
    while (from > at - LENGTH + 1 && isHex(text.charCodeAt(from - 1))) from--;
    let to = at + 1;
    while (to < at + LENGTH && to < text.length && isHex(text.charCodeAt(to))) to++;
    for (; from + LENGTH <= to; from++) if (preimages.has(text.slice(from, from + LENGTH))) return true;
  }
  return false;
}

/** 0-9, a-f. */
function isHex(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || (unit >= 0x61 && unit <= 0x66);
}
