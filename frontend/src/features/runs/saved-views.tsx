import { Menu, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { readRunsView, type RunsView, savedPart } from "./address";
import { type SavedView, savedViewsQuery, useSavedViews } from "./saved-views-api";
import { ViewName } from "./view-name";

interface SavedViewsProps {
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
}

/** Views under names: to come back to, to save what is shown, and whether it is still as saved. */
export function SavedViews({ view, onView }: SavedViewsProps) {
  const { data: views = [] } = useQuery(savedViewsQuery());
  const { save, rename, overwrite, remove } = useSavedViews();
  const [naming, setNaming] = useState<"new" | SavedView | null>(null);
  const shown = views.find(({ id }) => id === view.view);
  const isChanged = shown !== undefined && textOf(savedView(shown)) !== textOf(view);
  const show = (next: SavedView): void => {
    onView({ ...savedView(next), chosen: view.chosen });
  };
  const name = async (text: string): Promise<void> => {
    if (naming === null) return;
    if (naming === "new")
      onView({ view: (await save.mutateAsync({ name: text, state: stateOf(view) })).id });
    else await rename.mutateAsync({ id: naming.id, name: text });
    setNaming(null);
  };
  return (
    <>
      <Menu position="bottom-start" width={260}>
        <Menu.Target>
          <button type="button" className="link">
            {shown === undefined ? "saved views" : <>view “{<bdi>{shown.name}</bdi>}”</>}
          </button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {views.map((each) => (
            <Menu.Item
              key={each.id}
              {...(each.id === view.view ? { "aria-current": true } : {})}
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
              overwrite.mutate({ view: shown, state: stateOf(view) });
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

/** What a saved view shows, in place of all but what is chosen. */
function savedView(saved: SavedView): RunsView {
  return { ...readRunsView(saved.state), view: saved.id };
}

function textOf(view: RunsView): string {
  return JSON.stringify(savedPart(view));
}

/** The view as the server keeps it. */
function stateOf(view: RunsView) {
  return { ...savedPart(view), archived: view.archived, promises: view.promises };
}
