import { z } from 'zod';

// Builders of the fields of a policy document: each takes the sentence that its JSON Schema shows.

/** `min` and `max` have zod's words, which name the bound; a value of another type gets `allowed`. */
const whole = (allowed: string, min: number, max: number) =>
  z
    .int({ error: (issue) => (issue.code === 'invalid_type' ? allowed : undefined) })
    .min(min)
    .max(max);

const SAT_MAX = 2_100_000_000_000_000;
export const DAY_MS = 86_400_000;

export const sat = (what: string, min = 0) =>
  whole('whole satoshi, without quotes', min, SAT_MAX).describe(
    `${what} In whole satoshi (1 sat = 1000 msat).`,
  );
export const ms = (what: string, min: number, max: number) =>
  whole('whole milliseconds, without quotes', min, max).describe(`${what} In milliseconds.`);
export const count = (what: string, min: number, max: number) =>
  whole('a whole number, without quotes', min, max).describe(what);
export const ppm = (what: string) =>
  whole('whole parts per million, without quotes', 0, 1_000_000).describe(`${what} In ppm of the amount.`);
export const moment = (what: string) =>
  z.iso
    .datetime({ offset: true, error: 'a moment such as 2026-01-31T08:00:00Z' })
    .describe(`${what} ISO 8601 with a time zone.`);
export const id = (what: string) =>
  z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/, 'letters, digits, dot, colon, dash or underscore; 1 to 128')
    .describe(what);
export const name = (what: string) => z.string().min(1).max(255).describe(what);
export const anyOf = <T extends z.ZodType>(item: T, what: string) =>
  z
    .union([z.literal('any'), z.array(item).min(1).max(10_000)], {
      error: '`any`, or a list with at least one entry',
    })
    .describe(what);
