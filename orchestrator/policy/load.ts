import type { z } from 'zod';
import { sha256Text } from '../domain/digest.ts';
import { crossCheck, type PolicyProblem } from './cross-checks.ts';
import { policyDocumentSchema } from './document.ts';
import { compilePolicy, type LoadedPolicy } from './loaded.ts';
import { readYamlText } from './yaml-text.ts';

export type PolicyLoad =
  | { readonly ok: true; readonly policy: LoadedPolicy }
  | { readonly ok: false; readonly problems: readonly PolicyProblem[] };

/** Largest document, in UTF-16 units. A policy for thousands of tenants and grants stays far below. */
export const POLICY_TEXT_MAX = 4 * 1024 * 1024;
/** More problems than this help nobody. */
const PROBLEMS_MAX = 100;
const FOUND_MAX = 60;

/**
 * Reads a policy document. The problems that are found are given, at most 100, each with its path and, where it is known, its line.
 * Never throws for bad text: whatever the YAML parser meets becomes a problem.
 */
export function loadPolicy(yamlText: string): PolicyLoad {
  if (yamlText.length > POLICY_TEXT_MAX)
    return refused(`the document has ${yamlText.length} characters; at most ${POLICY_TEXT_MAX} are read`);
  const yaml = readYamlText(yamlText);
  if (!yaml.ok) return refused(yaml.message, yaml.line);
  const { value, lineOf } = yaml;
  if (value === null || value === undefined)
    return refused('the document is empty; a policy document is a mapping');

  const parsed = policyDocumentSchema.safeParse(value);
  const problems = parsed.success
    ? crossCheck(parsed.data)
    : parsed.error.issues.slice(0, PROBLEMS_MAX).map((issue) => asProblem(issue, value));
  if (!parsed.success || problems.length > 0) {
    const located = problems.slice(0, PROBLEMS_MAX).map((problem) => {
      const line = lineOf(problem.path);
      return line === undefined ? problem : { ...problem, line };
    });
    return { ok: false, problems: located };
  }
  return { ok: true, policy: compilePolicy(parsed.data, sha256Text(yamlText)) };
}

function refused(message: string, line?: number): PolicyLoad {
  return { ok: false, problems: [line === undefined ? { path: [], message } : { path: [], message, line }] };
}

function asProblem(issue: z.core.$ZodIssue, value: unknown): PolicyProblem {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  // The place of an unknown key is the key, not the mapping around it.
  if (issue.code === 'unrecognized_keys') return { path: [...path, issue.keys[0]!], message: issue.message };
  return { path, message: `${issue.message}${foundAt(value, path)}` };
}

/** What the document has there, when it is short enough to say. */
function foundAt(value: unknown, path: readonly PropertyKey[]): string {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, part)) return '; it is missing';
    found = (found as Record<PropertyKey, unknown>)[part];
  }
  if (typeof found === 'object' && found !== null) return '';
  return `; found ${JSON.stringify(found)?.slice(0, FOUND_MAX)}`;
}
