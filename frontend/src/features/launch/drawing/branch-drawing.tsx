import type { Schema } from "@/client/client";

import { branching, HEIGHT, pathThrough, WIDTH } from "./branch-geometry";
import classes from "@/features/launch/launch.module.css";

/** What a launch would imagine: a real trajectory, states on it, imagined rollouts leaving them. */
export function BranchDrawing({ rollouts: told }: { rollouts: Schema<"RolloutPreview"> }) {
  const { start, lengths, fan, episode_steps: episodeSteps, label, sentence } = told;
  const { real, branchPoints, rollouts, reached, enlarged } = branching({
    start,
    lengths,
    fan,
    episodeSteps,
  });
  return (
    <svg
      className={classes["drawing"]}
      viewBox={`-8 -8 ${WIDTH + 16} ${HEIGHT + 56}`}
      role="img"
      aria-label={sentence}
    >
      {rollouts.map((rollout, index) => (
        <path key={index} className={classes["imagined"]} d={pathThrough(rollout)} />
      ))}
      <path className={classes["real"]} d={pathThrough(real)} />
      {branchPoints.map((point) => (
        <circle key={point.x} className={classes["branchPoint"]} cx={point.x} cy={point.y} r={5} />
      ))}
      {reached !== null && (
        <circle className={classes["reached"]} cx={reached.x} cy={reached.y} r={4} />
      )}
      <text className={classes["realLabel"]} x={0} y={26}>
        {reached === null ? "real trajectory" : "real trajectory so far"}
      </text>
      {rollouts.length > 0 && (
        <text className={classes["imaginedLabel"]} x={WIDTH} y={HEIGHT - 14} textAnchor="end">
          {label}
        </text>
      )}
      <line className={classes["axis"]} x1={0} x2={WIDTH} y1={HEIGHT + 8} y2={HEIGHT + 8} />
      <text className={classes["tick"]} x={0} y={HEIGHT + 30}>
        t = 0
      </text>
      <text className={classes["tick"]} x={WIDTH / 2} y={HEIGHT + 30} textAnchor="middle">
        real steps of one episode
        {enlarged ? " (short rollouts drawn longer than scale)" : ""}
      </text>
      <text className={classes["tick"]} x={WIDTH} y={HEIGHT + 30} textAnchor="end">
        T = {episodeSteps.toLocaleString("en-US")}
      </text>
    </svg>
  );
}
