import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EmulatedDesk } from '../desk.ts';

const PASSWORD_FILE = 'api-password';
const PASSWORD_WORDS = 4;

/** A daemon's data folder as far as somebody needs it who wants to call it. */
export interface EclairFiles {
  readonly password: string;
  readonly passwordFile: string;
}

/** The password of an earlier start is kept. The same node of the same run has the same one. */
export async function passwordOf(folder: string, desk: EmulatedDesk): Promise<EclairFiles> {
  const passwordFile = join(folder, PASSWORD_FILE);
  const kept = await readFile(passwordFile, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  if (kept.trim() !== '') return { password: kept.trim(), passwordFile };
  const random = desk.random.fork('eclair api password');
  let password = '';
  for (let word = 0; word < PASSWORD_WORDS; word++) password += random.uint32().toString(16).padStart(8, '0');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  return { password, passwordFile };
}

/** `eclair.conf`, in the words of Eclair's own `reference.conf`. */
export async function writeConf(
  folder: string,
  { alias, port, password }: { readonly alias: string; readonly port: number; readonly password: string },
): Promise<void> {
  const lines = [
    'eclair.chain = "regtest"',
    `eclair.node-alias = ${JSON.stringify(alias)}`,
    'eclair.api.enabled = true',
    'eclair.api.binding-ip = "127.0.0.1"',
    `eclair.api.port = ${port}`,
    `eclair.api.password = ${JSON.stringify(password)}`,
  ];
  await writeFile(join(folder, 'eclair.conf'), `${lines.join('\n')}\n`, { mode: 0o600 });
}
