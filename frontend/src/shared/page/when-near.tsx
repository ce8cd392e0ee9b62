import { type ReactNode, useEffect, useState } from "react";

interface WhenNearProps {
  /** Room that is kept for it, in pixels. */
  height: number;
  children: ReactNode;
}

/** How far below the screen something is begun. */
const NEAR = "300px";
/** By then what is on screen is drawn, and the rest may follow unasked. */
const LATE_MS = 2_000;

/** What is below the screen waits, so that what is on it comes sooner. Printing shows it at once. */
export function WhenNear({ height, children }: WhenNearProps) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [isNear, setNear] = useState(!("IntersectionObserver" in window));
  useEffect(() => {
    if (place === null) return undefined;
    const show = () => {
      setNear(true);
    };
    const watch = new IntersectionObserver(
      (seen) => {
        if (seen.some(({ isIntersecting }) => isIntersecting)) show();
      },
      { rootMargin: NEAR },
    );
    watch.observe(place);
    const timer = setTimeout(show, LATE_MS);
    window.addEventListener("beforeprint", show);
    return () => {
      watch.disconnect();
      clearTimeout(timer);
      window.removeEventListener("beforeprint", show);
    };
  }, [place]);
  return isNear ? children : <div ref={setPlace} style={{ minHeight: height }} />;
}
