"""Build hook: the built web interface and the PDF fonts go into wheel and sdist, though git ignores them.

A wheel without them would install and then show nothing, so it is refused here. `make wheel` builds both
first; an editable install serves them from the checkout and needs no check.
"""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = {
    "src/banjie/static": ("index.html", "m.html", "assets"),
    "src/banjie/static_fonts": ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "OFL.txt"),
}


class BuiltFiles(BuildHookInterface[Any]):
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        for folder, names in BUILT.items():
            for name in names:
                if not (Path(self.root) / folder / name).exists():
                    raise FileNotFoundError(
                        f"{folder}/{name} is not built: run `make wheel`, which builds it first"
                    )
            build_data["artifacts"].append(f"/{folder}/")
