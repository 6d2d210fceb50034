"""Where pages come from. One file a source."""
