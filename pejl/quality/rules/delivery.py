"""V-100 to V-108: is the delivery whole, in the shape agreed, and true to what was told before?"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pejl.base.display import danish_number, danish_percent
from pejl.quality.rule import DeliveryFacts, DeliveryRule, Finding
from pejl.quality.rule_file import Parameter
from pejl.sources.intake import TypedFile
from pejl.sources.profile import Profile

NAMED = 20
"""So many files that nobody reads are named; the rest are counted."""

JUMP = Decimal(30)
"""A median that grows or shrinks this much is a moved decimal sign (x 100, x 1000), not prices."""


def _late_or_missing(facts: DeliveryFacts) -> Iterator[Finding]:
    if facts.today and facts.day > facts.today:
        yield Finding(
            file="",
            message=f"Leverancens dag, den {facts.day:%d-%m-%Y}, er ikke kommet endnu.",
            severity="W",
            next_step="Er dagen skrevet forkert, så gå tilbage med »pejl rollback«, og indlæs "
            "mappen igen med den rigtige dag (--day).",
        )
    for profile in facts.profiles:
        if profile.id not in facts.matched.files:
            if profile.required:
                yield Finding(
                    file=profile.file,
                    message=f"Filen mangler: {profile.title_da}.",
                    stops=True,
                    next_step="Læg filen i leverancen, eller sæt required = false i profilen.",
                )
        elif profile.id in facts.taken:
            yield from _ending_of(facts.taken[profile.id])
            yield from _size_of(facts.taken[profile.id], facts)
        for other in facts.matched.others.get(profile.id, ()):
            yield Finding(
                file=other,
                message=f"Flere filer passer på {profile.title_da}; denne blev ikke læst.",
                severity="I",
            )
    unclaimed = facts.matched.unclaimed
    for name in unclaimed[:NAMED]:
        yield Finding(file=name, message="Ingen profil læser denne fil.", severity="I")
    if len(unclaimed) > NAMED:
        more = len(unclaimed) - NAMED
        yield Finding(
            file=f"{danish_number(more)} filer til",
            message="Ingen profil læser dem.",
            count=more,
            severity="I",
        )


def _ending_of(file: TypedFile) -> Iterator[Finding]:
    name = file.file.name
    if file.raw.cut_off is not None:
        yield Finding(
            file=name,
            message="Filen ender midt i en række; overførslen er blevet afbrudt.",
            lines=(file.raw.cut_off,),
            stops=True,
            next_step="Bed om filen igen.",
        )
    elif file.raw.ends_open:
        yield Finding(
            file=name,
            message="Filen slutter uden linjeskift; er den afkortet, mangler den sidste række "
            "noget af sit sidste felt.",
            severity="I",
            next_step="Se den sidste række efter, eller bed om et linjeskift til sidst.",
        )


def _size_of(file: TypedFile, facts: DeliveryFacts) -> Iterator[Finding]:
    """How many rows could be loaded. Few that follow from what another rule stops need no word;
    when that is accepted, or the file itself is short, they do."""
    name, before = file.file.name, facts.feed_before(file.profile)
    follows = _reasons_for_rejects(file)
    limit = file.profile.thresholds.changed_rows
    if file.rows_loaded == 0 and (file.profile.required or file.rows_read):
        yield Finding(
            file=name,
            message="Filen har ingen rækker, der kan indlæses"
            + (f"; alle {danish_number(file.rows_read)} er afvist." if file.rows_read else "."),
            count=file.rows_read,
            stops=True,
            next_step="Se efter med »pejl source check«, og bed om filen igen.",
            follows=follows if file.rows_read else frozenset(),
        )
    elif before and _share(file.rows_loaded, before.rows_loaded) > limit:
        short = _share(file.rows_read, before.rows_read) > limit
        share = danish_percent(_share(file.rows_loaded, before.rows_loaded))
        yield Finding(
            file=name,
            message=f"Antallet af rækker er ændret {share}: fra "
            f"{danish_number(before.rows_loaded)} til {danish_number(file.rows_loaded)}.",
            count=abs(file.rows_loaded - before.rows_loaded),
            stops=True,
            next_step="Find ud af hvorfor, og ret det.",
            follows=frozenset() if short else follows,
        )


def _reasons_for_rejects(file: TypedFile) -> frozenset[str]:
    reasons = {
        "V-101": bool(file.header.missing),
        "V-102": bool(file.damaged_lines),
        "V-103": any(_foreign_columns(file)),
    }
    return frozenset(rule for rule, holds in reasons.items() if holds)


def _share(now: int, before: int) -> Decimal:
    return abs(Decimal(now) - before) / before if before else Decimal(1 if now else 0)


def _changed_columns(facts: DeliveryFacts) -> Iterator[Finding]:
    for file in facts.taken.values():
        profile, header = file.profile, file.header
        if _header_is_damaged(file):
            continue
        if not header.places:
            yield Finding(
                file=file.file.name,
                message="Ingen af profilens kolonner står i overskriften.",
                count=len(header.missing),
                lines=(profile.header_line,),
                stops=True,
                acceptable=False,
                next_step="Ret header_line eller delimiter i profilen, eller bed om filen igen "
                "med overskrift.",
            )
            continue
        for name in header.missing:
            renamed = header.renamed.get(name)
            needed = profile.columns[name].required or name in profile.key
            yield Finding(
                file=file.file.name,
                message=f"Kolonnen »{name}« mangler."
                + (f" Hedder den nu »{renamed}«?" if renamed else ""),
                lines=(profile.header_line,),
                stops=True,
                acceptable=not needed,
                next_step="Ret kolonnens navn i profilen, eller bed om kolonnen igen.",
            )
        for name in header.new:
            stops = profile.on_new_column == "freeze"
            yield Finding(
                file=file.file.name,
                message=f"Kolonnen »{name}« er ny; profilen kender den ikke.",
                lines=(profile.header_line,),
                stops=stops,
                severity=None if stops else "I",
                next_step='Skriv kolonnen i profilen, eller sæt on_new_column = "ignore".',
            )


def _header_is_damaged(file: TypedFile) -> bool:
    """Then the columns' names are no names, and nobody should mend a profile by them."""
    return file.profile.header_line in file.damaged_lines


