/** Calls `end` when it was not started again for so long. */
export class Countdown {
  private timer: ReturnType<typeof setTimeout> | undefined;

  private readonly milliseconds: number;
  private readonly end: () => void;

  constructor(milliseconds: number, end: () => void) {
    this.milliseconds = milliseconds;
    this.end = end;
  }

  restart(): void {
    this.stop();
    this.timer = setTimeout(this.end, this.milliseconds);
  }

  stop(): void {
    clearTimeout(this.timer);
  }
}

/** Resolves after a while, or at once when `stop` is aborted. */
export function rest(milliseconds: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
