import { accessHeaders } from "@/client/client";
import { apiRoot } from "@/client/transport";

import { eventsFrom, type StreamEvent, StreamRefused } from "./event-stream";
import { Countdown, rest } from "./timers";
import { canTakeTurns, inAPlace, takeTurn } from "./tab-turns";

/**
 * Whether this tab hears of changes: `broken` means that what it shows may be old, `crowded` that
 * this browser already follows as many share links as it has connections for.
 */
export type LiveState = "connecting" | "live" | "broken" | "crowded";

/** Who is told, whichever tab holds the stream. */
interface Audience {
  become: (state: LiveState) => void;
  hear: (event: StreamEvent) => void;
  /** Something may have been said that this tab did not hear. */
  miss: () => void;
}

/** What tabs say to one another. The one that holds the stream answers whoever joins. */
type Told =
  | { told: "joined"; lastId: string | null }
  | { told: "event"; event: StreamEvent }
  | { told: "state"; state: LiveState; lastId: string | null };

const EVENTS = "/api/v1/events";
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** The tab that holds the stream says that it still does, to those who wait behind it. */
const BEAT_MS = 10_000;
/** A tab that said nothing for so long is stuck, and another takes its turn. */
const PATIENCE_MS = 30_000;
/** A tab asks for what it shows before it joins: it is told again what changed in so long. */
const PAGE_MS = 10_000;
/** A tab that comes back on screen counts as it did before, for so long. */
const DOUBT_MS = 2_000;

/** This tab's part in the one stream that all tabs with the same access share. */
export class Tab {
  private lastId: string | null = null;
  /** Whether this tab left the screen before it ever heard where the stream is. */
  private leftUnheard = false;
  private state: LiveState = "connecting";
  private doubt: ReturnType<typeof setTimeout> | undefined;

  private readonly name: string;
  private readonly audience: Audience;

  /** `name` is the same for all tabs that may share a stream, and for no other. */
  constructor(name: string, audience: Audience) {
    this.name = name;
    this.audience = audience;
  }

  /** Hears until `stop`, by its own stream while no other tab has one. */
  async follow(stop: AbortSignal): Promise<void> {
    this.doubt = setTimeout(() => {
      this.become("connecting");
    }, DOUBT_MS);
    stop.addEventListener("abort", () => {
      clearTimeout(this.doubt);
      this.leftUnheard ||= this.lastId === null;
    });
    if (!canTakeTurns()) {
      await this.hold(stop, () => undefined);
      return;
    }
    const channel = new BroadcastChannel(this.name);
    stop.addEventListener("abort", () => {
      channel.close();
    });
    let force = false;
    while (!isOver(stop)) force = await this.takeTurn(channel, stop, force);
  }

  /** Listens until it is this tab's turn, then holds the stream. True when it lost patience. */
  private async takeTurn(
    channel: BroadcastChannel,
    stop: AbortSignal,
    force: boolean,
  ): Promise<boolean> {
    const tell = (told: Told): void => {
      if (!isOver(stop)) channel.postMessage(told);
    };
    const stuck = new AbortController();
    const patience = new Countdown(PATIENCE_MS, () => {
      stuck.abort();
    });
    channel.onmessage = ({ data }: MessageEvent<Told>) => {
      patience.restart();
      this.listen(data);
    };
    patience.restart();
    tell({ told: "joined", lastId: this.lastId });
    const turn = { stop: AbortSignal.any([stop, stuck.signal]), force };
    await takeTurn(this.name, turn, async (over) => {
      patience.stop();
      await this.lead(channel, over, tell);
    });
    patience.stop();
    return isOver(stuck.signal);
  }

  private listen(said: Told): void {
    if (said.told === "event") this.hear(said.event);
    if (said.told !== "state") return;
    const { state, lastId } = said;
    const missed = this.lastId !== null && lastId !== null && this.lastId !== lastId;
    if (lastId !== null) this.hearFirst(lastId);
    this.lastId = lastId ?? this.lastId;
    if (missed) this.audience.miss();
    this.become(state);
  }

  /** Notes where the stream is. Nothing can say what was missed by a tab that left before that. */
  private hearFirst(id: string | null): void {
    if (this.lastId !== null) return;
    this.lastId = id;
    if (this.leftUnheard) this.audience.miss();
    this.leftUnheard = false;
  }

  private async lead(
    channel: BroadcastChannel,
    over: AbortSignal,
    tell: (told: Told) => void,
  ): Promise<void> {
    let recent: { at: number; said: Told }[] = [];
    const tellAndKeep = (said: Told): void => {
      tell(said);
      const at = performance.now();
      recent = recent.filter((each) => at - each.at < PAGE_MS);
      if (said.told === "event") recent.push({ at, said });
    };
    const beat = (): void => {
      tellAndKeep({ told: "state", state: this.state, lastId: this.lastId });
    };
    channel.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.told !== "joined") return;
      beat();
      if (data.lastId === null) for (const { said } of recent) tell(said);
    };
    const timer = setInterval(beat, BEAT_MS);
    await this.hold(over, tellAndKeep);
    clearInterval(timer);
  }

  /** Keeps the stream open until `over`, and passes on what comes. After a break it resumes. */
  private async hold(over: AbortSignal, tell: (told: Told) => void): Promise<void> {
    const become = (state: LiveState): void => {
      this.become(state);
      tell({ told: "state", state, lastId: this.lastId });
    };
    const pass = (event: StreamEvent): void => {
      this.hear(event);
      tell({ told: "event", event });
    };
    let pause = FIRST_PAUSE_MS;
    while (!isOver(over)) {
      let state: LiveState = "broken";
      try {
        const hadPlace = await inAPlace(() =>
          this.read(over, pass, () => {
            pause = FIRST_PAUSE_MS;
            become("live");
          }),
        );
        if (!hadPlace) state = "crowded";
      } catch (error) {
        // Whatever broke the stream (server gone, proxy, sleep): say so, wait, try again.
        if (error instanceof StreamRefused) pass({ id: null, event: "ended", data: "" });
      }
      if (isOver(over)) return;
      become(state);
      await rest(pause, over);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  }

  /** One stream, from where this tab left off until it ends. */
  private async read(
    over: AbortSignal,
    pass: (event: StreamEvent) => void,
    ready: () => void,
  ): Promise<void> {
    const headers = accessHeaders();
    if (this.lastId !== null) headers["Last-Event-ID"] = this.lastId;
    let newest: string | null = null;
    for await (const event of eventsFrom(apiRoot() + EVENTS, headers, over)) {
      if (event.event === "ready") {
        newest = event.id;
        // Told before what was missed: who resumes has not come so far yet.
        this.hearFirst(newest);
        ready();
        continue;
      }
      pass(event.event === "reset" ? { ...event, id: newest } : event);
    }
  }

  private hear(event: StreamEvent): void {
    this.lastId = event.id ?? this.lastId;
    this.audience.hear(event);
  }

  private become(state: LiveState): void {
    clearTimeout(this.doubt);
    this.state = state;
    this.audience.become(state);
  }
}

/** A function, because a signal changes under a loop that looks at it. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
