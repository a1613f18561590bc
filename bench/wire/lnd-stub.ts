import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

/** `routerrpc.Router` as everybody gets it: the protos of the package `lightning`, loaded as LND's own guide says. */
export function routerStub(): ServiceClientConstructor {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('lightning/package.json')),
    'grpc',
    'protos',
  );
  const definition = loadSync('router.proto', {
    includeDirs: [folder],
    keepCase: true,
    longs: String,
    enums: String,
    defaults: true,
    oneofs: true,
  });
  const { routerrpc } = loadPackageDefinition(definition);
  return (routerrpc as GrpcObject).Router as ServiceClientConstructor;
}
