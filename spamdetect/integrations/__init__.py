"""The engines that people already run, one file each; every one gives the answers of `spamdetect.check`."""
