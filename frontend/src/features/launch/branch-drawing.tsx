import { branching, HEIGHT, pathThrough, WIDTH, type Choice } from "./branch-geometry";
import classes from "./launch.module.css";

interface BranchDrawingProps {
  choice: Choice;
  /** Beside the imagined lines, for example "imagined, k = 5". */
  label: string;
  /** The sentence that says the same in words. */
  description: string;
}

/** What the choice means: a real trajectory, branch points on it, imagined rollouts leaving them. */
export function BranchDrawing({ choice, label, description }: BranchDrawingProps) {
  const { real, branchPoints, rollouts, enlarged } = branching(choice);
  return (
    <svg
      className={classes["drawing"]}
      viewBox={`-8 -8 ${WIDTH + 16} ${HEIGHT + 56}`}
      role="img"
      aria-label={description}
    >
      <path className={classes["real"]} d={pathThrough(real)} />
      {rollouts.map((rollout, index) => (
        <path key={index} className={classes["imagined"]} d={pathThrough(rollout)} />
      ))}
      {branchPoints.map((point) => (
        <circle key={point.x} className={classes["branchPoint"]} cx={point.x} cy={point.y} r={5} />
      ))}
      <text className={classes["realLabel"]} x={0} y={26}>
        real trajectory
      </text>
      {rollouts.length > 0 && (
        <text className={classes["imaginedLabel"]} x={WIDTH} y={HEIGHT - 34} textAnchor="end">
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
        T = {choice.episodeSteps.toLocaleString("en-US")}
      </text>
    </svg>
  );
}
