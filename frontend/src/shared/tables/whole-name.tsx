import classes from "./whole-name.module.css";

/**
 * A name as it is: isolated, so that letters from right to left move nothing beside it, and cut
 * where it is too long for its place. Pointing at it, or the keyboard in its row, shows all of it.
 */
export function WholeName({ text }: { text: string }) {
  return (
    <bdi className={classes.name} title={text}>
      {text}
    </bdi>
  );
}
