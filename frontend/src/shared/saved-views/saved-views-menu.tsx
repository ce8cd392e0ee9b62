import { Menu, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import {
  type SavedView,
  savedViewsQuery,
  useSavedViews,
  type ViewBody,
  type ViewKind,
} from "./saved-views-api";
import { ViewName } from "./view-name";

interface SavedViewsMenuProps {
  kind: ViewKind;
  /** What the button says while none is shown. */
  label: string;
  /** The saved view that this began as. */
  current: string | null | undefined;
  /** Whether what is shown is as it was saved. */
  isSame: (saved: SavedView) => boolean;
  /** What is shown, as it would be saved. */
  body: () => ViewBody;
  /** What a view holds, as it would be saved again. */
  bodyOf: (saved: SavedView) => ViewBody;
  onShow: (saved: SavedView) => void;
  /** A view was made of what is shown. */
  onSaved: (id: string) => void;
}

/** Views under names: to come back to, to save what is shown, and whether it is still as saved. */
export function SavedViewsMenu(props: SavedViewsMenuProps) {
  const { kind, label, current, isSame, body, bodyOf, onShow: show, onSaved } = props;
  const { data: views = [] } = useQuery(savedViewsQuery(kind));
  const { save, rename, overwrite, remove } = useSavedViews();
  const [naming, setNaming] = useState<"new" | SavedView | null>(null);
  const shown = views.find(({ id }) => id === current);
  const isChanged = shown !== undefined && !isSame(shown);
  const name = async (text: string): Promise<void> => {
    if (naming === null) return;
    if (naming === "new") onSaved((await save.mutateAsync({ name: text, ...body() })).id);
    else await rename.mutateAsync({ id: naming.id, name: text });
    setNaming(null);
  };
  return (
    <>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <button type="button" className="link">
            {shown === undefined ? label : <>view “{<bdi>{shown.name}</bdi>}”</>}
          </button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {views.map((each) => (
            <Menu.Item
              key={each.id}
              {...(each.id === current ? { "aria-current": true } : {})}
              onClick={() => {
                show(each);
              }}
            >
              <bdi>{each.name}</bdi>
            </Menu.Item>
          ))}
          {views.length > 0 && <Menu.Divider />}
          <Menu.Item
            onClick={() => {
              setNaming("new");
            }}
          >
            Save this view as…
          </Menu.Item>
          {shown !== undefined && (
            <>
              <Menu.Item
                onClick={() => {
                  setNaming(shown);
                }}
              >
                Rename “{shown.name}”…
              </Menu.Item>
              <Menu.Item
                onClick={() => {
                  remove.mutate(shown);
                }}
              >
                Delete “{shown.name}”
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {isChanged && (
        <span role="status">
          {" "}
          changed since ·{" "}
          <button
            type="button"
            className="link"
            onClick={() => {
              overwrite.mutate({ view: shown, body: body(), before: bodyOf(shown) });
            }}
          >
            save the changes
          </button>{" "}
          ·{" "}
          <button
            type="button"
            className="link"
            onClick={() => {
              show(shown);
            }}
          >
            as it was saved
          </button>
        </span>
      )}
      <Modal
        opened={naming !== null}
        onClose={() => {
          setNaming(null);
        }}
        title={naming === "new" ? "Save this view" : "Rename the view"}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {naming !== null && <ViewName name={naming === "new" ? "" : naming.name} onName={name} />}
      </Modal>
    </>
  );
}
