import { moment } from "@/shared/words/time-words";

import type { Deed } from "./api";
import { inWords } from "./audit-search";

/** One row for each thing that was done. */
export function AuditTable({ deeds }: { deeds: readonly Deed[] }) {
  return (
    <div role="region" aria-label="What was done" tabIndex={0} style={{ overflowX: "auto" }}>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">when</th>
            <th scope="col">who</th>
            <th scope="col">what</th>
            <th scope="col">to what</th>
            <th scope="col">from where</th>
          </tr>
        </thead>
        <tbody>
          {deeds.map((deed) => (
            <tr key={deed.id}>
              <td className="tabular" style={{ whiteSpace: "nowrap" }}>
                <time dateTime={deed.at}>{moment(deed.at)}</time>
              </td>
              <td>{deed.who}</td>
              <td style={{ whiteSpace: "nowrap" }}>{inWords(deed.action)}</td>
              <td style={{ maxWidth: "28rem", overflowWrap: "anywhere" }}>{deed.about}</td>
              <td className="tabular">{deed.address}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
