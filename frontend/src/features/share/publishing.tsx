import { Button, Group, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import type { Schema } from "@/client/client";
import { FailedHere } from "@/shared/page/page-states";
import { Folded } from "@/shared/page/folded";
import { apiAddress, saveAnswer } from "@/shared/requests/downloads";
import { tellFailure } from "@/shared/requests/offers-to-undo";
import { figure } from "@/shared/words/numbers";

import { CopiedText } from "./copied-text";
import { publicationQuery, useCancelPublication, usePublish } from "./publication-api";
import { isMade, savedName, sizeWords } from "./publication-words";
import { publishCommand } from "./publish-command";
import type { Said } from "./said";
import type { ShareTarget } from "./share-target";

interface PublishingProps {
  target: ShareTarget;
  said: Said;
}

const FORMS = [
  { value: "html", label: "One HTML file, at most 3 MB" },
  { value: "zip", label: "Zip of a folder, with every point" },
] as const;
type Form = (typeof FORMS)[number]["value"];

/** Sends what is shared as a file that needs no server. */
export function Publishing({ target, said }: PublishingProps) {
  const [form, setForm] = useState<Form>("html");
  const [licence, setLicence] = useState("");
  const publish = usePublish(target);
  const made = useQuery(publicationQuery(publish.data)).data ?? publish.data;
  return (
    <section aria-label="Publish" style={{ marginTop: "1.5rem" }}>
      <h3 style={{ margin: 0, fontSize: "1rem" }}>Publish</h3>
      <p className="note" style={{ margin: "0.25rem 0 0.5rem" }}>
        The same page as a file that opens without this server, as it is now.
      </p>
      <Stack gap="sm">
        <SegmentedControl
          aria-label="Form of the file"
          data={[...FORMS]}
          value={form}
          onChange={(value) => {
            setForm(value);
          }}
          fullWidth
          orientation="vertical"
        />
        <TextInput
          label="Licence"
          description="Under which terms it may be used, such as CC BY 4.0; may be left empty."
          value={licence}
          maxLength={200}
          onChange={({ currentTarget: { value } }) => {
            setLicence(value);
          }}
        />
        <Group>
          <Button
            loading={publish.isPending}
            disabled={made !== undefined && !isMade(made)}
            onClick={() => {
              publish.mutate({ ...said, licence, form });
            }}
          >
            Publish
          </Button>
          {made !== undefined && !isMade(made) && <Cancel made={made} />}
        </Group>
        {made !== undefined && <Progress made={made} />}
        {publish.isError && (
          <FailedHere
            error={publish.error}
            retry={() => {
              publish.mutate(publish.variables);
            }}
          />
        )}
        <Folded summary="By the command line">
          <p className="note" style={{ margin: "0.25rem 0 0.5rem" }}>
            In place of <code>results.html</code> name a <code>.zip</code>, a folder or an address
            such as <code>s3://</code>.
          </p>
          <CopiedText
            label="Command that publishes this"
            copy="Copy the command"
            text={publishCommand({ ...target, title: said.title })}
          />
        </Folded>
      </Stack>
    </section>
  );
}

function Cancel({ made }: { made: Schema<"Publication"> }) {
  const cancel = useCancelPublication();
  return (
    <Button
      loading={cancel.isPending}
      onClick={() => {
        cancel.mutate(made.id);
      }}
    >
      Cancel
    </Button>
  );
}

/** How far it is; once it is done, the file. */
function Progress({ made }: { made: Schema<"Publication"> }) {
  return (
    <div role="status">
      {made.state === "done" ? (
        <>
          <Button
            variant="filled"
            onClick={() => {
              const address = apiAddress(`publications/${made.id}/file`, {});
              saveAnswer(savedName(made), address).catch(tellFailure);
            }}
          >
            Save {savedName(made)}, {sizeWords(made.bytes)}
          </Button>
          <p className="note" style={{ margin: "0.5rem 0 0" }}>
            {figure(made.answers)} answers. {made.left_out}
          </p>
        </>
      ) : (
        <p className="note" style={{ margin: 0 }}>
          {made.words}
        </p>
      )}
    </div>
  );
}
