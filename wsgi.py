"""The web entry: any WSGI server runs `wsgi:app`. Behind a proxy, PUBLIC_BASE_URL is the address that counts."""

from app import create_app

app = create_app()
