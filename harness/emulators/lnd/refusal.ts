import { type GrpcStatus, unknownStatus } from './grpc-codes.ts';

/** The daemon refuses the call with this status; thrown by a method before it has done anything. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: GrpcStatus;

  constructor(status: GrpcStatus) {
    super(status.text);
    this.status = status;
  }
}

/** A plain error of the daemon: code 2 and its text. */
export function refuse(text: string): never {
  throw new Refusal(unknownStatus(text));
}
