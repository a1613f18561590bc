import { z } from 'zod';
import type { Random } from '#chaos/random';

/** Between `min` and `max` faults a trial, both included. */
export const faultCount = (min: number, max: number) =>
  z
    .strictObject({
      min: z.int().min(1).max(50).default(min).describe('Fewest faults in a trial.'),
      max: z.int().min(1).max(50).default(max).describe('Most faults in a trial.'),
    })
    .refine((count) => count.min <= count.max, { path: ['min'], error: 'must not be more than max' })
    .prefault({})
    .describe('How many faults strike a trial.');

export const drawCount = (random: Random, count: { min: number; max: number }): number =>
  random.between(count.min, count.max);

/** A list of distinct modes to choose from; all of them by default. */
export const modes = <const Names extends readonly [string, ...string[]]>(names: Names, what: string) =>
  z
    .array(z.enum(names))
    .min(1)
    .refine((list) => new Set(list).size === list.length, { error: 'names something twice' })
    .default([...names] as Names[number][])
    .describe(what);
