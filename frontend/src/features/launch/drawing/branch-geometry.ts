/** Where the launch page's drawing puts its lines: a real trajectory, states on it, rollouts leaving them. */

export interface Point {
  x: number;
  y: number;
}

export interface BranchScene {
  /** Steps of a real episode, T. */
  episodeSteps: number;
  /** Rollout lengths in play; empty when nothing is imagined. */
  lengths: number[];
  /**
   * Where rollouts leave the real trajectory: at its first state, at states scattered over all or the
   * end of it; at the present state, beyond which nothing real is known; or wherever the last plan has
   * been executed to its end.
   */
  start: "initial" | "everywhere" | "latest" | "present" | "successive";
  /** Rollouts drawn from each of these states. */
  fan: number;
}

export interface Branching {
  real: Point[];
  branchPoints: Point[];
  rollouts: Point[][];
  /** The state that the one executed action of a plan leads to; null where none is marked. */
  reached: Point | null;
  /** Whether short rollouts are drawn longer than the axis would make them. */
  enlarged: boolean;
}

export const WIDTH = 720;
export const HEIGHT = 280;
const POINTS_ON_TRAJECTORY = 8;
const LATEST_SHARE = 0.3;
const PRESENT_SHARE = 0.4;
const SHORTEST_DRAWN = 30;
const SHORTEST_EXECUTED_PLAN = 60;
/** Plans from the present state, which have the drawing to themselves. */
const SHORTEST_PLAN = 220;
const SHORTEST_STEP = 20;
const LARGEST_LEAN = 100;
const REAL_SEGMENTS = 120;
const ROLLOUT_SEGMENTS = 40;
/** To which side, and how far, the rollouts of one fan leave the real trajectory. */
const LEANS = [1, -0.8, -0.25, 0.45, 0.1];

/** Height of the real trajectory at a share of the episode: a calm curve, the same for everybody. */
function realHeight(share: number): number {
  const wave =
    0.55 * Math.sin(2.2 * Math.PI * share - 1.9) + 0.18 * Math.sin(5.1 * Math.PI * share + 0.6);
  return HEIGHT * (0.5 - 0.42 * wave);
}

function onTrajectory(x: number): Point {
  return { x, y: realHeight(x / WIDTH) };
}

/** The leans of one state's rollouts; lone rollouts take turns, so that not all leave to one side. */
function leansAt(index: number, fan: number): number[] {
  return fan === 1 ? [LEANS[index % LEANS.length] ?? 1] : LEANS.slice(0, fan);
}

/** A rollout that begins along the real trajectory and leaves it ever faster, as model error compounds. */
function rollout(from: number, drawn: number, lean: number): Point[] {
  return Array.from({ length: ROLLOUT_SEGMENTS + 1 }, (_, index) => {
    const along = (drawn * index) / ROLLOUT_SEGMENTS;
    const point = onTrajectory(from + along);
    const left = Math.pow(along / drawn, 1.6) * Math.min(9 + 0.4 * drawn, LARGEST_LEAN) * lean;
    return { x: point.x, y: Math.min(Math.max(point.y + left, 4), HEIGHT - 4) };
  });
}

/** Shares of the trajectory where branches begin, spread over all or the end of it with an uneven hand. */
function scattered(first: number, width: number): number[] {
  return Array.from({ length: POINTS_ON_TRAJECTORY }, (_, index) => {
    const unevenness = 0.28 * Math.sin(7.3 * (index + 1));
    return first + (width * (index + 0.6 + unevenness)) / (POINTS_ON_TRAJECTORY + 0.9);
  });
}

/** Where one plan ends and the next begins, the lengths taking turns, until the episode is over. */
function successive(drawn: readonly number[]): number[] {
  const starts: number[] = [];
  for (let from = 0; from < WIDTH - 1; from += drawn[(starts.length - 1) % drawn.length] ?? WIDTH)
    starts.push(from);
  return starts;
}

/** Lengths in the view box: as the axis has them, but long enough to be seen. */
function drawnLengths(start: BranchScene["start"], lengths: readonly number[], perStep: number) {
  if (start === "present") {
    const scale = Math.max(perStep, SHORTEST_PLAN / Math.max(...lengths));
    return lengths.map((length) => length * scale);
  }
  const shortest = start === "successive" ? SHORTEST_EXECUTED_PLAN : SHORTEST_DRAWN;
  return lengths.map((length) => Math.max(length * perStep, shortest));
}

/** Where rollouts of these drawn lengths begin. */
function startsOf(start: BranchScene["start"], drawn: readonly number[]): number[] {
  if (start === "initial") return [0];
  if (start === "present") return [PRESENT_SHARE * WIDTH];
  if (start === "successive") return successive(drawn);
  const shares = start === "latest" ? scattered(1 - LATEST_SHARE, LATEST_SHARE) : scattered(0, 1);
  return shares.map((share) => share * WIDTH);
}

/** The real trajectory up to a place. */
function realUntil(end: number): Point[] {
  const segments = Math.max(Math.round((REAL_SEGMENTS * end) / WIDTH), 1);
  return Array.from({ length: segments + 1 }, (_, index) => onTrajectory((end * index) / segments));
}

const ALONE = { branchPoints: [], rollouts: [], reached: null, enlarged: false };

/** Everything the drawing shows for a scene, in the coordinates of its view box. */
export function branching({ episodeSteps, lengths, start, fan }: BranchScene): Branching {
  const [first] = lengths;
  if (first === undefined) return { real: realUntil(WIDTH), ...ALONE };
  const perStep = WIDTH / Math.max(episodeSteps, 1);
  const drawn = drawnLengths(start, lengths, perStep);
  const starts = startsOf(start, drawn);
  const step = Math.max((drawn[0] ?? 0) / first, SHORTEST_STEP);
  const reached = start === "present" ? onTrajectory(PRESENT_SHARE * WIDTH + step) : null;
  const allFromEach = start === "initial" || start === "present";
  const rollouts = starts.flatMap((from, index) =>
    (allFromEach ? drawn : [drawn[index % drawn.length] ?? WIDTH]).flatMap((length) =>
      leansAt(index, fan).map((lean, place) =>
        rollout(from, Math.min(length, WIDTH - from), lean * (1 + 0.3 * Math.sin(index + place))),
      ),
    ),
  );
  return {
    real: realUntil(reached?.x ?? WIDTH),
    branchPoints: starts.map(onTrajectory),
    rollouts,
    reached,
    enlarged: drawn.some((length, index) => length > (lengths[index] ?? 1) * perStep + 1e-9),
  };
}

/** An SVG path through points. */
export function pathThrough(points: Point[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join("");
}
