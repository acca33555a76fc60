"""What can go wrong, said to the archivist, each with the exit code of the `nota` command."""


class NotaError(Exception):
    """Something the archivist can act on: the message says what happened, to which file, and what to do."""

    exit_code = 1


class WrongUsage(NotaError):
    """The command was asked for something that cannot be: a page that is not there, a line that is no JSON."""

    exit_code = 2


class UnknownNota(WrongUsage):
    """No nota in the archive has this id."""


class UnreadableScan(NotaError):
    """A file that cannot be taken in; the rest of the batch goes on."""

    exit_code = 3


class DamagedArchive(NotaError):
    """A stored file is missing, or is not what it was when it was written."""

    exit_code = 4


class MissingTool(NotaError):
    """A program or language is not on this machine; the message gives the line that installs it."""

    exit_code = 5


class CannotWrite(NotaError):
    """The disk is full, or the archive's folder may not be written."""

    exit_code = 74


class Busy(NotaError):
    """Another process is writing to this archive."""

    exit_code = 75
