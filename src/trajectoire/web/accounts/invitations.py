"""Give someone a role, and to someone new the link by which a password is chosen."""

from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from trajectoire.core.territory import KINDS
from trajectoire.sources.communes import places
from trajectoire.web.accounts.models import Membership, User
from trajectoire.web.accounts.permissions import Place

# The kinds of which the whole list is known.
_LISTED = ("commune", "epci", "departement", "region")


class LastAdministrator(Exception):
    """A territory keeps at least one administrator."""


def is_known(place: Place) -> bool:
    """Tell whether a territory exists, for whoever gives a first role for it.

    Parameters
    ----------
    place
        Its kind and its code. [-]

    Returns
    -------
    known
        By the official list, or by a role that was given; a city or an organisation
        of one's own has no list. [-]

    """
    if place.kind not in KINDS or place.kind == "zone":
        return False
    if _rows(place).exists():
        return True
    match = places().find(place.code)
    if match is None or match.place.code != place.code:
        return place.kind not in _LISTED
    return match.place.kind == place.kind


def give_role(inviter: User, place: Place, email: str, role: str) -> User:
    """Give a role for a territory, opening an account for someone new.

    Parameters
    ----------
    inviter
        Who gives it. [-]
    place
        For which territory. [-]
    email
        Of whom. [-]
    role
        Which one. [-]

    Returns
    -------
    user
        Who has the role now. [-]

    Raises
    ------
    LastAdministrator
        If the territory would have none left: nothing is changed.

    """
    with transaction.atomic():
        user, is_new = User.objects.get_or_create(
            email=email, defaults={"invited_by": inviter}
        )
        foreign = user.invited_by_id != inviter.pk and not user.has_usable_password()
        if is_new or foreign:
            close_links(user)
        if role != Membership.Role.ADMINISTRATOR:
            _refuse_if_last(place, user)
        Membership.objects.update_or_create(
            user=user,
            territory_kind=place.kind,
            territory_code=place.code,
            defaults={"role": role},
        )
    return user


def take_role(place: Place, member: Membership) -> None:
    """Take a role back.

    Parameters
    ----------
    place
        For which territory. [-]
    member
        The role. [-]

    Raises
    ------
    LastAdministrator
        If the territory would have no administrator left: nothing is changed.

    """
    with transaction.atomic():
        _refuse_if_last(place, member.user)
        member.delete()


def may_have_link(inviter: User, guest: User) -> bool:
    """Decide whether who gives a role may see the link that opens the account.

    Parameters
    ----------
    inviter
        Who gives a role. [-]
    guest
        Who receives it. [-]

    Returns
    -------
    allowed
        Only for an account that nobody has entered yet, that the inviter opened, and
        that has rights nowhere else; or for whoever administers the installation. [-]

    """
    if guest.is_superuser or guest.is_staff or guest.has_usable_password():
        return False
    own = guest.invited_by_id == inviter.pk and guest.memberships.count() <= 1
    return own or inviter.is_superuser


def close_links(user: User) -> None:
    """End the links given before to an account that has no password yet.

    Parameters
    ----------
    user
        The account; its links are signed with what stands for its password. [-]

    """
    user.set_unusable_password()
    user.save(update_fields=["password"])


def invitation_path(user: User) -> str:
    """Give the address where someone chooses a password, once.

    Parameters
    ----------
    user
        Who is invited. [-]

    Returns
    -------
    path
        Valid three days, and until a password is chosen. [-]

    """
    number = urlsafe_base64_encode(force_bytes(user.pk))
    word = default_token_generator.make_token(user)
    return reverse("accounts:choose_password", args=[number, word])


def _refuse_if_last(place: Place, user: User) -> None:
    """Hold the administrators of a territory, and see that another one stays."""
    administrators = _rows(place).filter(role=Membership.Role.ADMINISTRATOR)
    held = set(administrators.select_for_update().values_list("user_id", flat=True))
    if held == {user.pk}:
        raise LastAdministrator


def _rows(place: Place) -> QuerySet[Membership]:
    return Membership.objects.filter(
        territory_kind=place.kind, territory_code=place.code
    )
