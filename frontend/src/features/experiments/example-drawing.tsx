import classes from "./first-start.module.css";

const BRANCHES = [
  { x: 70, y: 152, ends: ["q 30 -2, 62 -34", "q 34 0, 66 -10", "q 30 6, 60 22"] },
  { x: 180, y: 106, ends: ["q 26 -16, 56 -52", "q 30 -14, 62 -30", "q 34 -4, 64 8"] },
  { x: 290, y: 60, ends: ["q 26 -14, 58 -34", "q 30 -6, 64 -4", "q 28 2, 58 30"] },
] as const;

/** A real trajectory, and what a model imagines at three points of it. */
export function ExampleDrawing() {
  return (
    <figure className={classes.drawing}>
      <svg viewBox="0 0 440 200" role="img" aria-labelledby="example-drawing-words">
        <path className={classes.real} d="M 10 160 C 130 160, 210 70, 430 44" />
        {BRANCHES.map(({ x, y, ends }) => (
          <g key={x}>
            {ends.map((end) => (
              <path key={end} className={classes.imagined} d={`M ${x} ${y} ${end}`} />
            ))}
            <circle className={classes.branch} cx={x} cy={y} r="4.5" />
          </g>
        ))}
        <text className={classes.realWord} x="372" y="80">
          real
        </text>
        <text className={classes.imaginedWord} x="206" y="38">
          imagined
        </text>
      </svg>
      <figcaption id="example-drawing-words" className="hidden">
        One real trajectory; at three branch points on it the model imagines short continuations
        that drift away from it.
      </figcaption>
    </figure>
  );
}
