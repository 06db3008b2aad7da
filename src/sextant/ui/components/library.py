"""The tag library that all component modules share."""

from django.template import Library

register = Library()
