import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { type Execution, executionSchema } from './execution.ts';
import { type Plan, planSchema } from './plan.ts';

/** What lies in a run folder, beside `manifest.json` (design §7). */
export const RUN_FILES = {
  plan: 'plan.json',
  pilot: 'inputs/pilot.yaml',
  policy: 'inputs/policy.yaml',
  network: 'inputs/network.json',
  evidence: 'evidence.duckdb',
  execution: 'execution.json',
  verdict: 'verdict.json',
  html: 'report.html',
  markdown: 'report.md',
  junit: 'junit.xml',
} as const;

/** A folder that does not hold what a run of this version holds. */
export class NotARun extends Error {
  override readonly name = 'NotARun';
}

export function readPlan(folder: string): Plan {
  return readJson(folder, RUN_FILES.plan, planSchema);
}

export function readExecution(folder: string): Execution {
  return readJson(folder, RUN_FILES.execution, executionSchema);
}

export function readJson<T>(folder: string, file: string, schema: z.ZodType<T>): T {
  const path = join(folder, file);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new NotARun(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NotARun(
    `${path} is not of this version of Fulgurite: ${issue?.path.join('.') || 'document'}: ${issue?.message}`,
  );
}
