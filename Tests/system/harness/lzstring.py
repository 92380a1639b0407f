"""Compression as the browser SDKs' `lz64`: LZ-string, written as base64."""

import base64


class _BitWriter:
    """Collects bits, the first one in the highest place of a byte."""

    def __init__(self) -> None:
        self.bits: list[int] = []

    def write(self, value: int, width: int) -> None:
        """The lowest bit first, as LZ-string does."""
        self.bits += [value >> place & 1 for place in range(width)]

    def bytes(self) -> bytes:
        self.bits += [0] * (-len(self.bits) % 8)
        octets = [self.bits[start : start + 8] for start in range(0, len(self.bits), 8)]
        return bytes(sum(bit << 7 - place for place, bit in enumerate(octet)) for octet in octets)


def compress_to_base64(text: str) -> str:
    """An LZ78 dictionary over UTF-16 code units; 0, 1 and 2 announce a new short unit, a new long one, the end."""
    utf16 = text.encode("utf-16-be")
    units = [chr(utf16[place] << 8 | utf16[place + 1]) for place in range(0, len(utf16), 2)]
    writer = _BitWriter()
    dictionary: dict[str, int] = {}
    unwritten: set[str] = set()
    next_code, width, before_growth = 3, 2, 2

    def count() -> None:
        nonlocal width, before_growth
        before_growth -= 1
        if before_growth == 0:
            before_growth = 1 << width
            width += 1

    def write(phrase: str) -> None:
        if phrase in unwritten:
            unit = ord(phrase)
            writer.write(int(unit >= 256), width)
            writer.write(unit, 16 if unit >= 256 else 8)
            count()
            unwritten.discard(phrase)
        else:
            writer.write(dictionary[phrase], width)
        count()

    phrase = ""
    for unit in units:
        if unit not in dictionary:
            dictionary[unit] = next_code
            next_code += 1
            unwritten.add(unit)
        longer = phrase + unit
        if longer in dictionary:
            phrase = longer
            continue
        write(phrase)
        dictionary[longer] = next_code
        next_code += 1
        phrase = unit
    if phrase:
        write(phrase)
    writer.write(2, width)
    return base64.b64encode(writer.bytes()).decode()
