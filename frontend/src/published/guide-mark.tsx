// Stands in for `shared/guide/guide-mark`: a published page has no guide to open.

import type { ReactNode } from "react";

interface GuideMarkProps {
  about: string;
  section: unknown;
}

/** Nothing where a server's page has a question mark. */
export const GuideMark: (mark: GuideMarkProps) => ReactNode = () => null;

/** A heading alone. */
export function Explained({ children }: GuideMarkProps & { children: ReactNode }) {
  return <>{children}</>;
}
