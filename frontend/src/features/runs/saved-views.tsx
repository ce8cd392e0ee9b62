import type { SavedView, ViewBody } from "@/shared/saved-views/saved-views-api";
import { SavedViewsMenu } from "@/shared/saved-views/saved-views-menu";

import { readRunsView, type RunsView, savedPart } from "./address";

interface SavedViewsProps {
  view: RunsView;
  onView: (change: Partial<RunsView>) => void;
}

/** Views of the list under names. */
export function SavedViews({ view, onView }: SavedViewsProps) {
  return (
    <SavedViewsMenu
      kind="runs"
      label="saved views"
      current={view.view}
      isSame={(saved) => textOf(savedView(saved)) === textOf(view)}
      body={() => bodyOf(view)}
      bodyOf={(saved) => bodyOf(savedView(saved))}
      onShow={(saved) => {
        onView({ ...savedView(saved), chosen: view.chosen });
      }}
      onSaved={(id) => {
        onView({ view: id });
      }}
    />
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
function bodyOf(view: RunsView): ViewBody {
  return { state: { ...savedPart(view), archived: view.archived, promises: view.promises } };
}
