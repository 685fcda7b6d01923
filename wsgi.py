"""The web entry: any WSGI server runs `wsgi:app`. Behind a proxy, PUBLIC_BASE_URL is the address that counts."""

import gc

from app import create_app

app = create_app()
# All that is there by now stays to the end: nobody need look through it again and again for what could be thrown away.
gc.collect()
gc.freeze()
