import { Button } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";

import { Page } from "@/shared/page/page";
import { FailedHere } from "@/shared/page/page-states";

import { useLaunchExample } from "./api";
import { ExampleDrawing } from "./example-drawing";
import classes from "./first-start.module.css";

/** The page before there is anything: what this is, and one button that shows it. */
export function FirstStart() {
  const launch = useLaunchExample();
  const navigate = useNavigate();
  const begin = (): void => {
    launch.mutate(undefined, {
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
          <p className="note">
            Two runs of MBPO on Pendulum, 2,000 real steps each: one imagines single steps, the
            other five at a time. First curves within a minute; delete them when you have seen
            enough.
          </p>
        </div>
        <ExampleDrawing />
      </div>
    </Page>
  );
}
