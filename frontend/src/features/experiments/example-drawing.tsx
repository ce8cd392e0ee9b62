import classes from "./first-start.module.css";

const BRANCHES = [
  { x: 78.6, y: 150.4, ends: ["q 26 -7, 56 -40", "q 26 -7, 62 -22", "q 26 -7, 60 10"] },
  { x: 164.1, y: 119.3, ends: ["q 26 -11, 52 -54", "q 26 -11, 60 -32", "q 26 -11, 62 4"] },
  { x: 264.9, y: 80.5, ends: ["q 26 -9, 54 -48", "q 26 -9, 66 -14", "q 26 -9, 58 22"] },
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
        <text className={classes.realWord} x="400" y="68">
          real
        </text>
        <text className={classes.imaginedWord} x="176" y="54">
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
