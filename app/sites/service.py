"""What the other rooms may ask of the sites. What is changed here is audited by whoever asked for it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.sites import closures, rules
from app.sites.closures import add_closure, closures_of, moments_of, part_of, planned, remove_closure
from app.sites.closures_file import closures_csv, load_closures_csv
from app.sites.errors import TelephoneKnown, UnknownSite
from app.sites.models import Catchment, Office, OfficeTelephone, Site, SiteClosure, SiteHours
from app.sites.reading import SiteInFile, read_sites
from app.sites.rules import SiteRules
from app.values.bank_holidays import Nation, bank_holidays
from app.values.opening_hours import OpeningHours, Stretch

__all__ = [
    "add_closure",
    "closures_csv",
    "closures_of",
    "load_closures_csv",
    "moments_of",
    "part_of",
    "planned",
    "remove_closure",
]

DEMONSTRATION: Final = Path(__file__).with_name("demonstration.yaml")
HELD: Final = "sites that were asked for"


@dataclass(frozen=True)
class Dialled:
    """The site of a number that was rung, and whether it was its textphone number."""

    site: Site
    textphone: bool


def load(session: Session, file: Path = DEMONSTRATION) -> list[Site]:
    """Add the sites of a file, or bring those already here into agreement with it, in the file's order.

    Raises SitesFileError, naming every fault by file and line, before anything is changed; OSError where the
    file cannot be read. A site that the file does not name is left alone.
    """
    in_file = read_sites(file.read_text(encoding="utf-8"), str(file))
    known = {site.slug: site for site in all_sites(session)}
    return [_load_site(session, known.get(described.slug), described) for described in in_file]


def all_sites(session: Session) -> list[Site]:
    """Every site, in the order they were added."""
    return list(session.scalars(select(Site).order_by(Site.id)))


def by_id(session: Session, site_id: int) -> Site:
    """The site of that id, asked of the database once a session. Raises UnknownSite."""
    site = session.get(Site, site_id)
    if site is None:
        raise UnknownSite(f"no site has the id {site_id}")
    # A session forgets what nobody holds, and a page names the sites of many rows.
    session.info.setdefault(HELD, set()).add(site)
    return site


def by_slug(session: Session, slug: str) -> Site:
    """The site of that slug. Raises UnknownSite."""
    site = session.scalar(select(Site).where(Site.slug == slug))
    if site is None:
        raise UnknownSite(f"no site is called {slug}")
    return site


def by_number(session: Session, number: str) -> Dialled | None:
    """The site of a number that was rung (E.164), or None where no site has it."""
    site = session.scalar(select(Site).where((Site.telephone == number) | (Site.textphone == number)))
    return Dialled(site, textphone=site.textphone == number) if site else None


def rules_of(site: Site) -> SiteRules:
    """The site's numbers."""
    return SiteRules.read(site.rules)


def change_rules(session: Session, site: Site, **changes: Any) -> SiteRules:
    """Change some of the site's numbers, named as in SiteRules. Raises Invalid, and then nothing is changed."""
    changed = SiteRules.read({**site.rules, **changes})
    site.rules = changed.stored()
    session.flush()
    return changed


def lock(session: Session, site_id: int) -> Site:
    """The site, locked until the commit and read afresh, for whoever changes what was looked at before."""
    statement = select(Site).where(Site.id == site_id).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one()


def version_of(site: Site) -> str:
    """A short name for the site's numbers and order as they stand: another, once anything of them was changed."""
    return rules.version(site.rules, site.overflow_order)


def change_order(session: Session, site: Site, order: Sequence[str]) -> None:
    """Change which sites calls of this one go to, the first first. Raises Invalid, and then nothing is changed."""
    rules.check_order(site.slug, order, [one.slug for one in all_sites(session)])
    site.overflow_order = list(order)
    session.flush()


def hours_of(session: Session, site: Site) -> OpeningHours:
    """The site's opening hours, and the parts of days on which it is shut."""
    rows = session.scalars(select(SiteHours).where(SiteHours.site_id == site.id))
    return OpeningHours.of(
        {row.weekday: [Stretch(row.opens, row.closes)] for row in rows}, closures.parts(closures.planned(session, site))
    )


