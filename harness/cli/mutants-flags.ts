/** Flags of `fulgurite mutants`. */
export interface MutantsFlags {
  readonly only?: string;
  readonly trialsMax: number;
  readonly seed: string;
  readonly workers?: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
