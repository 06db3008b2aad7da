"""The settings of the tests: those of the product, with the test profile and a database of their own."""

import os
import tempfile
from pathlib import Path

os.environ["SEXTANT_PROFILE"] = "test"
os.environ.setdefault("SEXTANT_DATA", tempfile.mkdtemp(prefix="sextant-tests-"))

from sextant.config.settings import *  # noqa: F403
from sextant.config.settings import DATA, DATABASES

# A file, not memory: threads and second processes must see the same database.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    Path(DATA).mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(Path(DATA) / "tests.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The static server warns of a folder that is not there.
(Path(DATA) / "static").mkdir(parents=True, exist_ok=True)
