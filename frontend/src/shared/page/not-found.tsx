import { Link } from "@tanstack/react-router";

import { Page } from "./page";

/** An address that leads nowhere, and the ways on. */
export function NotFound() {
  return (
    <Page title="There is no such page">
      <p className="reading">
        The address may be mistyped, or what it named is gone. Go on to the{" "}
        <Link to="/">experiments</Link> or to all <Link to="/runs">runs</Link>.
      </p>
    </Page>
  );
}
