"""The blueprint of the adviser's pages, to which each module of views adds its own."""

from flask import Blueprint

console = Blueprint("console", __name__, template_folder="templates")
