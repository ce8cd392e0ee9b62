import { useRouterState } from "@tanstack/react-router";
import { type RefObject, useEffect, useRef } from "react";

/** The page whose heading had its turn. A load's own page leaves the focus where the browser puts it. */
let shownPath: string | null = null;

/** Somebody who types already is not interrupted. */
function isTyping(): boolean {
  const { activeElement } = document;
  return activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
}

/**
 * The ref of a page's heading, which takes the focus after a change of page, so that a screen reader
 * says where its reader is and the next Tab begins there. Once for each page, when it `isSettled`:
 * a page that still loads does not know its own name.
 */
export function useHeadingFocus(isSettled: boolean): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  const path = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname });
  useEffect(() => {
    if (path === undefined || path === shownPath) return;
    if (shownPath !== null && !isSettled) return;
    const isFirst = shownPath === null;
    shownPath = path;
    if (!isFirst && !isTyping()) heading.current?.focus({ preventScroll: true });
  }, [path, isSettled]);
  return heading;
}
