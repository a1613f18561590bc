/** gRPC status codes that the daemon answers with. */
export const GRPC = {
  ok: 0,
  unknown: 2,
  notFound: 5,
  alreadyExists: 6,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
} as const;
export type GrpcCode = (typeof GRPC)[keyof typeof GRPC];

/** What a call ends with instead of an answer. */
export interface GrpcStatus {
  readonly code: number;
  readonly text: string;
}

export const OK: GrpcStatus = { code: GRPC.ok, text: '' };

/** A plain Go error becomes this (adapters.md §3.3). */
export function unknownStatus(text: string): GrpcStatus {
  return { code: GRPC.unknown, text };
}
