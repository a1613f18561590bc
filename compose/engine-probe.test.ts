import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { probeEngine } from './engine-probe.ts';

afterEach(() => vi.unstubAllEnvs());

it('says which engine answers', async () => {
  const engine = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json');
    response.end(request.url?.endsWith('/version') ? '{"Version":"27.0","ApiVersion":"1.46"}' : 'OK');
  });
  await new Promise<void>((resolve) => engine.listen(0, '127.0.0.1', resolve));
  const where = `tcp://127.0.0.1:${(engine.address() as AddressInfo).port}`;
  vi.stubEnv('DOCKER_HOST', where);
  expect(await probeEngine()).toEqual({ reachable: true, version: '27.0', apiVersion: '1.46', where });
  await new Promise((resolve) => engine.close(resolve));
});

it('says that there is none', async () => {
  vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
  expect(await probeEngine()).toMatchObject({
    reachable: false,
    why: 'the engine is not running (connection refused)',
  });
  vi.stubEnv('DOCKER_HOST', 'unix:///no/such/engine.sock');
  expect(await probeEngine()).toMatchObject({
    reachable: false,
    why: 'no engine is installed here (no socket)',
  });
});
