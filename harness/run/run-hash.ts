import { createHash } from 'node:crypto';

/**
 * The history hash of a run: SHA-256 over `ordinal history-hash\n` of every trial in plan order. The same for any number
 * of workers, on any machine.
 */
export class RunHash {
  readonly #hash = createHash('sha256');

  add(ordinal: number, historyHash: string): void {
    this.#hash.update(`${ordinal} ${historyHash}\n`);
  }

  digest(): string {
    return this.#hash.digest('hex');
  }
}
