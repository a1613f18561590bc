export interface ContractFlags {
  readonly only?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
