/** An msat amount for people: sat with thousands separators, msat only where they matter. */
export function sats(msat: number): string {
  if (msat < 0) return `-${sats(-msat)}`;
  const whole = Math.trunc(msat / 1000);
  const rest = msat % 1000;
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, ',');
  return rest === 0 ? `${grouped} sat` : `${grouped}.${String(rest).padStart(3, '0')} sat`;
}

/** A moment of a trial for people: `1:02.345` is one minute and 2.345 s after its start. */
export function moment(atMs: number): string {
  const minutes = Math.floor(atMs / 60_000);
  const seconds = ((atMs % 60_000) / 1000).toFixed(3);
  return minutes === 0 ? `${seconds} s` : `${minutes}:${seconds.padStart(6, '0')}`;
}
