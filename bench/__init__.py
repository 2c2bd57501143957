"""How fast the studio is, as ratios beside the plain way, measured side by side in one run."""
