"""`python -m spamdetect`."""

from spamdetect.cli import main

main(prog_name="spamdetect")
