"""A citizen in the economy system: what is paid for, and every booking of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from pejl.sample.catalogue import OWN
from pejl.sample.days import amount_text, day_text, month_digits, month_last, month_of, month_text
from pejl.sample.faults import UNKNOWN_PARAGRAPH, Fault, Faults, commitment_versions
from pejl.sample.files import Delivery
from pejl.sample.model import Grant, Life, Version, newest
from pejl.sample.money import Booking, Measure, bookings

TEXTS = ("Månedsafregning", '"Afregning ""ekstra""; jf. aftale"', "Regning")


class CalibraWriter:
    """Writes a life's commitments and bookings into all deliveries at once.

    A booking is made once and never changed: every delivery holds those booked by its day.
    """

    def __init__(
        self, deliveries: Sequence[Delivery], first_month: int, unknown_facility: str
    ) -> None:
        self.deliveries, self.first_month = deliveries, first_month
        self.days = [delivery.day for delivery in deliveries]
        self.last_month = month_of(self.days[-1])
        self.unknown_facility = unknown_facility
        self.cost: dict[tuple[int, str], int] = {}

    def write(self, life: Life, faults: Faults) -> None:
        if life.paying != OWN:
            return
        for grant in life.grants:
            fault = faults.by_key.get(grant.key)
            versions = commitment_versions(grant, fault, self.days)
            for delivery in self.deliveries:
                version = newest(versions, delivery.day)
                if version:
                    kind = fault.kind.name if fault and fault.shown(delivery.index) else ""
                    delivery["calibra/Dispositioner"].add(
                        self._commitment(life, grant, version, fault, kind)
                    )
            self._bookings(life, grant, versions)

    def _commitment(
        self, life: Life, grant: Grant, version: Version, fault: Fault | None, kind: str
    ) -> str:
        service = grant.service
        paragraph = UNKNOWN_PARAGRAPH if kind == "unknown_paragraph" else service.paragraph
        provider = self.unknown_facility if kind == "unknown_facility" else grant.facility.key
        payer = fault.municipality if fault and kind == "payer_differs" else life.paying
        return (
            f"D{grant.number};{grant.key};{life.cpr};{life.name};{paragraph};{service.function};{provider};"
            f"{day_text(version.start)};{day_text(version.end)};{amount_text(version.tariff)};{service.unit};"
            f"{amount_text(grant.quantity)};{payer};{life.acting}"
        )

    def _bookings(self, life: Life, grant: Grant, versions: tuple[Version, ...]) -> None:
        made = bookings(
            versions,
            Measure(grant.service.unit, grant.quantity),
            first_month=self.first_month,
            last_month=self.last_month,
        )
        if not made:
            return
        lines = self._lines(life, grant, made)
        months = [booking.booked for booking in made]
        for delivery in self.deliveries:
            delivery["calibra/Posteringer"].extend(
                lines[: bisect_right(months, month_of(delivery.day))]
            )
        function = grant.service.function
        for booking in made:
            year = booking.booked // 12
            self.cost[year, function] = self.cost.get((year, function), 0) + booking.amount

    def _lines(self, life: Life, grant: Grant, made: list[Booking]) -> list[str]:
        start = f"{grant.key};{life.cpr};"
        middle = f";{grant.service.function};{grant.facility.key};"
        number = int(grant.number)
        lines = []
        for booked, service, amount in made:
            text = TEXTS[(number * 7 + booked * 5 + number * booked // 11) % 3]
            if service != booked:
                text = f"Regulering {month_text(service)}"
            lines.append(
                f"{grant.number}{month_digits(service)}{month_digits(booked)};{start}"
                f"{day_text(month_last(booked))}{middle}{amount_text(amount)};{text}"
            )
        return lines
