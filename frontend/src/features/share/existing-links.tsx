import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { sentenceOf } from "@/client/problem";
import type { Schema } from "@/client/client";
import { useClock } from "@/shared/words/clock";
import { FailedHere } from "@/shared/page/page-states";
import { figure } from "@/shared/words/numbers";
import { moment } from "@/shared/words/time-words";

import { sharesQuery, useRevokeShare } from "./api";
import { openLinks, shortId, type ShareTarget, shownBy } from "./share-target";

/** Links to the target that still open, each with a button that takes it back. */
export function ExistingLinks({ target }: { target: ShareTarget }) {
  const shares = useQuery(sharesQuery());
  // A link that ends while the dialog is open leaves it.
  const minute = useClock((now) => Math.floor(now / 60_000) * 60_000);
  if (shares.isPending) return null;
  if (shares.isError) {
    return (
      <p className="note">Earlier links could not be read: {sentenceOf(shares.error).title}.</p>
    );
  }
  const links = openLinks(shares.data, target, new Date(minute));
  return links.length === 0 ? null : <Links links={links} />;
}

function Links({ links }: { links: readonly Schema<"Share">[] }) {
  const revoke = useRevokeShare();
  return (
    <section aria-label="Links that open now" style={{ marginTop: "1.5rem" }}>
      <h3 style={{ margin: 0, fontSize: "1rem" }}>Links that open now</h3>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">link</th>
            <th scope="col">made</th>
            <th scope="col" className="number">
              opened
            </th>
            <th scope="col">works until</th>
            <th scope="col">
              <span className="hidden">revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={link.id}>
              <th scope="row" title={link.id}>
                {shortId(link)} <div className="note">{shownBy(link)}</div>
              </th>
              <td>{moment(link.created_at)}</td>
              <td className="number">
                {figure(link.views)}
                {link.opened_at !== null && (
                  <div className="note">last {moment(link.opened_at)}</div>
                )}
              </td>
              <td>{link.expires_at === null ? "revoked" : moment(link.expires_at)}</td>
              <td className="number">
                <Button
                  size="compact-sm"
                  aria-label={`Revoke link ${shortId(link)} of ${moment(link.created_at)}`}
                  disabled={revoke.isPending && revoke.variables === link.id}
                  onClick={() => {
                    revoke.mutate(link.id);
                  }}
                >
                  Revoke
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {revoke.isError && (
        <FailedHere
          error={revoke.error}
          retry={() => {
            revoke.mutate(revoke.variables);
          }}
        />
      )}
    </section>
  );
}
