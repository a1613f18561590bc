import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadSync, type MethodDefinition, type Options } from '@grpc/proto-loader';

/** As clients of LND load them (adapters.md §3.1): names as in the protos, 64-bit numbers and enum values as text. */
export const PROTO_OPTIONS = {
  keepCase: true,
  longs: String,
  enums: String,
  defaults: true,
  oneofs: true,
} as const satisfies Options;

/** One message as its fields; bytes are buffers, 64-bit numbers text. */
export type Fields = Readonly<Record<string, unknown>>;

/** One call of LND's API. */
export interface LndMethod {
  /** `lnrpc.Lightning` */
  readonly service: string;
  /** `GetInfo` */
  readonly name: string;
  readonly requestStream: boolean;
  /** @throws Error for bytes that are no such message. */
  read(bytes: Buffer): Fields;
  write(message: Fields): Buffer;
}

/** The services that the emulator answers; of any other it says what a daemon says that was built without it. */
export const SERVICES: readonly string[] = [
  'lnrpc.Lightning',
  'routerrpc.Router',
  'invoicesrpc.Invoices',
  'lnrpc.State',
  'verrpc.Versioner',
];

const FILES = ['lightning.proto', 'router.proto', 'invoices.proto', 'stateservice.proto', 'verrpc.proto'];

let loaded: ReadonlyMap<string, LndMethod> | undefined;

/** All methods of the services by their path, `/lnrpc.Lightning/GetInfo`. Read once from the npm package `lightning`. */
export function lndMethods(): ReadonlyMap<string, LndMethod> {
  loaded ??= load();
  return loaded;
}

/** Where the protos are: the folder of the npm package `lightning`. */
export function protosFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('lightning')), 'grpc', 'protos');
}

function load(): ReadonlyMap<string, LndMethod> {
  const folder = protosFolder();
  const definitions = loadSync(
    FILES.map((file) => join(folder, file)),
    { ...PROTO_OPTIONS, includeDirs: [folder] },
  );
  const methods = new Map<string, LndMethod>();
  for (const service of SERVICES) {
    const calls = definitions[service] as Readonly<Record<string, MethodDefinition<object, object>>>;
    for (const [name, call] of Object.entries(calls))
      methods.set(call.path, {
        service,
        name,
        requestStream: call.requestStream,
        read: (bytes) => call.requestDeserialize(bytes) as Fields,
        write: (message) => call.responseSerialize(message),
      });
  }
  return methods;
}
