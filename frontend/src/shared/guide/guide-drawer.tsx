import { Drawer } from "@mantine/core";
import { useState } from "react";

import classes from "./guide-mark.module.css";
import { GuideText, PlaceLink } from "./guide-text";
import { sectionsOfPage } from "./library";
import { type Section, wholeSection } from "./sections";

interface Place {
  page: string;
  id: string;
}

interface GuideDrawerProps {
  /** `page#section`. */
  place: string;
  onClose: () => void;
}

/** The section of a place; of a whole page, its first words. */
function sectionAt({ page, id }: Place): Section | undefined {
  const sections = sectionsOfPage(page) ?? [];
  return id === "" ? sections[0] : wholeSection(sections, id);
}

/** One section of the guide beside the page. Its links are followed here; nothing on the page is lost. */
export function GuideDrawer({ place, onClose }: GuideDrawerProps) {
  const [page = "", id = ""] = place.split("#");
  const [path, setPath] = useState<readonly Place[]>([{ page, id }]);
  const here = path.at(-1) ?? { page, id };
  const section = sectionAt(here);
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="lg"
      title={section?.title ?? "There is no such section"}
      closeButtonProps={{ "aria-label": "Close" }}
      attributes={{ header: { role: "presentation" } }}
      overlayProps={{ backgroundOpacity: 0.15 }}
      transitionProps={{ duration: 0 }}
    >
      <div className={classes.head}>
        <PlaceLink {...here} newTab>
          Open in the guide, in a new tab
        </PlaceLink>
        {path.length > 1 && (
          <button
            type="button"
            className="link"
            onClick={() => {
              setPath(path.slice(0, -1));
            }}
          >
            Back
          </button>
        )}
      </div>
      {section !== undefined && (
        <GuideText
          key={`${here.page}#${here.id}`}
          page={here.page}
          markdown={section.text}
          onFollow={(nextPage, nextId) => {
            setPath([...path, { page: nextPage, id: nextId }]);
          }}
        />
      )}
    </Drawer>
  );
}
