"""The account of whoever installs."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from trajectoire.core.errors import Fault, InputError
from trajectoire.web.accounts.models import User


def administrator(email: str) -> User:
    """Give an account every right, making it if it is new.

    Parameters
    ----------
    email
        Its address. [-]

    Returns
    -------
    user
        Without password until one is chosen. [-]

    Raises
    ------
    InputError
        If this is not an address.

    """
    try:
        validate_email(email)
    except ValidationError as error:
        remedy = "Write it as prenom.nom@ville.fr."
        raise InputError([Fault("an e-mail address", email, remedy)]) from error
    user, is_new = User.objects.get_or_create(email=email.lower())
    if is_new or not user.has_usable_password():
        user.set_unusable_password()  # ends the links that others may hold
    user.is_superuser = user.is_staff = True
    user.save()
    return user
