"""What may stand in an address: ids, page numbers, marks and lines. All else is no address of ours."""

from starlette.convertors import Convertor, register_url_convertor

from index.archive import IS_ID


class _Nota(Convertor[str]):
    regex = IS_ID.pattern

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Mark(_Nota):
    regex = "[kr][0-9]{1,6}"  # r: a mark that only a reading tells of


class _Number(Convertor[int]):
    regex = "[0-9]{1,6}"

    def convert(self, value: str) -> int:
        return int(value)

    def to_string(self, value: int) -> str:
        return str(value)


def register() -> None:
    """Let routes speak of `{id:nota}`, `{page:number}` and `{mark:mark}`."""
    register_url_convertor("nota", _Nota())
    register_url_convertor("number", _Number())
    register_url_convertor("mark", _Mark())
