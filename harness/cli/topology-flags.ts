export interface JsonFlag {
  readonly json?: boolean;
}

/** `fulgurite topology import` as it was asked. */
export interface ImportFlags extends JsonFlag {
  readonly out: string;
  readonly name?: string;
  readonly payers: number;
  readonly daemons: string;
  readonly splitSeed?: number;
}

/** `fulgurite topology up` as it was asked. */
export interface UpFlags extends JsonFlag {
  readonly env: string;
  readonly dir?: string;
  readonly speed: number;
  readonly seed?: string;
  readonly portBase?: number;
  readonly control?: number;
  readonly quiet?: boolean;
}
