import { InvalidArgumentError } from 'commander';

/** `--seed`: 64 bits, as text, because a number above 2^53 would lose digits. */
export function seed(text: string): string {
  if (!/^(0|[1-9][0-9]{0,19})$/.test(text) || BigInt(text) >= 1n << 64n)
    throw new InvalidArgumentError('It is a whole number from 0 to 18446744073709551615.');
  return text;
}

/** How many trials. */
export function count(text: string): number {
  if (!/^[1-9][0-9]{0,6}$/.test(text))
    throw new InvalidArgumentError('It is a whole number from 1 to 9999999.');
  return Number(text);
}

const WORKERS_MAX = 256;

export function workers(text: string): number {
  if (!/^[0-9]{1,3}$/.test(text) || Number(text) > WORKERS_MAX)
    throw new InvalidArgumentError(`It is a whole number from 0 to ${WORKERS_MAX}.`);
  return Number(text);
}
