import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { drawSchedule } from '#harness/sim/draw-schedule';
import type { TrialContext } from '#harness/sim/trial-context';
import { PRODUCT } from '../product.ts';
import { CASE_VERSION, type CaseFile } from '../replay/case-file.ts';
import { chooseCases, type RedTrial } from '../replay/choose-cases.ts';
import { jsonText, writeWhole } from './atomic-write.ts';

/** A network of at most this many characters travels inside each case; a larger one is kept once a run. */
const INLINE_NETWORK_MAX = 1_000_000;

export interface CaseRequest {
  /** The run folder. */
  readonly folder: string;
  readonly red: readonly RedTrial[];
  readonly context: TrialContext;
  readonly network: { readonly text: string; readonly sha256: string; readonly file: string };
  readonly commit: string | null;
}

export interface WrittenCase {
  readonly trial: RedTrial;
  /** Relative to the run folder, with forward slashes. */
  readonly file: string;
}

export function writeCases(request: CaseRequest): readonly WrittenCase[] {
  const chosen = chooseCases(request.red);
  if (chosen.length > 0) mkdirSync(join(request.folder, 'cases'), { recursive: true });
  return chosen.map((trial) => {
    const file = `cases/${trial.spec.scenario}-${trial.spec.index}.json`;
    writeWhole(join(request.folder, file), jsonText(caseOf(trial, request)));
    return { trial, file };
  });
}

function caseOf({ spec, historyHash, violations }: RedTrial, request: CaseRequest): CaseFile {
  const { context, network } = request;
  return {
    version: CASE_VERSION,
    product: `${PRODUCT.name} ${PRODUCT.version}`,
    commit: request.commit,
    spec: { ...spec },
    schedule: [...drawSchedule(context, spec)],
    expected: {
      historyHash,
      violations: violations.map((violation) => ({ ...violation, intents: [...violation.intents] })),
    },
    pilot: context.pilot,
    policyText: context.policyText,
    network:
      network.text.length <= INLINE_NETWORK_MAX
        ? { inline: context.network }
        : { file: `../${network.file}`, sha256: network.sha256 },
  };
}
