import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { sentenceOf } from "@/client/problem";

import { sharesQuery, useRevokeShare } from "./api";
import { openLinks, type ShareTarget } from "./target";

function day(at: string): string {
  return new Date(at).toLocaleDateString(undefined, { dateStyle: "medium" });
}

/** Links to the target that still open, each with a button that takes it back. */
export function ExistingLinks({ target }: { target: ShareTarget }) {
  const shares = useQuery(sharesQuery());
  const revoke = useRevokeShare();
  if (shares.isPending) return null;
  if (shares.isError) {
    return (
      <p className="note">Earlier links could not be read: {sentenceOf(shares.error).title}.</p>
    );
  }
  const links = openLinks(shares.data, target, new Date());
  if (links.length === 0) return null;
  return (
    <section aria-label="Links that open now" style={{ marginTop: "1.5rem" }}>
      <h3 style={{ margin: 0, fontSize: "1rem" }}>Links that open now</h3>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">made</th>
            <th scope="col">works until</th>
            <th scope="col">
              <span className="hidden">revoke</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {links.map((link) => (
            <tr key={link.id}>
              <td>{day(link.created_at)}</td>
              <td>{link.expires_at === null ? "revoked" : day(link.expires_at)}</td>
              <td className="number">
                <Button
                  size="compact-sm"
                  aria-label={`Revoke the link of ${day(link.created_at)}`}
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
        <p role="alert" style={{ color: "var(--danger)" }}>
          {sentenceOf(revoke.error).title}
        </p>
      )}
    </section>
  );
}
