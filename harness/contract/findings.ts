import type { NodeAnswer } from '#orchestrator/domain/node-answer';

/** What a row finds wrong. It goes on after a finding, so that one run tells all of them. */
export class Findings {
  readonly #breaches: string[] = [];

  get breaches(): readonly string[] {
    return this.#breaches;
  }

  /** `says`: what is wrong if it does not hold. */
  that(holds: boolean, says: string): void {
    if (!holds) this.#breaches.push(says);
  }

  same(found: unknown, expected: unknown, what: string): void {
    this.that(Object.is(found, expected), `${what} is ${show(found)}, expected ${show(expected)}`);
  }

  /** The answer is one of these kinds. */
  kind(answer: NodeAnswer, kinds: readonly NodeAnswer['kind'][], what: string): void {
    this.that(kinds.includes(answer.kind), `${what}: ${words(answer)}, expected ${kinds.join(' or ')}`);
  }
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${value}"` : String(value);
}

/** An answer in a few words. */
export function words(answer: NodeAnswer): string {
  switch (answer.kind) {
    case 'settled':
      return `settled with a fee of ${answer.feeMsat ?? 'nobody knows what'} msat`;
    case 'failed': {
      const marks = [answer.unconfirmed && 'unconfirmed', answer.mayResume && 'may resume'].filter(Boolean);
      return `failed, ${answer.reason}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}`;
    }
    case 'rejected':
      return `rejected, ${answer.reason}`;
    case 'unknown':
      return `unknown, ${answer.cause}`;
    default:
      return answer.kind;
  }
}
