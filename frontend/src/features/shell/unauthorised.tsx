import { Page } from "@/shared/page/page";

/** This browser does not know the way in yet. */
export function Unauthorised() {
  return (
    <main>
      <Page title="Open the address that the server printed">
        <div className="reading">
          <p>
            This server answers only the browser that it let in. <code>branchpoint up</code> printed
            an address with a token in the terminal; opened once, it lets this browser in.
          </p>
          <p>
            Each address works once. For a new one, or where <code>branchpoint api</code> was
            started alone, run <code>branchpoint open</code> on the machine of the server, in the
            folder that it was started in.
          </p>
        </div>
      </Page>
    </main>
  );
}

/** This browser was let in, and its session has ended. */
export function SignedOut() {
  return (
    <main>
      <Page title="Signed out">
        <div className="reading" role="status">
          <p>This browser is signed out. Runs go on; nothing was lost.</p>
          <p>
            To sign it in again, run <code>branchpoint open</code> on the machine of the server, in
            the folder that it was started in. The address that it prints works once.
          </p>
        </div>
      </Page>
    </main>
  );
}
