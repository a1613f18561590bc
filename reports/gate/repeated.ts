import type { Determinism } from './verdict-schema.ts';

/** What trials that ran twice had to give again, in words. */
export function repeated({ compared }: Determinism): string {
  return compared === 'outcomes' ? 'end of every intent' : 'history';
}
