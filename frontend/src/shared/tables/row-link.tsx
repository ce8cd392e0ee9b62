import { useRouter } from "@tanstack/react-router";
import { type MouseEvent, type ReactNode, useEffect, useRef } from "react";

interface RowLinkProps {
  /** An address of this page, below the server's base path. */
  path: string;
  className?: string | undefined;
  /** The run that its row is of, where it is the row's name. */
  run?: string;
  children: ReactNode;
}

/** As long as the router's own links wait before they load what a pointer rests on. */
const RESTING_MS = 50;

/**
 * A link in a row of a long list. The router's own looks at every change of the address, to know
 * whether it leads to where one is; a hundred of them make that slow.
 */
export function RowLink({ path, className, run, children }: RowLinkProps) {
  const router = useRouter();
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const leave = () => {
    clearTimeout(resting.current);
  };
  useEffect(() => leave, []);
  const href = router.basepath.replace(/\/$/, "") + path;
  // `href` says where; the types want a route, too.
  const load = () => void router.preloadRoute({ to: ".", href });
  const follow = (event: MouseEvent) => {
    if (opensElsewhere(event)) return;
    event.preventDefault();
    void router.navigate({ href });
  };
  return (
    <a
      href={href}
      className={className}
      data-run={run}
      onClick={follow}
      onFocus={load}
      onPointerEnter={() => {
        resting.current = setTimeout(load, RESTING_MS);
      }}
      onPointerLeave={leave}
    >
      {children}
    </a>
  );
}

/** Whether the browser is asked for another tab, window or file. */
function opensElsewhere(event: MouseEvent): boolean {
  const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
  return button !== 0 || metaKey || ctrlKey || shiftKey || altKey || event.defaultPrevented;
}
