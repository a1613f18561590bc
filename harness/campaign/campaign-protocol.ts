import type { CaseFile } from '#harness/replay/case-file';
import type { Hunted } from './hunt.ts';

/** What a thread of the campaign is born with. */
export interface CampaignSetup {
  readonly seed: string;
  readonly trialsMax: number;
  /** Cases are made for a reader, recorded as made by this commit; null: only their size is wanted. */
  readonly cases: { readonly commit: string | null } | null;
}

/** One hunt with its figures. */
export interface HuntReport extends Hunted {
  /** Wall time of the hunt, shrinking not included. */
  readonly seconds: number;
  /** The smallest case that still shows the bug; null for a survivor. */
  readonly shrunk: ShrunkCase | null;
  /** That case, when cases are wanted. */
  readonly replayable: CaseFile | null;
}

export interface ShrunkCase {
  readonly faults: number;
  readonly payments: number;
  readonly nodes: number;
  readonly channels: number;
}

export type CampaignMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'hunted'; readonly report: HuntReport };
