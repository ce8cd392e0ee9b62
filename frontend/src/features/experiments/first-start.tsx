import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";

import { Page } from "@/shared/page/page";
import { FailedHere } from "@/shared/page/page-states";
import { catalogQuery } from "@/shared/queries/catalog-query";

import { useLaunchExample } from "./api";
import { ExampleDrawing } from "./example-drawing";
import classes from "./first-start.module.css";

/** The page before there is anything: what this is, and one button that shows it. */
export function FirstStart() {
  const launch = useLaunchExample();
  const example = useQuery(catalogQuery()).data?.example;
  const navigate = useNavigate();
  const begin = (): void => {
    if (example === undefined) return;
    launch.mutate(example.request, {
      onSuccess: ({ experiment: { id } }) => {
        void navigate({ to: "/experiments/$experimentId", params: { experimentId: id } });
      },
    });
  };
  return (
    <Page title="How far can a model be trusted?" tab="Experiments">
      <div className={classes.start}>
        <div className="reading">
          <p>
            Branchpoint trains policies on what a learned model imagines, and shows step by step
            where imagination and world part company.
          </p>
          <div className={classes.actions}>
            <Button variant="filled" size="md" loading={launch.isPending} onClick={begin}>
              Launch the example
            </Button>
            <Link to="/launch">or choose everything yourself</Link>
          </div>
          {launch.isError && <FailedHere error={launch.error} retry={begin} />}
          <p className="note">{example?.sentence}</p>
        </div>
        <ExampleDrawing />
      </div>
    </Page>
  );
}
