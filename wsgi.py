"""The web entry: any WSGI server runs `wsgi:app`. Behind a proxy, PUBLIC_BASE_URL is the address that counts."""

import gc

from app import create_app

app = create_app()
# What has been made by now lives as long as the process. Unfrozen, it is looked through for garbage again and again
# while requests wait.
gc.collect()
gc.freeze()
