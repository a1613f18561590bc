import { PRODUCT } from '#harness/product';
import type { Shrunk } from '#harness/shrink/shrink-trial';
import { runPlan } from '#harness/sim/trial';
import type { TrialPlan } from '#harness/sim/trial-plan';
import { decodeHistory } from '#reports/evidence/encoded-history';
import type { TrialSpec, Violation } from '#reports/evidence/trial';
import { CASE_VERSION, type CaseFile } from './case-file.ts';
import { nodeName } from './replay.ts';
import { faultLines, storyOf } from './tell.ts';

export interface CaseParts {
  readonly spec: TrialSpec;
  readonly plan: TrialPlan;
  readonly expected: { readonly historyHash: string; readonly violations: readonly Violation[] };
  readonly commit: string | null;
  readonly mutant?: string;
  readonly environment?: CaseFile['environment'];
  readonly minimised?: CaseFile['minimised'];
  readonly original?: string;
  readonly told?: CaseFile['told'];
  /** Where the network stands when it is too large to travel inside. */
  readonly networkFile?: { readonly file: string; readonly sha256: string };
}

export function caseOf(parts: CaseParts): CaseFile {
  const { network, ...plan } = parts.plan;
  return {
    version: CASE_VERSION,
    product: `${PRODUCT.name} ${PRODUCT.version}`,
    commit: parts.commit,
    spec: { ...parts.spec },
    mutant: parts.mutant ?? null,
    ...(parts.environment === undefined ? {} : { environment: parts.environment }),
    expected: {
      historyHash: parts.expected.historyHash,
      // An event that names no intent (-1) concerns none.
      violations: parts.expected.violations.map((each) => ({
        ...each,
        intents: each.intents.filter((intent) => intent >= 0),
      })),
    },
    minimised: parts.minimised ?? null,
    original: parts.original ?? null,
    told: parts.told ?? null,
    plan: { ...plan, schedule: [...plan.schedule], operations: [...plan.operations] } as CaseFile['plan'],
    network: parts.networkFile ?? {
      inline: network as Extract<CaseFile['network'], { inline: unknown }>['inline'],
    },
  };
}

/** The case of a trial that was shrunk: played once more for its hash, and told. `about`: the invariants of interest. */
export function shrunkCase(
  shrunk: Shrunk,
  parts: Pick<CaseParts, 'spec' | 'commit' | 'mutant' | 'original'> & { readonly about: readonly string[] },
): CaseFile {
  const { plan, faults, payments, nodes, channels, trialsRun, budgetSpent } = shrunk;
  const { mutant, about } = parts;
  const result = runPlan(plan, parts.spec, {
    history: 'keep',
    ...(mutant === undefined ? {} : { mutant }),
  });
  const events = [...decodeHistory(result.history)];
  const name = (ordinal: number) => nodeName(plan.network.nodes[ordinal]?.name);
  const told = result.violations.filter(({ invariant }) => about.includes(invariant));
  return caseOf({
    ...parts,
    plan,
    expected: result,
    minimised: { faults, payments, nodes, channels, trialsRun, budgetSpent },
    told: { faults: faultLines(events, name), story: storyOf(events, told, name) },
  });
}
