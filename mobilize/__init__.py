"""Mobilize: the foundation (kernel) and the roof (settings, urls, asgi) of the house."""

from mobilize import sqlite_library

sqlite_library.install()
