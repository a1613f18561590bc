import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PILOTS = fileURLToPath(new URL('../../scenarios/pilots/', import.meta.url));

export interface ShippedPilot {
  readonly name: string;
  readonly file: string;
  /** The `description:` of the file. */
  readonly says: string;
}

export function shippedPilots(): readonly ShippedPilot[] {
  const files = readdirSync(PILOTS).filter((file) => file.endsWith('.yaml'));
  return files.toSorted().map((file) => {
    const path = join(PILOTS, file);
    const says = /^description: *(.+)$/m.exec(readFileSync(path, 'utf8'))?.[1] ?? '';
    return { name: basename(file, '.yaml'), file: path, says };
  });
}

/** The file that an argument of the command line means: a path as it stands, or the name of a shipped pilot. */
export function pilotFile(argument: string): string {
  const isPath = /[\\/]|\.(ya?ml|json)$/i.test(argument) || existsSync(argument);
  if (isPath) return argument;
  return shippedPilots().find((pilot) => pilot.name === argument)?.file ?? argument;
}
