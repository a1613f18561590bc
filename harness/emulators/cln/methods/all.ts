import type { Method } from '../method.ts';
import { CHANNELS } from './channels.ts';
import { DECODE } from './decode.ts';
import { HOLD } from './hold.ts';
import { INFO } from './info.ts';
import { INVOICES } from './invoices.ts';
import { PAY } from './pay.ts';
import { RECORDS } from './records.ts';
import { ROUTES } from './routes.ts';
import { RUNES } from './runes.ts';
import { WAITS } from './waits.ts';

/** All commands that are emulated, by name. */
export function methodsOf(holdPlugin: boolean): ReadonlyMap<string, Method> {
  const groups = [
    INFO,
    DECODE,
    CHANNELS,
    INVOICES,
    PAY,
    RECORDS,
    WAITS,
    ROUTES,
    RUNES,
    ...(holdPlugin ? [HOLD] : []),
  ];
  return new Map(groups.flat().map((method) => [method.name, method]));
}
