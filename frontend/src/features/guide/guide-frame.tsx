import type { ReactNode } from "react";

import classes from "./guide.module.css";

/** What stands around the guide in a browser that was not let in: no way elsewhere. */
export function GuideFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <header className={classes.frame}>Branchpoint</header>
      <main>{children}</main>
    </>
  );
}
