/** The part of the Web Locks API that the page uses: jsdom has none. */

interface Holder {
  act: (lock: object | null) => Promise<unknown>;
  settle: (given: Promise<unknown>) => void;
  rob: () => void;
}

interface Options {
  signal?: AbortSignal;
  ifAvailable?: boolean;
  steal?: boolean;
}

export class LocksForTests {
  private readonly queues = new Map<string, Holder[]>();

  readonly request = (
    name: string,
    options: Options,
    act: (lock: object | null) => Promise<unknown>,
  ): Promise<unknown> => {
    const queue = this.queues.get(name) ?? [];
    this.queues.set(name, queue);
    if (options.ifAvailable === true && queue.length > 0) return act(null);
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        reject(new DOMException("", "AbortError"));
      };
      const holder: Holder = { act, settle: resolve, rob: leave };
      if (options.steal === true) {
        queue.shift()?.rob();
        queue.unshift(holder);
      } else {
        queue.push(holder);
      }
      options.signal?.addEventListener("abort", () => {
        if (queue.indexOf(holder) < 1) return;
        queue.splice(queue.indexOf(holder), 1);
        leave();
      });
      if (queue[0] === holder) this.grant(queue);
    });
  };

  private grant(queue: Holder[]): void {
    const holder = queue[0];
    if (holder === undefined) return;
    const given = holder.act({});
    holder.settle(given);
    const leave = (): void => {
      if (queue[0] !== holder) return;
      queue.shift();
      this.grant(queue);
    };
    given.then(leave, leave);
  }
}