def set_hours(session: Session, site: Site, weekday: int, opens: time | None, closes: time | None) -> None:
    """Change the hours of one weekday (0 is Monday); without times the site does not open on it. Raises Invalid."""
    stretch = Stretch(opens, closes) if opens and closes else None
    session.execute(delete(SiteHours).where(SiteHours.site_id == site.id, SiteHours.weekday == weekday))
    if stretch:
        session.add(SiteHours(site_id=site.id, weekday=weekday, opens=stretch.opens, closes=stretch.closes))
    session.flush()


def shut_days(session: Session, site: Site) -> dict[date, str]:
    """Every day on which the site is shut whatever its hours: closures and its nation's bank holidays."""
    return {**bank_holidays(Nation(site.nation)), **closures_of(session, site)}


def opening(session: Session, site: Site, at: datetime) -> rules.Open | rules.Closed:
    """Whether the site is open at that moment, and if not, why and until when."""
    return openings(session, [site], at)[site.id]


def openings(session: Session, of: Iterable[Site], at: datetime) -> dict[int, rules.Open | rules.Closed]:
    """The same of several sites, by their ids, however many in two statements."""
    sites = {site.id: site for site in of}
    week: dict[int, dict[int, list[Stretch]]] = {site_id: {} for site_id in sites}
    for hours in session.scalars(select(SiteHours).where(SiteHours.site_id.in_(sites))):
        week[hours.site_id][hours.weekday] = [Stretch(hours.opens, hours.closes)]
    shut: dict[int, list[SiteClosure]] = {site_id: [] for site_id in sites}
    for closure in session.scalars(select(SiteClosure).where(SiteClosure.site_id.in_(sites))):
        shut[closure.site_id].append(closure)
    return {
        site.id: rules.is_open(
            OpeningHours.of(week[site.id], closures.parts(shut[site.id])),
            closures.whole(shut[site.id]),
            bank_holidays(Nation(site.nation)),
            site.emergency_reason if site.emergency_closed_at else None,
            at,
            _opened(site),
        )
        for site in sites.values()
    }


def close_at_once(
    session: Session, site: Site, reason: str, now: datetime, message: Mapping[str, str] | None = None
) -> None:
    """Close the site this moment; `reason` is a few plain words, said to staff and not to callers.

    `message` is what callers hear, by language; a language that is not in it hears the usual sentence.
    """
    site.emergency_closed_at = now
    site.emergency_reason = reason
    site.emergency_message = dict(message) if message else None
    session.flush()


def reopen(session: Session, site: Site) -> None:
    """Take back closing at once: hours and closures count again."""
    site.emergency_closed_at = None
    site.emergency_reason = None
    site.emergency_message = None
    session.flush()


def open_until(session: Session, site: Site, until: datetime, now: datetime) -> None:
    """Have the site open from now until then, whatever its hours and closures say; it ends by itself.

    Closing at once goes before it.
    """
    site.opened_at, site.opened_until = now, until
    session.flush()


def open_by_hours(session: Session, site: Site) -> None:
    """Take back having it open until a time: hours and closures count again."""
    site.opened_at = site.opened_until = None
    session.flush()


