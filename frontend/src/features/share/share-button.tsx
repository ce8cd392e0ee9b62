import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";

import { ExistingLinks } from "./existing-links";
import { NewLink } from "./new-link";
import { Publishing } from "./publishing";
import { accessSentence, type ShareTarget } from "./share-target";

import { GuideMark } from "@/shared/guide/guide-mark";

interface ShareButtonProps {
  target: ShareTarget;
  label?: string;
  variant?: "filled" | "default";
  size?: "sm" | "compact-sm";
}

/** Makes read-only links to a target, and takes them back. */
export function ShareButton({
  target,
  label = "Share",
  variant = "default",
  size = "sm",
}: ShareButtonProps) {
  const [opened, { open, close }] = useDisclosure(false);
  // A new opening is a new dialog: the address of an earlier link is not shown twice.
  const [opening, setOpening] = useState(0);
  const start = () => {
    setOpening(opening + 1);
    open();
  };
  return (
    <>
      <Button variant={variant} size={size} onClick={start}>
        {label}
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title="Share by link"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p className="reading" style={{ marginTop: 0 }}>
          {accessSentence(target)} <GuideMark about="Sharing" section="share" />
        </p>
        <NewLink key={opening} target={target} />
        <ExistingLinks target={target} />
        <Publishing target={target} />
      </Modal>
    </>
  );
}
