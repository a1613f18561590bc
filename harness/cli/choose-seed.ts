import { randomInt } from 'node:crypto';

export interface ChosenSeed {
  /** Decimal text of a number below 2^64. */
  readonly seed: string;
  /** For people: why this one. */
  readonly because: string;
}

/** `--seed` beats the pilot file, that beats the commit (in CI: reruns of one commit are the same run), else a fresh one. */
export function chooseSeed(
  asked: string | undefined,
  ofPilot: string | undefined,
  commitOf: () => string | null,
  environment: NodeJS.ProcessEnv = process.env,
): ChosenSeed {
  if (asked !== undefined) return { seed: asked, because: 'from --seed' };
  if (ofPilot !== undefined) return { seed: ofPilot, because: 'from the pilot file' };
  const commit = inCi(environment) ? commitOf() : null;
  if (commit !== null)
    return {
      seed: String(BigInt(`0x${commit.slice(0, 16)}`)),
      because: `from commit ${commit.slice(0, 12)}`,
    };
  return { seed: String(randomInt(2 ** 47)), because: 'drawn for this run; --seed repeats it' };
}

function inCi({ CI }: NodeJS.ProcessEnv): boolean {
  return CI !== undefined && CI !== '' && CI !== 'false' && CI !== '0';
}