def catchments(session: Session) -> dict[str, tuple[str, ...]]:
    """Postcode district to the slugs of the sites that serve it, in the order the sites were added."""
    rows = session.execute(
        select(Catchment.district, Site.slug).join(Site, Site.id == Catchment.site_id).order_by(Site.id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for district, slug in rows:
        found[district] = (*found.get(district, ()), slug)
    return found


def home_site(session: Session, lives_at: str | None, dialled: Site) -> rules.AtHome | rules.Choice | rules.OutOfArea:
    """Whose claimant somebody is, by the postcode (or district) she gives. Raises Invalid for no postcode."""
    return rules.home_site(catchments(session), lives_at, dialled.slug)


def offices_of(session: Session, site: Site) -> list[Office]:
    """The site's offices, in the order they were added."""
    return list(session.scalars(select(Office).where(Office.site_id == site.id).order_by(Office.id)))


def office(session: Session, office_id: int) -> Office | None:
    """The office of that id, whichever site's."""
    return session.get(Office, office_id)


def telephones_of(session: Session, site: Site) -> list[OfficeTelephone]:
    """The private telephones of the site's offices, office by office, in the order they were added."""
    return list(
        session.scalars(
            select(OfficeTelephone)
            .join(Office, Office.id == OfficeTelephone.office_id)
            .where(Office.site_id == site.id)
            .order_by(Office.id, OfficeTelephone.id)
        )
    )


def keep_telephones(session: Session, office_id: int) -> None:
    """Let no private telephone of an office be taken out until the commit."""
    rows = select(OfficeTelephone.id).where(OfficeTelephone.office_id == office_id)
    session.execute(rows.order_by(OfficeTelephone.id).with_for_update(read=True))


def keep_office(session: Session, site: Site, office: Office | None, name: str, address_lines: list[str]) -> Office:
    """An office of a site with this name and address; another one where there is none yet."""
    if office is None:
        office = Office(site_id=site.id, personal_advisers=[], access=[], specialisms={})
        session.add(office)
    office.name, office.address_lines = name, address_lines
    session.flush()
    return office


def describe_office(office: Office, access: Iterable[str], specialisms: Mapping[str, Iterable[str]]) -> None:
    """Say what an office has (of `rules.ACCESS`), and whom each of its advisers knows best (of `rules.SPECIALISMS`)."""
    office.access = [one for one in rules.ACCESS if one in set(access)]
    office.specialisms = {
        name: [one for one in rules.SPECIALISMS if one in set(specialisms.get(name, ()))]
        for name in office.personal_advisers
    }


def add_telephone(session: Session, office: Office, telephone: str) -> OfficeTelephone:
    """Have a private telephone (E.164) at an office. Raises TelephoneKnown where some office has it already."""
    if session.scalar(select(OfficeTelephone.id).where(OfficeTelephone.telephone == telephone)) is not None:
        raise TelephoneKnown
    made = OfficeTelephone(office_id=office.id, telephone=telephone)
    session.add(made)
    session.flush()
    return made


def _opened(site: Site) -> tuple[datetime, datetime] | None:
    return (site.opened_at, site.opened_until) if site.opened_at and site.opened_until else None


def _load_site(session: Session, site: Site | None, described: SiteInFile) -> Site:
    if site is None:
        site = Site(slug=described.slug)
        session.add(site)
    site.name = described.name
    site.nation = described.nation
    site.telephone = described.telephone
    site.textphone = described.textphone
    site.languages = described.languages
    site.address_lines = described.address_lines
    site.overflow_order = described.overflow_order
    site.rules = described.rules.stored()
    session.flush()
    for weekday, stretches in enumerate(described.hours.week):
        opens, closes = (stretches[0].opens, stretches[0].closes) if stretches else (None, None)
        set_hours(session, site, weekday, opens, closes)
    for on, reason in described.closures.items():
        add_closure(session, site, on, reason)
    session.execute(delete(Catchment).where(Catchment.site_id == site.id))
    session.add_all(Catchment(district=district, site_id=site.id) for district in sorted(set(described.catchment)))
    _load_offices(session, site, described)
    session.flush()
    return site


def _load_offices(session: Session, site: Site, described: SiteInFile) -> None:
    """Offices are known by name, telephones by number. One that the file no longer names stays: it may be promised."""
    known: Mapping[str, Office] = {office.name: office for office in offices_of(session, site)}
    for in_file in described.offices:
        office = known.get(in_file.name)
        if office is None:
            office = Office(site_id=site.id, name=in_file.name)
            session.add(office)
        office.address_lines = in_file.address_lines
        office.personal_advisers = in_file.personal_advisers
        # What a file does not say stays as it was said on the screen.
        office.access = in_file.access if in_file.access is not None else office.access or []
        office.specialisms = in_file.specialisms if in_file.specialisms is not None else office.specialisms or {}
        session.flush()
        for telephone in in_file.private_telephones:
            insertion = insert(OfficeTelephone).values(office_id=office.id, telephone=telephone)
            session.execute(
                insertion.on_conflict_do_update(index_elements=["telephone"], set_={"office_id": office.id})
            )
