import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";

import { ExistingLinks } from "./existing-links";
import { NewLink } from "./new-link";
import { Publishing } from "./publishing";
import { LONGEST_TITLE, type Said, SaidFields } from "./said";
import { accessSentence, canBeKept, type ShareTarget } from "./share-target";

import { GuideMark } from "@/shared/guide/guide-mark";

interface ShareButtonProps {
  target: ShareTarget;
  label?: string;
  variant?: "filled" | "default";
  size?: "sm" | "compact-sm";
}

/** Makes read-only links to a target, takes them back, and publishes it. */
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
        title="Share"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p className="reading" style={{ marginTop: 0 }}>
          {accessSentence(target)} <GuideMark about="Sharing" section="share" />
        </p>
        <Sharing key={opening} target={target} />
      </Modal>
    </>
  );
}

/** What is said of it, by a link or as a file. */
function Sharing({ target }: { target: ShareTarget }) {
  const [said, setSaid] = useState<Said>({
    title: target.title.slice(0, LONGEST_TITLE),
    note: "",
  });
  return (
    <>
      <SaidFields said={said} onChange={setSaid} />
      <h3 style={{ margin: "1.5rem 0 0.5rem", fontSize: "1rem" }}>Link</h3>
      <NewLink target={target} said={said} />
      <ExistingLinks target={target} />
      {canBeKept(target) && <Publishing target={target} said={said} />}
    </>
  );
}
