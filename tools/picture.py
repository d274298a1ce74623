"""Take the README picture of a running demonstration: tools/picture.py ADDRESS."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

PAGE = "/territoires/JUMEAU-PARIS/mesurer/atmosphere/"
PICTURE = Path(__file__).parents[1] / "docs" / "images" / "observatory.jpg"


def main(address: str) -> None:
    """Open the observatory page in French and photograph its first screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        context = browser.new_context(
            locale="fr-FR", viewport={"width": 1280, "height": 1180}
        )
        page = context.new_page()
        page.goto(address + PAGE)
        page.wait_for_timeout(2000)
        PICTURE.parent.mkdir(exist_ok=True)
        page.screenshot(path=PICTURE, type="jpeg", quality=80)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
