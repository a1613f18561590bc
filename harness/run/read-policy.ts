import type { Problem } from '#harness/input/problem';
import { readDocument } from '#harness/input/read-document';
import { shortJson } from '#harness/input/short-json';
import { crossCheck, type PolicyProblem } from '#orchestrator/policy/cross-checks';
import { policyDocumentSchema } from '#orchestrator/policy/document';
import { loadPolicy } from '#orchestrator/policy/load';
import type { LoadedPolicy } from '#orchestrator/policy/loaded';

export type PolicyRead =
  | { readonly ok: true; readonly policy: LoadedPolicy; readonly text: string }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A policy document, with problems as exact as those of our other files; the orchestrator's own loader has the last word. */
export function readPolicy(file: string): PolicyRead {
  const read = readDocument(file, policyDocumentSchema, { what: 'a policy file' });
  if (!read.ok) return read;
  const place = ({ path, message }: PolicyProblem): Problem =>
    read.problemAt(path, {
      found: shortJson(valueAt(read.value, path)),
      allowed: 'what fits the rest of the document',
      message,
    });
  const contradictions = crossCheck(read.value);
  if (contradictions.length > 0) return { ok: false, problems: contradictions.map(place) };
  const loaded = loadPolicy(read.text);
  if (!loaded.ok) return { ok: false, problems: loaded.problems.map(place) };
  return { ok: true, policy: loaded.policy, text: read.text };
}

function valueAt(document: unknown, path: PolicyProblem['path']): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string, unknown> | undefined)?.[key],
    document,
  );
}
