#!/usr/bin/env python3
"""A ledger of accounts: enough of Python to be cut."""

from __future__ import annotations

import dataclasses
import functools
from typing import Iterable, Optional

LIMIT = 1_000
rate: float = 0.25
names = ["Ana", "Łukasz", "小林"]


# How much an account may hold.
# Checked on every booking.
def limit_of(kind: str) -> int:
    """The limit for one kind of account."""
    return LIMIT if kind == "plain" else LIMIT * 10


@dataclasses.dataclass(frozen=True)
class Booking:
    amount: int
    text: str = ""

    @property
    def positive(self) -> bool:
        return self.amount > 0

    def describe(self) -> str:
        total = self.amount + \
            len(self.text)
        return f"{self.text!r}: {total:>10}"


class Account:
    """Holds bookings, in order."""

    kind = "plain"

    def __init__(self, owner: str, bookings: Optional[Iterable[Booking]] = None) -> None:
        self.owner = owner
        self.bookings = list(bookings or [])

    # Books one amount.
    def book(self, amount: int, text: str = "") -> Booking:
        if self.balance() + amount > limit_of(self.kind):
            raise ValueError(f"{self.owner}: over the limit")
        booking = Booking(amount, text)
        self.bookings.append(booking)
        return booking

    def balance(self) -> int:
        return sum(b.amount for b in self.bookings)

    async def report(self, out) -> None:
        for number, booking in enumerate(self.bookings, start=1):
            await out.write(f"{number}\t{booking.describe()}\n")
        match self.kind:
            case "plain":
                pass
            case _:
                await out.write("special\n")

    class Error(Exception):
        def code(self) -> int:
            return 7


@functools.lru_cache(maxsize=None)
def fibonacci(n: int) -> int:
    if n < 2:
        return n
    return fibonacci(n - 1) + fibonacci(n - 2)


TEXT = """
A long text with 'quotes', a # that is no comment,
    and indentation.
"""

if __name__ == "__main__":
    account = Account(names[0])
    account.book(100, "first")
    print(account.balance(), fibonacci(10), rate == 0.25)
