import { hash } from 'node:crypto';
import type { HistoryEvent } from '#reports/evidence/history';
import type { Invariant, InvariantRun, Report } from './invariant.ts';

/** The previous hash of the first record. */
export const GENESIS = '0'.repeat(64);

const HEAD = '["fulgurite-audit-v1",';

export const auditChain: Invariant = {
  id: 'S26',
  title: 'Audit integrity',
  promise:
    'The audit log is one chain from 64 zeros: sequence numbers 1, 2, 3 … without a gap, each hash the SHA-256 of the canonical text, each text holding its own number and the hash before. Its head is deposited outside now and then: whenever it is, the log stands where its records say, so that a cut at its end shows (Safety S26).',
  kind: 'safety',
  checked: 'end',
  listens: ['audit-recorded', 'audit-anchored'],
  start: () => new Run(),
};

class Run implements InvariantRun {
  examined = 0;
  private lastSeq = 0;
  private lastHash = GENESIS;

  step(event: HistoryEvent, violated: Report): void {
    if (event.kind === 'audit-anchored') {
      this.anchored(event, violated);
      return;
    }
    this.examined++;
    const seq = event.request;
    if (seq !== this.lastSeq + 1)
      violated(`audit record ${seq} follows record ${this.lastSeq}`, intentsOf(event));
    else if (event.was !== this.lastHash)
      violated(
        `audit record ${seq} names ${event.was} as the hash before, it is ${this.lastHash}`,
        intentsOf(event),
      );
    if (!holdsItsPlace(event.cause, String(seq), event.was))
      violated(
        `the text of audit record ${seq} does not begin with its number and the hash before: ${event.cause.slice(0, 110)}`,
        intentsOf(event),
      );
    const actual = hash('sha256', event.cause, 'hex');
    if (actual !== event.digest)
      violated(
        `audit record ${seq} has hash ${event.digest}, its text hashes to ${actual}`,
        intentsOf(event),
      );
    this.lastSeq = seq;
    this.lastHash = event.digest;
  }

  private anchored(event: HistoryEvent, violated: Report): void {
    if (event.request < this.lastSeq)
      violated(`the log ends at record ${event.request}, but ${this.lastSeq} records were written`);
    else if (event.request > this.lastSeq)
      violated(`the log was anchored at record ${event.request}, of which only ${this.lastSeq} are there`);
    else if (event.digest !== this.lastHash)
      violated(
        `record ${event.request} was anchored with hash ${event.digest}, the log has ${this.lastHash}`,
      );
  }
}

function intentsOf({ intent }: HistoryEvent): number[] {
  return intent === -1 ? [] : [intent];
}

/** Whether the text begins `["fulgurite-audit-v1",seq,"previous hash",`. Compared in place: this runs for every record. */
function holdsItsPlace(text: string, seq: string, previousHash: string): boolean {
  const hashAt = HEAD.length + seq.length + 2;
  return (
    text.startsWith(HEAD) &&
    text.startsWith(seq, HEAD.length) &&
    text.startsWith(',"', HEAD.length + seq.length) &&
    text.startsWith(previousHash, hashAt) &&
    text.startsWith('",', hashAt + previousHash.length)
  );
}
