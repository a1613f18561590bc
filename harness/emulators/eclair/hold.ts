/** What a daemon would write: at once, or when it resumes while it hangs, or never when it dies before. */
export class Hold {
  #isOn = false;
  #kept: (() => void)[] = [];

  write(act: () => void): void {
    if (this.#isOn) this.#kept.push(act);
    else act();
  }

  moved(state: 'up' | 'down' | 'hung'): void {
    this.#isOn = state === 'hung';
    const kept = this.#kept.splice(0);
    if (state === 'up') for (const act of kept) act();
  }
}