def _damaged_letters(facts: DeliveryFacts) -> Iterator[Finding]:
    for file in facts.taken.values():
        if file.damaged_lines:
            yield Finding(
                file=file.file.name,
                message="Bogstaver er ødelagt af et forkert tegnsæt (fx »Ã¸« for »ø«).",
                count=len(file.damaged_lines),
                lines=file.damaged_lines,
                stops=True,
                acceptable=not _header_is_damaged(file),
                next_step="Bed om filen igen i det rigtige tegnsæt, eller ret encoding i profilen.",
            )


def _moved_decimals(facts: DeliveryFacts) -> Iterator[Finding]:
    for file in facts.taken.values():
        for name, count in _foreign_columns(file):
            yield Finding(
                file=file.file.name,
                message=f"{danish_number(count)} værdier i kolonnen »{name}« er skrevet med "
                f"et andet decimaltegn end profilens »{file.profile.decimal}«.",
                count=count,
                stops=True,
                next_step="Ret decimal og thousands i profilen.",
            )
        yield from _jumps(file, facts)


def _foreign_columns(file: TypedFile) -> Iterator[tuple[str, int]]:
    """Columns where more cells than the profile allows are written in the other convention."""
    for name, count in file.foreign_amounts.items():
        if Decimal(count) > file.profile.thresholds.wrong_amounts * max(file.rows_read, 1):
            yield name, count


