import { Page } from "@/shared/page";

/** This browser does not know the way in yet. */
export function Unauthorised() {
  return (
    <main>
      <Page title="Open the address that the server printed">
        <div className="reading">
          <p>
            This server answers only the browser that it let in. When it started, it printed an
            address with a token in the terminal; opened once, it lets this browser in.
          </p>
          <p>
            Each address works once. For a new one, run <code>branchpoint open</code> on the machine
            of the server, in the folder that it was started in.
          </p>
        </div>
      </Page>
    </main>
  );
}
