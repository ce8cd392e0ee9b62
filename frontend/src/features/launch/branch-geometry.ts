/** Where the launch page's drawing puts its lines: a real trajectory, branch points on it, rollouts leaving them. */

export interface Point {
  x: number;
  y: number;
}

export interface Choice {
  /** Steps of a real episode, T. */
  episodeSteps: number;
  /** Rollout lengths in play; empty when nothing is imagined. */
  lengths: number[];
  /** Where rollouts leave the real trajectory. */
  start: "initial" | "everywhere" | "latest";
}

export interface Branching {
  real: Point[];
  branchPoints: Point[];
  rollouts: Point[][];
  /** Whether short rollouts are drawn longer than the axis would make them. */
  enlarged: boolean;
}

export const WIDTH = 720;
export const HEIGHT = 280;
const FANNED = 3;
const POINTS_ON_TRAJECTORY = 8;
const POINTS_AT_START = 1;
const LATEST_SHARE = 0.3;
const SHORTEST_DRAWN = 30;
const REAL_SEGMENTS = 120;
const ROLLOUT_SEGMENTS = 16;

/** Height of the real trajectory at a share of the episode: a calm curve, the same for everybody. */
function realHeight(share: number): number {
  const wave =
    0.55 * Math.sin(2.2 * Math.PI * share - 1.9) + 0.18 * Math.sin(5.1 * Math.PI * share + 0.6);
  return HEIGHT * (0.5 - 0.42 * wave);
}

function onTrajectory(x: number): Point {
  return { x, y: realHeight(x / WIDTH) };
}

/** A rollout that begins along the real trajectory and leaves it ever faster, as model error compounds. */
function rollout(from: number, drawn: number, lean: number): Point[] {
  return Array.from({ length: ROLLOUT_SEGMENTS + 1 }, (_, index) => {
    const along = (drawn * index) / ROLLOUT_SEGMENTS;
    const point = onTrajectory(from + along);
    const left = Math.pow(along / drawn, 1.6) * (9 + 0.4 * drawn) * lean;
    return { x: point.x, y: Math.min(Math.max(point.y + left, 4), HEIGHT - 4) };
  });
}

/** Shares of the trajectory where branches begin: at the start, or spread over all or the end of it with an uneven hand. */
function branchShares(start: Choice["start"]): number[] {
  if (start === "initial") return Array.from({ length: POINTS_AT_START }, () => 0);
  const [first, width] = start === "latest" ? [1 - LATEST_SHARE, LATEST_SHARE] : [0, 1];
  return Array.from({ length: POINTS_ON_TRAJECTORY }, (_, index) => {
    const unevenness = 0.28 * Math.sin(7.3 * (index + 1));
    return first + (width * (index + 0.6 + unevenness)) / (POINTS_ON_TRAJECTORY + 0.9);
  });
}

/** Everything the drawing shows for a choice, in the coordinates of its view box. */
export function branching({ episodeSteps, lengths, start }: Choice): Branching {
  const real = Array.from({ length: REAL_SEGMENTS + 1 }, (_, index) =>
    onTrajectory((WIDTH * index) / REAL_SEGMENTS),
  );
  if (lengths.length === 0) return { real, branchPoints: [], rollouts: [], enlarged: false };
  const shares = branchShares(start);
  const perStep = WIDTH / Math.max(episodeSteps, 1);
  const drawnLength = (length: number) => Math.max(length * perStep, SHORTEST_DRAWN);
  const leans = Array.from({ length: FANNED }, (_, index) => [1, -0.8, -0.25][index] ?? 0);
  const rollouts = shares.flatMap((share, index) => {
    const from = share * WIDTH;
    const lengthsHere = start === "initial" ? lengths : [lengths[index % lengths.length] ?? 1];
    return lengthsHere.flatMap((length) =>
      leans.map((lean, fan) =>
        rollout(
          from,
          Math.min(drawnLength(length), WIDTH - from),
          lean * (1 + 0.3 * Math.sin(index + fan)),
        ),
      ),
    );
  });
  return {
    real,
    branchPoints: shares.map((share) => onTrajectory(share * WIDTH)),
    rollouts,
    enlarged: lengths.some((length) => length * perStep < SHORTEST_DRAWN),
  };
}

/** An SVG path through points. */
export function pathThrough(points: Point[]): string {
  return points
    .map(({ x, y }, index) => `${index === 0 ? "M" : "L"}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join("");
}
