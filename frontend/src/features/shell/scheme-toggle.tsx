import { useMantineColorScheme } from "@mantine/core";

import classes from "./shell.module.css";
import { useColorScheme } from "@/shared/theme/theme";

/** Names what a press brings, not what is. */
export function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const other = useColorScheme() === "light" ? "dark" : "light";
  return (
    <button
      type="button"
      className={classes.word}
      onClick={() => {
        setColorScheme(other);
      }}
    >
      {other === "dark" ? "Dark" : "Light"}
      <span className="hidden"> colours</span>
    </button>
  );
}
