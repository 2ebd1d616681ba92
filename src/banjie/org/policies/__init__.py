"""The policies of assignment, one file each; `registry.py` lists them."""
