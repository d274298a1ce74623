"""People who have an account: public reading needs none."""

from typing import Any

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes accounts known by their address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> "User":
        fields |= {"is_staff": True, "is_superuser": True}
        return self.create_user(email, password, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractUser):
    """An account, known by its e-mail address."""

    username = None
    email = models.EmailField(_("adresse électronique"), unique=True)
    invited_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="guests"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    def __str__(self) -> str:
        return self.get_full_name() or self.email


class Membership(models.Model):
    """What an account may do for a territory, whatever the vintage of its code."""

    class Role(models.TextChoices):
        CONTRIBUTOR = "contributor", _("contributeur")
        ADMINISTRATOR = "administrator", _("administrateur")

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    territory_kind = models.CharField(max_length=16)
    territory_code = models.CharField(max_length=32)
    role = models.CharField(max_length=16, choices=Role.choices)
    created = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "territory_kind", "territory_code"],
                name="accounts_one_role_per_territory",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.territory_kind} {self.territory_code}"


class Token(models.Model):
    """A personal key to the API: only its fingerprint is kept."""

    class Scope(models.TextChoices):
        READ = "read", _("lire ses dossiers")
        WRITE = "write", _("importer et calculer")

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("nom"), max_length=80)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list)
    created = models.DateTimeField(default=timezone.now, editable=False)
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)
    used = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name


class Attempts(models.Model):
    """How many times something was tried in a window: shared by all processes."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField(db_index=True)  # s, when it began
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "window"], name="accounts_one_count_per_window"
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.count}"
