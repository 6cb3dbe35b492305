"""Where a cell is, in the words of a spreadsheet."""

from __future__ import annotations


def letter(column: int) -> str:
    """The letter of a column counted from 0: A, B, …, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_of(letters: str) -> int:
    """The column, counted from 0, that capital letters name."""
    column = 0
    for character in letters:
        column = column * 26 + ord(character) - ord("A") + 1
    return column - 1
