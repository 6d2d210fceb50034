"""How fast the package is beside what people run today: `python -m benchmarks` prints Markdown."""
