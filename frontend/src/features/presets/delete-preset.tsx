import { Button, Group, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";

import { FailedHere } from "@/shared/page/page-states";

import { useDeletePreset } from "./api";

interface DeletePresetProps {
  name: string;
  onDeleted: () => void;
}

/** Deletes a preset of one's own. It asks first: its file may hold remarks that nothing brings back. */
export function DeletePreset({ name, onDeleted }: DeletePresetProps) {
  const [opened, { open, close }] = useDisclosure(false);
  const remove = useDeletePreset(() => {
    close();
    onDeleted();
  });
  const act = () => {
    remove.mutate(name);
  };
  return (
    <>
      <Button size="compact-sm" variant="subtle" onClick={open}>
        Delete this preset
      </Button>
      <Modal
        opened={opened}
        onClose={close}
        title={`Delete ${name}?`}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <p className="reading" style={{ marginTop: 0 }}>
          Its file is deleted too, which cannot be undone. Runs that started from it stay as they
          are.
        </p>
        {remove.isError && <FailedHere error={remove.error} retry={act} />}
        <Group>
          <Button variant="filled" loading={remove.isPending} onClick={act}>
            Delete
          </Button>
          <Button data-autofocus onClick={close}>
            Keep it
          </Button>
        </Group>
      </Modal>
    </>
  );
}
