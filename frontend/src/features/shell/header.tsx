import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";

import { SchemeToggle } from "./scheme-toggle";
import classes from "./shell.module.css";
import { KeyboardHelp } from "./keyboard-help";
import { useLiveState } from "@/shared/live/live-updates";
import { LIVE_WORD } from "@/shared/live/live-words";
import { SignOutMenu } from "./sign-out-menu";
import { queueQuery } from "@/shared/queries/queue-query";

const PLACES = [
  { to: "/", label: "Experiments" },
  { to: "/runs", label: "Runs" },
  { to: "/launch", label: "Launch" },
  { to: "/compare", label: "Compare" },
  { to: "/queue", label: "Queue" },
  { to: "/help", label: "Help" },
] as const;

/** Name, places, and how busy the machine is. */
export function Header() {
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.name}>
        Branchpoint
      </Link>
      <nav aria-label="Main" className={classes.places}>
        {PLACES.map(({ to, label }) => (
          <Link key={to} to={to} activeOptions={{ exact: to === "/" }} className={classes.place}>
            {label}
          </Link>
        ))}
      </nav>
      <div className={classes.aside}>
        <Following />
        <Busy />
        <SchemeToggle />
        <SignOutMenu />
        <KeyboardHelp />
      </div>
    </header>
  );
}

/** Whether what is shown is kept up to date. Only `NotLive` announces a change of it. */
function Following() {
  const state = useLiveState();
  return (
    <span className={classes.following} data-state={state}>
      {LIVE_WORD[state]}
    </span>
  );
}

function Busy() {
  const { data } = useQuery(queueQuery());
  if (data === undefined) return null;
  return (
    <Link to="/queue" className={`tabular ${classes.busy ?? ""}`}>
      {data.running} running · {data.queued} queued
      {data.paused > 0 && ` · ${data.paused} paused`}
    </Link>
  );
}
