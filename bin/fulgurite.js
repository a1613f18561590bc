#!/usr/bin/env node
// Works when started by any Node from 20 on: the product itself runs on Node 24, which comes as the npm package `node`.
// Node 24 reads TypeScript by itself (types are stripped), so there is nothing to build; compiled code is cached.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const EX_SOFTWARE = 70;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'harness/cli/main.ts');
const cache = join(root, 'node_modules/.cache/fulgurite');

if (!existsSync(join(root, 'node_modules/commander'))) {
  fail(`fulgurite: its packages are not installed. Run \`npm ci\` in ${root}, then try again.`);
} else if (Number(process.versions.node.split('.')[0]) >= 24) {
  module.enableCompileCache(cache);
  await import(pathToFileURL(main).href);
} else {
  restartOnNode24();
}

function restartOnNode24() {
  const node = join(root, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(node)) {
    fail(
      `fulgurite: needs Node 24; this is ${process.versions.node} and the npm package \`node\` has no binary here. ` +
        `Run \`npm ci\` in ${root} with install scripts allowed, or start with Node 24.`,
    );
    return;
  }
  // The channel tells the child when this launcher dies, however it dies: no orphan goes on working.
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`fulgurite: could not start Node 24 (${error.message}).`));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 130 : EX_SOFTWARE);
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = EX_SOFTWARE;
}
