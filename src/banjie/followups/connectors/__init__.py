"""One file per connector: `(delivery) -> receipt`, without any database of ours; `registry.py` lists them."""