def _jumps(file: TypedFile, facts: DeliveryFacts) -> Iterator[Finding]:
    before = facts.feed_before(file.profile)
    for name, now in file.medians.items():
        then = Decimal(before.medians.get(name, "0")) if before else Decimal(0)
        if then <= 0 or now <= 0 or then / JUMP < now < then * JUMP:
            continue
        yield Finding(
            file=file.file.name,
            message=f"Beløbene i kolonnen »{name}« er et andet sted end sidst: midterste beløb "
            f"var {danish_number(then, 2)}, nu {danish_number(now, 2)}.",
            stops=True,
            next_step="Er decimaltegnet flyttet, så ret decimal og thousands i profilen.",
        )


def _lost_zeros(facts: DeliveryFacts) -> Iterator[Finding]:
    for file in facts.taken.values():
        if file.padded_lines:
            yield Finding(
                file=file.file.name,
                message="CPR-numre havde mistet deres første nul; det er sat på igen.",
                count=len(file.padded_lines),
                lines=file.padded_lines,
                next_step="Bed om kolonnen som tekst.",
            )
        for name, (count, lines) in file.number_lines.items():
            yield Finding(
                file=file.file.name,
                message=f"{danish_number(count)} værdier i kolonnen »{name}« er læst som tal "
                "undervejs (fx 107 for »§ 107«); deres paragraf eller konto ville gå tabt.",
                count=count,
                lines=lines,
                stops=True,
                next_step="Bed om kolonnen som tekst, eller oversæt værdierne i profilen.",
            )


def _duplicate_keys(facts: DeliveryFacts) -> Iterator[Finding]:
    for profile_id, old in facts.superseded.items():
        if not old.rows:
            continue
        yield Finding(
            file=facts.taken[profile_id].file.name,
            message=f"{danish_number(old.rows)} rækker har samme nøgle som en række længere nede, "
            f"{danish_number(old.conflicting)} af dem med andet indhold; den nederste gælder.",
            count=old.rows,
            lines=old.lines,
            severity=None if old.conflicting else "I",
            next_step="Bed leverandøren om én række for hver nøgle.",
        )


def _vanished_history(facts: DeliveryFacts) -> Iterator[Finding]:
    for profile_id, gone in facts.vanished.items():
        if not gone.count:
            continue
        file = facts.taken[profile_id]
        share = Decimal(gone.count) / max(gone.rows_before, 1)
        limit = file.profile.thresholds.vanished_rows
        yield Finding(
            file=file.file.name,
            message=f"Lukkede rækker fra forrige leverance er væk ({danish_number(gone.removed)}) "
            f"eller ændret ({danish_number(gone.changed)}): {danish_percent(share)} af filen. "
            "Linjerne er forrige leverances.",
            count=gone.count,
            lines=gone.lines,
            stops=share > limit,
            severity="E" if share > limit else "W",
            next_step="Find ud af hvorfor; historik må ikke ændre sig stille.",
        )


def _unread_as(code: str, facts: DeliveryFacts) -> Iterator[Finding]:
    """Files that could not be read at all, under the rule their error names."""
    for profile_id, error in facts.unread.items():
        if error.code != code:
            continue
        where = error.where
        yield Finding(
            file=_name_of(facts, profile_id),
            message=error.message,
            lines=(where.line,) if where and where.line else (),
            stops=True,
            acceptable=False,
            next_step=error.next_step or "",
        )


def _name_of(facts: DeliveryFacts, profile_id: str) -> str:
    file = facts.matched.files.get(profile_id)
    return file.name if file else _profile(facts, profile_id).file


def _profile(facts: DeliveryFacts, profile_id: str) -> Profile:
    return next(one for one in facts.profiles if one.id == profile_id)


