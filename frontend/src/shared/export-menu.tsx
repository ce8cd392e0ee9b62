import { Button, Menu } from "@mantine/core";

import { tellFailure } from "@/shared/undo";

export interface Export {
  label: string;
  act: () => Promise<void>;
}

/** Files of what the page shows, in groups. */
export function ExportMenu({
  groups,
}: {
  groups: readonly { title: string; items: readonly Export[] }[];
}) {
  return (
    <Menu position="bottom-end" withinPortal={false}>
      <Menu.Target>
        <Button>Export</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map(({ title, items }) => (
          <div key={title} role="group" aria-label={title}>
            <p className="note" aria-hidden="true" style={{ margin: "0.5rem 0.75rem 0.25rem" }}>
              {title}
            </p>
            {items.map(({ label, act }) => (
              <Menu.Item
                key={label}
                onClick={() => {
                  act().catch(tellFailure);
                }}
              >
                {label}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
