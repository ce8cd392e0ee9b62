import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useState } from "react";

import { PresetForm } from "./preset-form";

interface SavePresetProps {
  /** What to keep; null where there is not one spec. */
  spec: Record<string, unknown> | null;
  /** The words that a name and a title are made from. */
  suggestion: string;
  size?: "sm" | "compact-sm";
}

/** Keeps a spec as a preset of one's own. */
export function SavePreset({ spec, suggestion, size = "sm" }: SavePresetProps) {
  const [opened, { open, close }] = useDisclosure(false);
  // A new opening is a new form: nothing refused earlier stands in it.
  const [opening, setOpening] = useState(0);
  return (
    <>
      <Button
        size={size}
        onClick={() => {
          setOpening(opening + 1);
          open();
        }}
      >
        Save as preset
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Save as preset"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {spec === null ? (
          <p className="reading" style={{ margin: 0 }}>
            A preset is one run, and this form names several. Give each field one value first.
          </p>
        ) : (
          <PresetForm
            key={opening}
            spec={spec}
            suggestion={suggestion}
            onSaved={(name) => {
              close();
              notifications.show({
                color: "ink",
                withBorder: true,
                closeButtonProps: { "aria-label": "Dismiss" },
                message: `Saved ${name}. New runs can start from it.`,
              });
            }}
          />
        )}
      </Modal>
    </>
  );
}
