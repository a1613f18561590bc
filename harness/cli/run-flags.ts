/** What the command line says about a run. */
export interface RunFlags {
  readonly env?: string;
  readonly seed?: string;
  readonly trials?: number;
  readonly scenario: readonly string[];
  readonly workers?: number;
  readonly shard?: { readonly index: number; readonly of: number };
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