V_100 = DeliveryRule(
    id="V-100",
    name_da="Sen eller manglende leverance",
    severity="E",
    fixer="SA",
    help_da="En ventet fil mangler, er tom, er afbrudt, eller har over 20 % flere eller færre "
    "rækker end sidst (grænsen står i profilen). Udgivelsen standses.",
    fix_da="Bed leverandøren om hele filen igen. Er ændringen rigtig, så lad reglen passere med "
    "en grund (--accept).",
    check=lambda facts: [*_unread_as("V-100", facts), *_late_or_missing(facts)],
    limits={
        "changed_rows": Parameter(
            default=Decimal("0.20"),
            label_da="Så stor en ændring i antal rækker standser udgivelsen",
            unit_da="andel",
        )
    },
)
V_101 = DeliveryRule(
    id="V-101",
    name_da="Ændrede kolonner",
    severity="E",
    fixer="SA",
    help_da="En kolonne mangler, er ny eller har skiftet navn. Udgivelsen standses, til profilen "
    "er rettet; en ny kolonne kan profilen vælge kun at nævne.",
    fix_da="Ret kolonnens navn i profilen, eller bed leverandøren om kolonnen, som den var.",
    check=lambda facts: [*_unread_as("V-101", facts), *_changed_columns(facts)],
)
V_102 = DeliveryRule(
    id="V-102",
    name_da="Ødelagte bogstaver",
    severity="E",
    fixer="SA",
    help_da="Filen er læst eller gemt i et forkert tegnsæt. Udgivelsen standses.",
    fix_da="Bed om filen igen i det rigtige tegnsæt, eller ret encoding i profilen.",
    check=lambda facts: [*_unread_as("V-102", facts), *_damaged_letters(facts)],
)
V_103 = DeliveryRule(
    id="V-103",
    name_da="Flyttet decimaltegn",
    severity="E",
    fixer="SA",
    help_da="Beløb er skrevet med et andet decimaltegn end profilens, eller en kolonnes midterste "
    "beløb er mindst 30 gange større eller mindre end sidst. Udgivelsen standses.",
    fix_da="Ret decimal og thousands i profilen, eller bed leverandøren skrive beløb som før.",
    check=_moved_decimals,
    limits={
        "wrong_amounts": Parameter(
            default=Decimal("0.01"),
            label_da="Så stor en del beløb i fremmed skrivemåde standser udgivelsen",
            unit_da="andel",
        )
    },
)
V_105 = DeliveryRule(
    id="V-105",
    name_da="Tabt nul forrest",
    severity="E",
    fixer="SA",
    help_da="Et CPR-nummer med ni cifre får sit nul igen, når det kun kan være ét nummer, og det "
    "nævnes her. Ellers afvises rækken. En konto eller paragraf, der er blevet til et tal, "
    "standser udgivelsen.",
    fix_da="Bed om kolonnen som tekst; så beholder den sine nuller.",
    check=_lost_zeros,
)
V_106 = DeliveryRule(
    id="V-106",
    name_da="Dubletter af nøgler",
    severity="W",
    fixer="SA",
    help_da="Samme nøgle flere gange i en fil. Den nederste række gælder; de andre tælles som "
    "indlæst, men afløst.",
    fix_da="Bed leverandøren om én række for hver nøgle.",
    check=_duplicate_keys,
)
V_108 = DeliveryRule(
    id="V-108",
    name_da="Forsvundet historik",
    severity="W",
    fixer="SA",
    help_da="Rækker, der var lukket ved forrige leverance, er væk eller ændret. Nævnes altid; "
    "standser udgivelsen over en grænse i profilen (2 % af filen).",
    fix_da="Spørg leverandøren, hvorfor historikken er ændret. Er det rigtigt, så skriv grunden "
    "i rapporten.",
    check=_vanished_history,
    limits={
        "vanished_rows": Parameter(
            default=Decimal("0.02"),
            label_da="Så stor en del forsvundet historik standser udgivelsen",
            unit_da="andel",
        )
    },
)

DELIVERY_RULES: tuple[DeliveryRule, ...] = (V_100, V_101, V_102, V_103, V_105, V_106, V_108)
