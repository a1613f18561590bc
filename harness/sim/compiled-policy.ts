import { sha256Text } from '#orchestrator/domain/digest';
import { crossCheck } from '#orchestrator/policy/cross-checks';
import { type PolicyDocument, policyDocumentSchema } from '#orchestrator/policy/document';
import { loadPolicy } from '#orchestrator/policy/load';
import { compilePolicy, type LoadedPolicy } from '#orchestrator/policy/loaded';
import type { Network } from '#topologies/network';

/** The last policy that was compiled in this thread: all trials of a pilot share one. */
let last: { readonly text: string; readonly network: Network; readonly policy: LoadedPolicy } | null = null;
/** While a trial is shrunk its network changes all the time, its policy does not. */
let lastDocument: { readonly text: string; readonly document: PolicyDocument } | null = null;

/**
 * The policy as the orchestrator has it on this network: a node that a corridor names and the network has not is nobody
 * to pay with, as in a pilot on a smaller topology, or in a trial that lost nodes while it was shrunk.
 * @throws Error for a policy that does not load: the caller has checked it before.
 */
export function compiledPolicy(text: string, network: Network): LoadedPolicy {
  if (last?.text === text && last.network === network) return last.policy;
  const document = lastDocument?.text === text ? lastDocument.document : documentOf(text);
  lastDocument = { text, document };
  const names = new Set(network.nodes.filter((node) => node.payer).map((node) => node.name));
  const corridors = document.corridors.map((corridor) => ({
    ...corridor,
    nodes: corridor.nodes.filter((name) => names.has(name)),
  }));
  const policy = compilePolicy({ ...document, corridors }, sha256Text(text));
  last = { text, network, policy };
  return policy;
}

function documentOf(text: string): PolicyDocument {
  if (text.startsWith('{')) return ofJson(text);
  const loaded = loadPolicy(text);
  if (!loaded.ok) throw new Error(`policy: ${loaded.problems[0]?.message}`);
  return loaded.policy.document;
}

/**
 * JSON is YAML, but the YAML parser takes ten times as long, and each generated trial has a policy of its own. The checks
 * are those of the loader, which knows the lines as well.
 */
function ofJson(text: string): PolicyDocument {
  const document = policyDocumentSchema.parse(JSON.parse(text));
  const [contradiction] = crossCheck(document);
  if (contradiction !== undefined) throw new Error(`policy: ${contradiction.message}`);
  return document;
}
