import { Button } from "@mantine/core";

import { sentenceOf } from "@/client/problem";

import { Page } from "./page";

/** Browsers say in their own words that a part of the page's code could not be fetched. */
const PART_MISSING = /dynamically imported module|preload CSS|importing a module script/i;

/** A page that broke. One broken page leaves the others usable. */
export function PageFailed({ error, retry }: { error: unknown; retry: () => void }) {
  const isPartMissing = error instanceof Error && PART_MISSING.test(error.message);
  const { detail } = sentenceOf(error);
  return (
    <Page title={isPartMissing ? "This page could not be loaded" : "This page broke"}>
      <div role="alert">
        {isPartMissing ? (
          <p className="reading">
            The server does not answer, or it was updated since this tab was opened.
          </p>
        ) : (
          <p className="reading">
            That is a fault of Branchpoint, not yours. Your runs are not touched. <br />
            <code>{detail}</code>
          </p>
        )}
      </div>
      <Button
        onClick={() => {
          if (isPartMissing) window.location.reload();
          else retry();
        }}
      >
        {isPartMissing ? "Reload" : "Try again"}
      </Button>
    </Page>
  );
}
