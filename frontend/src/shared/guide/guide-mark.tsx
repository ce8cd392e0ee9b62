import { useDisclosure } from "@mantine/hooks";
import { lazy, type ReactNode, Suspense, useRef } from "react";

import { Loading } from "@/shared/page/page-states";

import classes from "./guide-mark.module.css";
import { type SectionName, SECTIONS } from "./named-sections";

// The guide's text and what draws it come when the first mark is opened.
const GuideDrawer = lazy(async () => ({ default: (await import("./guide-drawer")).GuideDrawer }));

interface GuideMarkProps {
  /** What it explains, for those who cannot see where it stands. */
  about: string;
  /** A section that the page names, or one that the catalog does: `glossary#real-return`. */
  section: SectionName | { place: string };
}

/** A question mark that opens its section of the guide beside the page, which stays as it is. */
export function GuideMark({ about, section }: GuideMarkProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const mark = useRef<HTMLButtonElement>(null);
  const place = typeof section === "string" ? SECTIONS[section] : section.place;
  return (
    <>
      <button
        ref={mark}
        type="button"
        className={classes.mark}
        aria-label={`Help: ${about}`}
        title={`Help: ${about}`}
        aria-haspopup="dialog"
        onClick={open}
      >
        ?
      </button>
      {opened && (
        <Suspense
          fallback={
            <span className="hidden">
              <Loading what="the guide" />
            </span>
          }
        >
          <GuideDrawer
            place={place}
            onClose={() => {
              // The drawer goes with its focus, which it would give back only if it stayed.
              mark.current?.focus();
              close();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** A heading with its mark, where headings begin a line of controls. */
export function Explained({ children, ...mark }: GuideMarkProps & { children: ReactNode }) {
  return (
    <div className={classes.explained}>
      {children}
      <GuideMark {...mark} />
    </div>
  );
}
