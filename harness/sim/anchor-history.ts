import type { ChainHead } from '#orchestrator/audit/chain';
import type { HistoryRecorder } from './recorder.ts';

/** Deposits the head of the audit chain outside the orchestrator, so that a cut at its end shows (S26). */
export class AnchorHistory {
  readonly #recorder: HistoryRecorder;
  readonly #head: () => ChainHead;
  #lastSeq = 0;

  constructor(recorder: HistoryRecorder, head: () => ChainHead) {
    this.#recorder = recorder;
    this.#head = head;
  }

  /** An unchanged head needs no second deposit. */
  deposit(): void {
    const { seq } = this.#head();
    if (seq !== this.#lastSeq) this.depositLast();
  }

  /** At the end of the trial, whatever was deposited before: what an auditor would now be shown. */
  depositLast(): void {
    const { seq, hash } = this.#head();
    this.#lastSeq = seq;
    const event = this.#recorder.begin('audit-anchored');
    event.request = seq;
    event.digest = hash;
    this.#recorder.push();
  }
}
