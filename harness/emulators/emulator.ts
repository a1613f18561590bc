import type { EmulatedDesk } from './desk.ts';

/** How one emulated daemon is reached; the files are in the layout that the daemon itself uses. */
export type Endpoint =
  | {
      readonly daemon: 'lnd';
      /** `127.0.0.1:port` */
      readonly grpc: string;
      readonly tlsCertFile: string;
      readonly macaroonFile: string;
    }
  | {
      readonly daemon: 'cln';
      /** `lightning-rpc` */
      readonly socketFile: string;
      /** `https://127.0.0.1:port` */
      readonly rest: string;
      readonly caFile: string;
      readonly runeFile: string;
    }
  | {
      readonly daemon: 'eclair';
      /** `http://127.0.0.1:port` */
      readonly http: string;
      readonly passwordFile: string;
    };

/** A server that speaks one daemon's API. */
export interface Emulator {
  readonly desk: EmulatedDesk;
  readonly endpoint: Endpoint;
  /** Closes every socket and removes what it wrote outside of its folder. Idempotent. */
  stop(): Promise<void>;
}

export interface EmulatorOptions {
  readonly desk: EmulatedDesk;
  /** Belongs to this node alone; exists and is empty, or holds what an earlier start left (certificates are kept). */
  readonly folder: string;
  /** 0: any that is free. */
  readonly port: number;
  /** As the daemon would say it; each emulator has a default. */
  readonly version?: string;
}

/** `startLnd`, `startCln`, `startEclair`: ready to be called when the promise resolves. */
export type StartEmulator = (options: EmulatorOptions) => Promise<Emulator>;
